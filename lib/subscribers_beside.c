/* subscribers_beside: the time of the members file beside a cdb, by which each knows the other; see subscribers.h */
#include "die.h"
#include "subscribers.h"
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

static unsigned long long nanoseconds(const struct timespec *t)
{
	return (unsigned long long)t->tv_sec * 1000000000 + (unsigned long long)t->tv_nsec;
}

unsigned long long subscribers_beside(const char *path)
{
	size_t n = strlen(path);
	struct stat st;
	if (n < 5 || strcmp(path + n - 4, ".cdb") != 0)
		return 0;
	const char *members = memory_keep((struct span){ path, n - 4 }).at;
	if (stat(members, &st) == 0)
		return nanoseconds(&st.st_mtim);
	if (errno != ENOENT)
		die_sys("cannot look at %s", members);
	return 0;
}

/* Whether a time is older than the clock's tick (10 ms at most), or in the future. */
static bool is_settled(unsigned long long beside)
{
	struct timespec now;
	if (clock_gettime(CLOCK_REALTIME, &now) < 0)
		die_sys("cannot read the clock");
	return nanoseconds(&now) - beside > 20000000;
}

unsigned long long subscribers_settled(const char *path, int fd)
{
	for (;;) {
		struct stat st;
		if (fd >= 0 && fstat(fd, &st) < 0)
			die_sys("cannot look at the members file beside %s", path);
		unsigned long long beside = fd >= 0 ? nanoseconds(&st.st_mtim) : subscribers_beside(path);
		if (is_settled(beside))
			return beside;
		nanosleep(&(struct timespec){ .tv_nsec = 20000000 }, NULL);
	}
}
