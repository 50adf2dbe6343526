/* mbox: many messages in one file, each behind a line like
 *
 *	From anne@example.org Tue Nov 24 03:54:58 2026
 *
 * and followed by a blank line (mbox(5) of qmail, and RFC 4155). Lines of a message that would look like that have a
 * `>` in front, and so have those that look like these; one is taken away. */
#ifndef MBOX_H
#define MBOX_H
#include "source.h"

struct mbox {
	struct source_file file;
	bool begun, line;	/* the next message's line has been read; what comes next begins a line */
};

/* True if the line, or the start of one, begins a message: it has a day, a month and a time, since not everybody puts a
 * `>` in front of `From time to time`. */
bool mbox_is_from(struct span line);

void mbox_open(struct mbox *m, int fd, off_t end);

/* Writes the next message to fd, without that line and the blank line at its end. False at the end. Dies with TEMP. */
bool mbox_next(struct mbox *m, int fd);
#endif
