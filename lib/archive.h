/* archive: the posts of a list as files, 00001.eml and so on, and beside them `summary`, a line each as fml wrote it:
 *
 *	26/11/24 13:33:09 [123:anne@example.or] subject
 *
 * (local time, number, the first 15 octets of the author's address). The working directory is the list's folder. */
#ifndef ARCHIVE_H
#define ARCHIVE_H
#include "message.h"
#include "text.h"
#include <time.h>

/* The number that number-post has given m, or 0 if there is none. */
unsigned long long archive_number(const struct message *m);

/* Appends the path of a post in folder. */
void archive_path(struct text *t, const char *folder, unsigned long long number);

/* Stores m under its number in folder, which is made if it is missing, and adds its line to summary. The file is there
 * whole or not at all, and survives a power cut; a second time replaces the first, and leaves the line alone. Settles
 * the body. Dies with TEMP. */
void archive_store(const char *folder, struct message *m, unsigned long long number);

/* Posts that a list has had before it came to us. The file's time says when a post was sent, and so does its line.
 *
 * archive_old_begin takes the lock, for which archive_store waits, until archive_old_end; in between archive_old_take
 * takes the message in fd, whole, as the post of that number. It lies in the folder .importing of the archive until
 * archive_old_name, which waits for the disk once for all of those, and then gives each its name; at the latest when
 * there are ARCHIVE_BATCH of them. Where a number does not follow the one before, archive_old_take does so itself.
 * archive_old_end does it for the last, makes the names survive a power cut, and puts those of the lines into summary
 * that are missing there, by their number: of two with the same the one that was added first. In a dry run nothing is
 * written. All die with TEMP. */
enum { ARCHIVE_BATCH = 500 };
enum archive_taken { ARCHIVE_TAKEN, ARCHIVE_SAME, ARCHIVE_OTHER };	/* it is there already; another has its number */
struct archive_lines { struct text text, line; };	/* all zero: none. Not in memory_get memory */
void archive_lines_add(struct archive_lines *lines, unsigned long long number, struct span line);

struct archive_old {
	const char *folder;		/* set by the caller */
	struct archive_lines lines;
	int lock, fd;			/* fd: of the folder; -1 in a dry run */
	size_t count;			/* posts without their name so far */
	unsigned long long number[ARCHIVE_BATCH];
};
void archive_old_begin(struct archive_old *a);
enum archive_taken archive_old_take(struct archive_old *a, int fd, unsigned long long number, time_t when);
void archive_old_name(struct archive_old *a);
void archive_old_end(struct archive_old *a);

/* A post's line, without a newline. To be freed. */
struct text archive_line(const struct message *m, unsigned long long number, time_t when);

/* The number in a line of summary: `[`, digits and `:`, behind the time. 0 if it is none. */
unsigned long long archive_line_number(struct span line);

/* The numbers of the posts that are in folder, sorted: an array of them in *out. */
void archive_numbers(const char *folder, struct text *out);
#endif
