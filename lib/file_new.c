/* file_new: files that appear whole or not at all; see file.h */
#if defined(__linux__) && !defined(_GNU_SOURCE)
#define _GNU_SOURCE		/* syncfs */
#endif
#include "file.h"
#include "die.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	MAKERS = 1000,	/* of one file at the same time */
	NEXT = 3	/* left-overs above one's own: of some that were killed while several were at it */
};

/* Those in the making, the last one first, so that a failed write takes them away. */
static struct file_new *making;

static void leave(const struct file_new *f)
{
	struct file_new **m = &making;
	while (*m && *m != f)
		m = &(*m)->before;
	if (*m)
		*m = f->before;
}

_Noreturn void file_cannot(const char *verb, const char *what)
{
	int error = errno;
	for (const struct file_new *f = making; f; f = f->before)
		unlink(f->tmp);
	errno = error;
	die_sys("cannot %s %s", verb, what);
}

static const char *file_folder(const char *path)
{
	const char *slash = strrchr(path, '/');
	if (!slash)
		return ".";
	return memory_keep((struct span){ path, slash == path ? 1 : (size_t)(slash - path) }).at;
}

/* What root makes in a list's folder belongs to the folder's owner: a lock or a log that the list's own
 * user can't open would stop the list. Then the mode, whatever the umask. */
void file_give_to_folder(int fd, const char *path, mode_t mode)
{
	struct stat st;
	if (geteuid() == 0 && (stat(file_folder(path), &st) < 0 || fchown(fd, st.st_uid, st.st_gid) < 0))
		file_cannot("set the owner of", path);
	if (fchmod(fd, mode) < 0)
		file_cannot("set the mode of", path);
}

/* Under the lock of a file its name can't come to mean another: whoever renames or removes it holds that lock. */
static bool still_named(const char *name, int fd)
{
	struct stat named, locked;
	return lstat(name, &named) == 0 && fstat(fd, &locked) == 0 &&
		named.st_dev == locked.st_dev && named.st_ino == locked.st_ino;
}

/* Removes a file whose maker is dead, and says whether the name is free. Each maker holds a lock on its file, which
 * says more than a process number: in another container that may be anybody's. A maker may also have committed the file
 * that was opened here, and hold the name with its next one already. */
static bool remove_left_over(const char *tmp)
{
	int fd = open(tmp, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT;
	bool dead = flock(fd, LOCK_EX | LOCK_NB) == 0 && still_named(tmp, fd) && unlink(tmp) == 0;
	close(fd);
	return dead;
}

/* Makes path.tmp.1, or where somebody else is at it path.tmp.2 and so on. What a killed one has left is thus found by
 * its name: the folder, which may be an archive of many years, is never read. Removes what is left of the next few as
 * well. */
static void make(struct file_new *f)
{
	struct text tmp = { 0 };
	int n = 0;
	bool taken;
	do {
		tmp.len = 0;
		text_addf(&tmp, "%s.tmp.%d", f->path, ++n);
		text_string(&tmp);
		do {
			f->fd = open(tmp.at, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
			taken = f->fd < 0 && errno == EEXIST;
		} while (taken && remove_left_over(tmp.at));
	} while (taken && n < MAKERS);
	if (taken)
		die(TEMP, "4.3.0", "cannot make %s: the name is taken", tmp.at);
	if (f->fd < 0)
		die_sys("cannot make %s", tmp.at);
	f->tmp = tmp.at;
	for (int i = 1; i <= NEXT; i++) {
		struct text next = { 0 };
		text_addf(&next, "%s.tmp.%d", f->path, n + i);
		remove_left_over(text_string(&next));
		text_free(&next);
	}
}

void file_new(struct file_new *f, const char *path, mode_t mode)
{
	struct stat old, st = { 0 };

	*f = (struct file_new){ .path = path };
	for (;;) {	/* until we hold the lock before another took our file for a left-over */
		make(f);
		if (flock(f->fd, LOCK_EX) < 0 || fstat(f->fd, &st) < 0) {
			int error = errno;
			if (still_named(f->tmp, f->fd))
				unlink(f->tmp);
			errno = error;
			file_cannot("lock", f->tmp);
		}
		if (st.st_nlink > 0)
			break;
		close(f->fd);
		free(f->tmp);
	}
	f->before = making;
	making = f;
	if (lstat(path, &old) < 0) {
		if (errno != ENOENT)
			file_cannot("look at", path);
		file_give_to_folder(f->fd, path, mode);
		return;
	}
	if (!S_ISREG(old.st_mode)) {
		unlink(f->tmp);
		die(TEMP, "4.3.5", "%s is %s", path, !S_ISLNK(old.st_mode) ? "not a regular file"
			: "a symbolic link; only what it points to can be replaced, name that");
	}
	/* Another user's file, that only root can give back to him, at least keeps its group if we are in it. */
	if ((old.st_uid != st.st_uid || old.st_gid != st.st_gid) && fchown(f->fd, old.st_uid, old.st_gid) < 0 &&
			(errno != EPERM || (fchown(f->fd, (uid_t)-1, old.st_gid) < 0 && errno != EPERM)))
		file_cannot("set the owner of", path);
	if (fchmod(f->fd, old.st_mode & 0777) < 0)
		file_cannot("set the mode of", path);
}

void file_commit(struct file_new *f)
{
	int folder = open(file_folder(f->path), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder < 0)
		file_cannot("open the folder of", f->path);
	/* A second fsync after a failed one may say yes to pages that never reached the disk. */
	if (fsync(f->fd) < 0)
		file_cannot("write", f->path);
	/* close may still report an error, but the lock must outlive the name: hence a second descriptor. */
	int held = fcntl(f->fd, F_DUPFD_CLOEXEC, 0);
	if (held < 0 || (close(f->fd) < 0 && errno != EINTR) || rename(f->tmp, f->path) < 0)
		file_cannot("replace", f->path);
	leave(f);
	if (close(held) < 0 && errno != EINTR)
		die_sys("cannot close %s", f->path);
	if (fsync(folder) < 0 && errno != EINVAL)	/* EINVAL: a file system without */
		die_sys("cannot sync the folder of %s", f->path);
	close(folder);
	free(f->tmp);
	f->fd = -1;
}

void file_sync_folder(const char *path, const char *what)
{
	int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder < 0 || (fsync(folder) < 0 && errno != EINVAL))	/* EINVAL: a file system without */
		die_sys("cannot sync the folder %s", what);
	close(folder);
}

#ifdef __linux__
/* An fsync of each would be a turn of the disk, and of the file system's journal, for each. */
void file_sync_later(int fd, const char *what) { (void)fd, (void)what; }

void file_sync_all(int folder, const char *what)
{
	if (syncfs(folder) < 0)
		die_sys("cannot write what is new in %s", what);
}
#else
void file_sync_later(int fd, const char *what)
{
	if (fsync(fd) < 0)
		die_sys("cannot write %s", what);
}

void file_sync_all(int folder, const char *what) { (void)folder, (void)what; }
#endif

void file_discard(struct file_new *f)
{
	unlink(f->tmp);
	close(f->fd);
	free(f->tmp);
	f->fd = -1;
	leave(f);
}

void file_replace(const char *path, struct span content, mode_t mode)
{
	struct file_new f;
	file_new(&f, path, mode);
	write_all(f.fd, content, path);
	file_commit(&f);
}
