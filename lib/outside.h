/* outside: files in a folder that another program has filled, maybe with the rights of root.
 *
 * Nothing but regular files and folders is opened, and no link below the folder is followed: what is read here ends in
 * a list's archive, and a link to /etc/shadow would too. */
#ifndef OUTSIDE_H
#define OUTSIDE_H
#include "text.h"

/* To read: a regular file, or a folder, in the folder. -1 with ENOENT if there is none, with EINVAL if it is something
 * else, or another errno. */
int outside_open(int folder, const char *name);
int outside_open_folder(int folder, const char *name);

/* The same, but whatever else than ENOENT is wrong ends the program with TEMP. */
int outside_file(int folder, const char *name);
int outside_folder(int folder, const char *name);

/* The names in the folder, sorted by their octets, without those that begin with a dot. In memory_get memory. Dies with
 * TEMP. */
struct outside_names { const char **at; size_t count, room; };
void outside_read(int folder, struct outside_names *names);
#endif
