/* folder: see folder.h */
#include "folder.h"
#include "die.h"
#include "file.h"
#include "text.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

void folder_make(const char *path)
{
	if (mkdir(path, 0700) < 0)
		die_sys("cannot make the folder %s", path);
}

void folder_need(const char *path)
{
	struct text parent = { 0 };
	if (mkdir(path, 0700) < 0) {
		if (errno != EEXIST)
			die_sys("cannot make the folder %s", path);
		return;
	}
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		die_sys("cannot open the folder %s", path);
	file_give_to_folder(fd, path, 0700);
	close(fd);
	text_addf(&parent, "%s/..", path);
	file_sync_folder(text_string(&parent), text_string(&parent));
	text_free(&parent);
}

static void keep_first(int *error)
{
	*error = *error ? *error : errno;
}

/* Calls each(folder, name, isdir) for all that is in the folder at/name, what is deeper first. A failure stops
 * nothing; the error of the first one is left in error, which is 0 before. */
static void walk(int at, const char *name, bool (*each)(int, const char *, bool), int *error)
{
	int fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *e;
	struct stat st;
	if (!dir) {
		keep_first(error);
		return;
	}
	while ((void)(errno = 0), (e = readdir(dir))) {
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		bool known = fstatat(fd, e->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0, sub = known && S_ISDIR(st.st_mode);
		if (!known)
			keep_first(error);
		if (sub)
			walk(fd, e->d_name, each, error);
		if (!each(fd, e->d_name, sub))
			keep_first(error);
	}
	keep_first(error);	/* of readdir, which has not seen them all then; 0 at the end */
	closedir(dir);
}

static bool take_away(int at, const char *name, bool sub)
{
	return unlinkat(at, name, sub ? AT_REMOVEDIR : 0) == 0;
}

/* The owner comes last, when all is written: until then nobody but root can enter the folder, and so nobody
 * can put a link where root is about to write. */
static uid_t new_user;
static gid_t new_group;

static bool hand_over(int at, const char *name, bool sub)
{
	int fd = openat(at, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	bool good = fd >= 0 && (!sub || fsync(fd) == 0 || errno == EINVAL) &&
		(geteuid() != 0 || fchown(fd, new_user, new_group) == 0);
	int error = errno;
	if (fd >= 0)
		close(fd);
	errno = error;
	return good;
}

static void fill_folder(const char *tmp, void (*fill)(const void *), const void *with)
{
	int error = 0;
	if (chdir(tmp) < 0)
		die_sys("cannot enter %s", tmp);
	fill(with);
	walk(AT_FDCWD, ".", hand_over, &error);
	errno = error;
	if (error || !hand_over(AT_FDCWD, ".", true))
		die_sys("cannot give %s to its owner", tmp);
}

static bool in_use(const char *path)
{
	DIR *dir = opendir(path);
	int names = 0;
	if (!dir)
		return errno != ENOENT;
	while (readdir(dir))
		names++;
	closedir(dir);
	return names > 2;	/* . and .. */
}

void folder_build(const char *path, void (*fill)(const void *), const void *with, uid_t user, gid_t group)
{
	struct text name = { 0 }, parent = { 0 };
	int status, ignored = 0;

	if (in_use(path))
		die(TEMP, "4.3.5", "%s is in use already; name a new folder, or remove it first", path);
	text_addf(&name, "%s.new.%ld", path, (long)getpid());
	text_addf(&parent, "%s/..", path);
	const char *tmp = text_string(&name), *beside = text_string(&parent);
	folder_make(tmp);
	new_user = user;
	new_group = group;

	signal(SIGINT, SIG_IGN);	/* ^C goes to the child too; we stay to clean up */
	signal(SIGTERM, SIG_IGN);
	pid_t child = fork();
	if (child == 0) {
		signal(SIGINT, SIG_DFL);
		signal(SIGTERM, SIG_DFL);
		fill_folder(tmp, fill, with);
		_exit(0);
	}
	while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	int code = child > 0 && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
	if (code == 0 && rename(tmp, path) == 0) {
		file_sync_folder(beside, beside);
		text_free(&parent);
		text_free(&name);
		return;
	}
	int error = errno;
	walk(AT_FDCWD, tmp, take_away, &ignored);
	rmdir(tmp);
	if (child > 0 && !WIFEXITED(status))
		die(TEMP, "4.3.0", "interrupted; %s was not made", path);
	if (code > 0)
		_exit(code);	/* the child has said why */
	errno = error;
	die_sys("cannot make %s", path);
}
