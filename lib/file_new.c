/* file_new: files that appear whole or not at all; see file.h */
#include "file.h"
#include "die.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

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
static bool still_named(int folder, const char *name, int fd)
{
	struct stat named, locked;
	return fstatat(folder, name, &named, AT_SYMLINK_NOFOLLOW) == 0 && fstat(fd, &locked) == 0 &&
		named.st_dev == locked.st_dev && named.st_ino == locked.st_ino;
}

/* Removes path.tmp.* whose makers are dead. Each holds a lock on its file, which says more than its process
 * number: in another container that number may be anybody's. A maker may also have committed the file that was
 * opened here, and hold the name with its next one already. */
static void remove_left_overs(const char *path)
{
	const char *folder = file_folder(path);
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
		if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0 && still_named(dirfd(dir), name.at, fd))
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
	*f = (struct file_new){ -1, path, tmp.at, NULL };
	do {	/* until we hold the lock before another took our file for a left-over */
		if (f->fd >= 0)
			close(f->fd);
		f->fd = open(f->tmp, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
		if (f->fd < 0)
			die_sys("cannot make %s", f->tmp);
		if (making != f) {
			f->before = making;
			making = f;
		}
		if (flock(f->fd, LOCK_EX) < 0 || fstat(f->fd, &st) < 0)
			file_cannot("lock", f->tmp);
	} while (st.st_nlink == 0);
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
