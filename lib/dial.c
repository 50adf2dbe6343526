/* dial: see dial.h */
#include "dial.h"
#include "die.h"
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { PATIENCE = 30 };	/* seconds for one address; a host may have several */

bool dial_wait(int fd, bool write, long long limit)
{
	struct pollfd p = { .fd = fd, .events = write ? POLLOUT : POLLIN };
	for (;;) {
		long long left = limit - (long long)time(NULL);
		int n = left <= 0 ? 0 : poll(&p, 1, left < 1000 ? (int)left * 1000 : 1000000);
		if (n > 0)
			return true;
		if (n < 0 && errno != EINTR)
			die_sys("cannot poll");
		if (n == 0 && (long long)time(NULL) >= limit)
			return false;
	}
}

/* Returns 0 or the error. */
static int connect_to(int fd, const struct addrinfo *a, long long limit)
{
	int error = 0, one = 1;
	socklen_t n = sizeof error;
	/* Without it the kernel holds back a last short segment until the one before is acknowledged, which
	 * the other side does 40 ms later. */
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	if (fcntl(fd, F_SETFL, O_NONBLOCK) < 0 || fcntl(fd, F_SETFD, FD_CLOEXEC) < 0)
		return errno;
	if (connect(fd, a->ai_addr, a->ai_addrlen) == 0)
		return 0;
	if (errno != EINPROGRESS && errno != EINTR)
		return errno;
	if (!dial_wait(fd, true, limit))
		return ETIMEDOUT;
	return getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &n) < 0 ? errno : error;
}

int dial(const char *where, long long deadline, struct text *why)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_family = AF_UNSPEC }, *all, *a;
	const char *colon = strrchr(where, ':');
	size_t n = colon ? (size_t)(colon - where) : 0;
	bool bracket = n > 2 && where[0] == '[' && where[n - 1] == ']';
	if (n == 0 || !colon[1] || (!bracket && memchr(where, ':', n)))
		die(TEMP, "4.3.5", "%.200s is not HOST:PORT", where);
	const char *host = memory_keep((struct span){ where + bracket, n - 2 * bracket }).at;
	int error = getaddrinfo(host, colon + 1, &hints, &all);
	if (error) {
		text_addf(why, "cannot find %s: %s", host, gai_strerror(error));
		return -1;
	}
	error = 0;
	for (a = all; a; a = a->ai_next) {
		long long limit = (long long)time(NULL) + PATIENCE;
		int fd = socket(a->ai_family, a->ai_socktype, a->ai_protocol);
		error = fd < 0 ? errno : connect_to(fd, a, limit < deadline ? limit : deadline);
		if (!error) {
			freeaddrinfo(all);
			return fd;
		}
		if (fd >= 0)
			close(fd);
	}
	freeaddrinfo(all);
	text_addf(why, "cannot connect to %s: %s", where, strerror(error));
	return -1;
}
