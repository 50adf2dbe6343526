/* intake: the message as the MTA gives it, made into what all steps may rely on (DESIGN section 3).
 *
 * Once, in one place: lines end in LF, the last one too; no CR, no NUL in the header; a blank line between header
 * and body; without the lines that the delivering MTA has put above the first Received. The message goes block
 * by block into an unlinked file, and POST_ID is computed on the way. */
#ifndef INTAKE_H
#define INTAKE_H
#include "message.h"
#include "verdict.h"

struct intake {
	int fd;			/* the message, at its start */
	off_t octets;
	char post_id[65];
	struct message header;	/* as parsed; its body is not to be read from here */
	struct text text;	/* what the header points into */
	struct span return_path;	/* the sender as the MTA's Return-Path gives it; at is NULL without one */
};

struct intake_limits {
	long long octets;	/* the largest message to take; 0: any */
	long long claimed;	/* what the MTA says its size is, -1: unknown */
	long long until;	/* clock_ms: give up if it has not all come by then */
};

/* Reads the message from fd. The verdict is 0; PERM for a message that can't be one, or is too large; TEMP if it
 * does not all come. Dies with TEMP when the system fails. */
struct verdict intake_read(struct intake *in, int fd, const struct intake_limits *limits);
#endif
