/* file: see file.h */
#if defined(__linux__) && !defined(_GNU_SOURCE)
#define _GNU_SOURCE		/* copy_file_range, O_TMPFILE */
#endif
#include "file.h"
#include "die.h"
#include "list.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
	BLOCK = 65536,		/* memory is reused, since a first touch costs more than a copy */
	COPY = 262144,		/* as fast as cat; 65536 takes a quarter more time */
	PAGE = 4096
};

void write_all(int fd, struct span s, const char *what)
{
	while (s.len) {
		ssize_t n = write(fd, s.at, s.len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n == 0)
			errno = EIO;	/* POSIX leaves this open; trying again might never end */
		if (n <= 0)
			file_cannot("write", what);
		s.at += n;
		s.len -= (size_t)n;
	}
}

size_t read_some(int fd, void *p, size_t n, const char *what)
{
	ssize_t got;
	do
		got = read(fd, p, n);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		die_sys("cannot read %s", what);
	return (size_t)got;
}

bool file_same(int a, int b)
{
	char block_a[8192], block_b[8192];
	for (off_t at = 0; ; ) {
		ssize_t n = pread(a, block_a, sizeof block_a, at), m = pread(b, block_b, sizeof block_b, at);
		if (n < 0 || m < 0)
			die_sys("cannot read what is to be compared");
		if (n != m || memcmp(block_a, block_b, (size_t)n) != 0)
			return false;
		if (n == 0)
			return true;
		at += n;
	}
}

#ifdef __linux__
/* True if both stand at the same place of a page. Then the kernel copies faster than we, or shares what is there; else
 * it is slower, up to twice for a shift of a few octets (measured with ext4). */
static bool is_level(int from, int to)
{
	off_t a = lseek(from, 0, SEEK_CUR), b = lseek(to, 0, SEEK_CUR);
	return a >= 0 && b >= 0 && a % PAGE == b % PAGE;
}
#endif

void copy_rest(int from, int to, const char *what)
{
#ifdef __linux__
	/* Whatever makes the kernel stop (two file systems, O_APPEND, a pseudo file that claims to be empty, the end),
	 * both offsets are right, and the loop below goes on and finds out why. */
	while (is_level(from, to) && copy_file_range(from, NULL, to, NULL, 1 << 30, 0) > 0)
		;
#endif
	static char block[COPY];
	size_t n;
	while ((n = read_some(from, block, sizeof block, what)) > 0)
		write_all(to, (struct span){ block, n }, what);
}

/* Opens what must be a regular file: a FIFO in its place would let us wait for ever. */
static int open_regular(const char *path, int flags, mode_t mode, struct stat *st)
{
	int fd = open(path, flags | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, mode);
	if (fd < 0)
		return -1;
	if (fstat(fd, st) < 0)
		die_sys("cannot look at %s", path);
	if (!S_ISREG(st->st_mode))
		die(TEMP, "4.3.5", "%s is not a regular file", path);
	return fd;
}

int file_open(const char *path)
{
	struct stat st;
	int fd = open_regular(path, O_RDONLY, 0, &st);
	if (fd < 0 && errno != ENOENT)
		die_sys("cannot open %s", path);
	return fd;
}

bool file_read(const char *path, struct text *out, size_t max)
{
	char block[BLOCK];
	size_t n, sum = 0;
	int fd = file_open(path);
	if (fd < 0)
		return false;
	while ((n = read_some(fd, block, sizeof block, path)) > 0) {
		if (n > max - sum)
			die(TEMP, "4.3.5", "%s is larger than %zu octets", path, max);
		sum += n;
		text_add(out, (struct span){ block, n });
	}
	close(fd);
	return true;
}

