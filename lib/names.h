/* names: what is in a folder.
 *
 *	struct names n;
 *	names_begin(&n, "hold");
 *	for (const char *name; (name = names_next(&n)); )
 *		… */
#ifndef NAMES_H
#define NAMES_H
#include <dirent.h>
#include <stdbool.h>

struct names {
	const char *folder;
	DIR *dir;		/* NULL: there is none, or the end has come */
};

/* False if there is no such folder, and then no name is in it; errno says so. folder must stay. Dies with TEMP if it
 * can't be read. */
bool names_begin(struct names *n, const char *folder);

/* The next one, in no order, without `.` and `..`: valid until the one after. NULL at the end, to which a caller goes,
 * since there the folder is closed. Dies with TEMP. */
const char *names_next(struct names *n);
#endif
