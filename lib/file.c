/* file: see file.h */
#if defined(__linux__) && !defined(_GNU_SOURCE)
#define _GNU_SOURCE		/* copy_file_range, O_TMPFILE */
#endif
#include "file.h"
#include "die.h"
#include "list.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { BLOCK = 65536 };		/* memory is reused, since a first touch costs more than a copy */

/* The file_new in the making, so that a failed write takes it away. */
static struct file_new *making;

static _Noreturn void cannot(const char *verb, const char *what, int fd)
{
	int error = errno;
	if (making && making->fd == fd)
		unlink(making->tmp);
	errno = error;
	die_sys("cannot %s %s", verb, what);
}

void write_all(int fd, struct span s, const char *what)
{
	while (s.len) {
		ssize_t n = write(fd, s.at, s.len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n == 0)
			errno = EIO;	/* POSIX leaves this open; trying again might never end */
		if (n <= 0)
			cannot("write", what, fd);
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

void copy_rest(int from, int to, const char *what)
{
#ifdef __linux__
	/* Whatever makes the kernel stop (a pipe, two file systems, O_APPEND, a pseudo file that claims to be
	 * empty, the end), both offsets are right, and the loop below goes on and finds out why. */
	while (copy_file_range(from, NULL, to, NULL, 1 << 30, 0) > 0)
		;
#endif
	char block[BLOCK];
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

bool file_read(const char *path, struct text *out, size_t max)
{
	char block[BLOCK];
	size_t n, sum = 0;
	struct stat st;
	int fd = open_regular(path, O_RDONLY, 0, &st);
	if (fd < 0 && errno == ENOENT)
		return false;
	if (fd < 0)
		die_sys("cannot open %s", path);
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

static const char *folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	if (!slash)
		return ".";
	return memory_keep((struct span){ path, slash == path ? 1 : (size_t)(slash - path) }).at;
}

/* What root makes in a list's folder belongs to the folder's owner: a lock or a log that the list's own
 * user can't open would stop the list. Then the mode, whatever the umask. */
static void give_to_folder(int fd, const char *path, mode_t mode)
{
	struct stat st;
	if (geteuid() == 0 && (stat(folder_of(path), &st) < 0 || fchown(fd, st.st_uid, st.st_gid) < 0))
		cannot("set the owner of", path, fd);
	if (fchmod(fd, mode) < 0)
		cannot("set the mode of", path, fd);
}

/* Opens path to append to or to lock; makes it if it is missing, never through a link. */
static int open_or_make(const char *path, mode_t mode, struct stat *st)
{
	int fd = open_regular(path, O_RDWR | O_APPEND, 0, st);
	if (fd < 0 && errno == ENOENT) {
		fd = open_regular(path, O_RDWR | O_APPEND | O_CREAT | O_EXCL, mode, st);
		if (fd >= 0)
			give_to_folder(fd, path, mode);
		else if (errno == EEXIST)	/* another was faster */
			fd = open_regular(path, O_RDWR | O_APPEND, 0, st);
	}
	if (fd < 0)
		die_sys("cannot open %s", path);
	return fd;
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

/* Removes path.tmp.* whose makers are dead. Each holds a lock on its file, which says more than its process
 * number: in another container that number may be anybody's. */
static void remove_left_overs(const char *path)
{
	const char *folder = folder_of(path);
	const char *slash = strrchr(path, '/');
	struct span base = span(slash ? slash + 1 : path);
	DIR *dir = opendir(folder);
	struct dirent *entry;
	while (dir && (entry = readdir(dir))) {
		struct span name = span(entry->d_name);
		if (name.len < base.len + 5 || memcmp(name.at, base.at, base.len) != 0 ||
				memcmp(name.at + base.len, ".tmp.", 5) != 0)
			continue;
		int fd = openat(dirfd(dir), name.at, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
		if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0)
			unlinkat(dirfd(dir), name.at, 0);
		if (fd >= 0)
			close(fd);
	}
	if (dir)
		closedir(dir);
}

void file_new(struct file_new *f, const char *path, mode_t mode)
{
	struct stat old, st = { 0 };
	struct text tmp = { 0 };

	remove_left_overs(path);
	text_addf(&tmp, "%s.tmp.%ld", path, (long)getpid());
	text_string(&tmp);
	*f = (struct file_new){ -1, path, tmp.at };
	do {	/* until we hold the lock before another took our file for a left-over */
		if (f->fd >= 0)
			close(f->fd);
		f->fd = open(f->tmp, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
		if (f->fd < 0)
			die_sys("cannot make %s", f->tmp);
		if (flock(f->fd, LOCK_EX) < 0 || fstat(f->fd, &st) < 0)
			die_sys("cannot lock %s", f->tmp);
	} while (st.st_nlink == 0);
	making = f;
	if (stat(path, &old) < 0) {
		if (errno != ENOENT)
			cannot("look at", path, f->fd);
		give_to_folder(f->fd, path, mode);
		return;
	}
	if (!S_ISREG(old.st_mode)) {
		unlink(f->tmp);
		die(TEMP, "4.3.5", "%s is not a regular file", path);
	}
	/* Another user's file, that only root can give back to him, at least keeps its group if we are in it. */
	if ((old.st_uid != st.st_uid || old.st_gid != st.st_gid) && fchown(f->fd, old.st_uid, old.st_gid) < 0 &&
			(errno != EPERM || (fchown(f->fd, (uid_t)-1, old.st_gid) < 0 && errno != EPERM)))
		cannot("set the owner of", path, f->fd);
	if (fchmod(f->fd, old.st_mode & 0777) < 0)
		cannot("set the mode of", path, f->fd);
}

void file_commit(struct file_new *f)
{
	int folder = open(folder_of(f->path), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder < 0)
		cannot("open the folder of", f->path, f->fd);
	/* A second fsync after a failed one may say yes to pages that never reached the disk. */
	if (fsync(f->fd) < 0)
		cannot("write", f->path, f->fd);
	/* close may still report an error, but the lock must outlive the name: hence a second descriptor. */
	int held = fcntl(f->fd, F_DUPFD_CLOEXEC, 0);
	if (held < 0 || (close(f->fd) < 0 && errno != EINTR) || rename(f->tmp, f->path) < 0)
		cannot("replace", f->path, f->fd);
	making = NULL;
	close(held);
	if (fsync(folder) < 0 && errno != EINVAL)	/* EINVAL: a file system without */
		die_sys("cannot sync the folder of %s", f->path);
	close(folder);
	free(f->tmp);
	f->fd = -1;
}

void file_discard(struct file_new *f)
{
	unlink(f->tmp);
	close(f->fd);
	free(f->tmp);
	f->fd = -1;
	making = NULL;
}

void file_replace(const char *path, struct span content, mode_t mode)
{
	struct file_new f;
	file_new(&f, path, mode);
	write_all(f.fd, content, path);
	file_commit(&f);
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
