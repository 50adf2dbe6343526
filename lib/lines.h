/* lines: a file line by line, in little memory. */
#ifndef LINES_H
#define LINES_H
#include "text.h"
#include <sys/types.h>

enum { LINES_MAX = 8192 };	/* octets of a line, without its newline */

struct lines {			/* all zero but fd and name to begin with */
	int fd;
	const char *name;	/* of the file, in errors */
	unsigned long number;	/* of the line, from 1 */
	off_t at;		/* where it begins, counted from where fd stood at first */
	bool newline;		/* it ends with one; the file's last line need not */
	/* the rest belongs to lines.c */
	off_t next;
	size_t start, end;
	char block[8 * LINES_MAX];
};

/* The next line, without its newline; false at the end. The span is valid until the next call. A line over LINES_MAX
 * octets comes in pieces, all longer but the last, and each counts as a line. Dies with TEMP. */
bool lines_next(struct lines *l, struct span *line);
#endif
