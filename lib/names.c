/* names: see names.h */
#include "names.h"
#include "die.h"
#include <errno.h>
#include <string.h>

bool names_begin(struct names *n, const char *folder)
{
	*n = (struct names){ .folder = folder, .dir = opendir(folder) };
	if (!n->dir && errno != ENOENT)
		die_sys("cannot read the folder %s", folder);
	return n->dir != NULL;
}

const char *names_next(struct names *n)
{
	struct dirent *e = NULL;
	while (n->dir && (errno = 0, e = readdir(n->dir)) != NULL)
		if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
			return e->d_name;
	if (!n->dir)
		return NULL;
	if (errno)
		die_sys("cannot read the folder %s", n->folder);
	closedir(n->dir);
	n->dir = NULL;
	return NULL;
}
