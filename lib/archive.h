/* archive: the posts of a list as files, 00001.eml and so on, and beside them `summary`, a line each as fml wrote it:
 *
 *	26/11/24 13:33:09 [123:anne@example.or] subject
 *
 * (local time, number, the first 15 octets of the author's address). The working directory is the list's folder. */
#ifndef ARCHIVE_H
#define ARCHIVE_H
#include "message.h"
#include "text.h"

/* The number that number-post has given m, or 0 if there is none. */
unsigned long long archive_number(const struct message *m);

/* Appends the path of a post in folder. */
void archive_path(struct text *t, const char *folder, unsigned long long number);

/* Stores m under its number in folder, which is made if it is missing, and adds its line to summary. The file is there whole
 * or not at all, and survives a power cut; a second time replaces the first, and leaves the line alone. Settles the
 * body. Dies with TEMP. */
void archive_store(const char *folder, struct message *m, unsigned long long number);
#endif
