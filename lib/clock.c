/* clock: see clock.h */
#include "clock.h"
#include "die.h"
#include <errno.h>
#include <poll.h>
#include <time.h>

long long clock_ms(void)
{
	struct timespec now;
	if (clock_gettime(CLOCK_MONOTONIC, &now) < 0)
		die_sys("cannot read the clock");
	return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

bool clock_wait_readable(int fd, long long until)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	for (;;) {
		long long left = until - clock_ms();
		if (left <= 0)
			return false;
		int n = poll(&p, 1, left < 60000 ? (int)left : 60000);
		if (n > 0)
			return true;
		if (n < 0 && errno != EINTR && errno != EAGAIN)
			die_sys("cannot wait for the message");
	}
}