static int scratch_in(const char *folder)
{
#ifdef O_TMPFILE
	int whole = open(folder, O_TMPFILE | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
	if (whole >= 0)
		return whole;
#endif
	struct text name = { 0 };
	text_addf(&name, "%s/.tutti.XXXXXX", folder);
	text_string(&name);
	int fd = mkstemp(name.at);
	if (fd >= 0 && (unlink(name.at) < 0 || fcntl(fd, F_SETFD, FD_CLOEXEC) < 0))
		die_sys("cannot prepare %s", name.at);
	text_free(&name);
	return fd;
}

int file_scratch(void)
{
	const char *folder[] = { ".", getenv("TMPDIR"), "/var/tmp" };
	for (size_t i = 0; i < sizeof folder / sizeof *folder; i++) {
		int fd = folder[i] && *folder[i] ? scratch_in(folder[i]) : -1;
		if (fd >= 0)
			return fd;
	}
	die_sys("cannot make a scratch file");
}

int file_settle(int fd, off_t *at, const char *what)
{
	struct stat st;
	*at = lseek(fd, 0, SEEK_CUR);
	if (*at >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		return fd;
	int copy = file_scratch();
	copy_rest(fd, copy, what);
	*at = 0;
	return copy;
}

/* Opens path to append to or to lock; makes it if it is missing, never through a link. */
static int open_or_make(const char *path, mode_t mode, struct stat *st)
{
	int fd = open_regular(path, O_RDWR | O_APPEND, 0, st);
	if (fd < 0 && errno == ENOENT) {
		fd = open_regular(path, O_RDWR | O_APPEND | O_CREAT | O_EXCL, mode, st);
		if (fd >= 0)
			file_give_to_folder(fd, path, mode);
		else if (errno == EEXIST)	/* another was faster */
			fd = open_regular(path, O_RDWR | O_APPEND, 0, st);
	}
	if (fd < 0)
		die_sys("cannot open %s", path);
	return fd;
}

int file_open_append(const char *path, mode_t mode)
{
	struct stat st;
	return open_or_make(path, mode, &st);
}

/* flock has no time limit of its own, and an alarm can go off just before it starts to wait. */
static bool lock(int fd, const char *path, bool wait)
{
	long pause = 1000000;	/* 1 ms, growing to 50 */
	while (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		if (errno == EINTR)
			continue;
		if (errno != EWOULDBLOCK)
			die_sys("cannot lock %s", path);
		if (!wait)
			return false;
		if (time(NULL) >= post_deadline())
			die(TEMP, "4.3.0", "%s is still locked by another process", path);
		nanosleep(&(struct timespec){ .tv_nsec = pause }, NULL);
		pause = pause * 3 / 2 < 50000000 ? pause * 3 / 2 : 50000000;
	}
	return true;
}

int file_lock(const char *path, bool wait)
{
	struct stat st;
	int fd = open_or_make(path, 0600, &st);
	if (lock(fd, path, wait))
		return fd;
	close(fd);
	return -1;
}

void file_append(const char *path, struct span line, mode_t mode)
{
	struct stat st;
	int fd = open_or_make(path, mode, &st);
	char last = '\n';
	lock(fd, path, true);	/* so that a half line can be taken back although others append too */
	if (fstat(fd, &st) < 0 || (st.st_size && pread(fd, &last, 1, st.st_size - 1) != 1))
		die_sys("cannot read %s", path);
	/* A half line that a power cut has left behind must not swallow ours. */
	struct text t = { 0 };
	text_adds(&t, last == '\n' ? "" : "\n");
	text_add(&t, line);
	text_addc(&t, '\n');
	ssize_t n;
	do
		n = write(fd, t.at, t.len);
	while (n < 0 && errno == EINTR);
	if (n >= 0 && (size_t)n < t.len) {
		if (ftruncate(fd, st.st_size) < 0)
			die_sys("cannot take back half a line from %s", path);
		die(TEMP, "4.3.1", "cannot write %s: only a part of the line was taken", path);
	}
	if (n < 0)
		die_sys("cannot write %s", path);
	text_free(&t);
	if (close(fd) < 0 && errno != EINTR)
		die_sys("cannot close %s", path);
}
