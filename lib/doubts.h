/* doubts: lines of a members file that are no mistake, but keep mail from somebody by a word that may be meant
 * otherwise: `s=soprano`, or the word skip in a note. */
#ifndef DOUBTS_H
#define DOUBTS_H
#include "members.h"

enum { DOUBTS_SHOWN = 20 };	/* a column that is meant otherwise is in a thousand lines */

struct doubts {			/* all zero but name to begin with */
	const char *name;	/* of the file */
	struct text lines;	/* "members:12: anne@example.org gets no mail, for …; write …", each with a newline */
	size_t count;		/* of them all, also those that are only counted */
};

/* Adds line, without its newline, if there is a doubt; l is what members_read has made of it. */
void doubts_line(struct doubts *d, unsigned long number, struct span line, const struct members_line *l);

/* The same for all the lines in fd, which is closed; then ends d. Dies with TEMP. */
void doubts_file(struct doubts *d, int fd);

/* Adds how many there are that are not shown. */
void doubts_end(struct doubts *d);
#endif
