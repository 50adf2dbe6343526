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

/* Calls each(folder, name, isdir) for all that is in the folder at/name, what is deeper first. */
static void walk(int at, const char *name, bool (*each)(int, const char *, bool), bool *good)
{
	int fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *e;
	struct stat st;
	if (!dir) {
		*good = false;
		return;
	}
	while ((e = readdir(dir))) {
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		bool sub = fstatat(fd, e->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(st.st_mode);
		if (sub)
			walk(fd, e->d_name, each, good);
		*good &= each(fd, e->d_name, sub);
	}
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
	bool good = true;
	if (chdir(tmp) < 0)
		die_sys("cannot enter %s", tmp);
	fill(with);
	walk(AT_FDCWD, ".", hand_over, &good);
	if (!good || !hand_over(AT_FDCWD, ".", true))
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
	struct text name = { 0 };
	int status;
	bool good = true;

	if (in_use(path))
		die(TEMP, "4.3.5", "%s is in use already; name a new folder, or remove it first", path);
	text_addf(&name, "%s.new.%ld", path, (long)getpid());
	const char *tmp = text_string(&name);
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
	struct text parent = { 0 };
	text_addf(&parent, "%s/..", path);
	if (code == 0 && rename(tmp, path) == 0) {
		file_sync_folder(text_string(&parent), text_string(&parent));
		text_free(&parent);
		text_free(&name);
		return;
	}
	int error = errno;
	walk(AT_FDCWD, tmp, take_away, &good);
	rmdir(tmp);
	if (child > 0 && !WIFEXITED(status))
		die(TEMP, "4.3.0", "interrupted; %s was not made", path);
	if (code > 0)
		_exit(code);	/* the child has said why */
	errno = error;
	die_sys("cannot make %s", path);
}
