/* outside: see outside.h */
#include "outside.h"
#include "die.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A FIFO would let us wait for ever, and opening a device may do something: O_NONBLOCK, and a look first. */
static int open_kind(int folder, const char *name, mode_t kind)
{
	struct stat st;
	if (fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return -1;
	int fd = -1;
	if ((st.st_mode & S_IFMT) != kind)
		errno = EINVAL;
	else
		fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	bool known = fstat(fd, &st) == 0;
	if (known && (st.st_mode & S_IFMT) == kind)
		return fd;
	int error = known ? EINVAL : errno;	/* it has been exchanged meanwhile */
	close(fd);
	errno = error;
	return -1;
}

int outside_open(int folder, const char *name) { return open_kind(folder, name, S_IFREG); }

int outside_open_folder(int folder, const char *name) { return open_kind(folder, name, S_IFDIR); }

static int need_kind(int fd, const char *name, const char *kind)
{
	if (fd < 0 && errno == EINVAL)
		die(TEMP, "4.3.5", "%s is no %s; links are not followed", name, kind);
	if (fd < 0 && errno != ENOENT)
		die_sys("cannot open %s", name);
	return fd;
}

int outside_file(int folder, const char *name)
{
	return need_kind(outside_open(folder, name), name, "regular file");
}

int outside_folder(int folder, const char *name)
{
	return need_kind(outside_open_folder(folder, name), name, "folder");
}

static int by_octets(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void outside_read(int folder, struct outside_names *names)
{
	int copy = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = copy < 0 ? NULL : fdopendir(copy);
	if (!dir)
		die_sys("cannot read a folder");
	struct dirent *entry;
	while (errno = 0, (entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		names->at = memory_grow(names->at, names->count, &names->room, sizeof *names->at);
		names->at[names->count++] = memory_keep(span(entry->d_name)).at;
	}
	if (errno)
		die_sys("cannot read a folder");
	closedir(dir);
	if (names->count)
		qsort(names->at, names->count, sizeof *names->at, by_octets);
}
