/* record: what the runner writes into the list's folder: a line in log, a message in hold/ (list(5)). */
#ifndef RECORD_H
#define RECORD_H
#include "environment.h"
#include "message.h"
#include "text.h"

struct record {
	const char *post_id;	/* "" before it is known */
	const struct message *header;	/* the newest good one, or NULL */
	const struct message *came;	/* as it came: a number that it had then is not ours */
	const char *result;	/* sent, stopped, held, refused, deferred */
	const char *reason;	/* the step and its word, or "" */
	size_t accepted, deferred, refused;
};

/* Appends one line to `log`. Dies with TEMP if it can't. */
void record_log(const struct record *r);

/* Puts the message into hold/POST_ID: its envelope from env, the score, the reason, what verify-auth has put on top
 * of the header as the steps have left it, a blank line, and the message as intake left it, from fd. There whole or not
 * at all; a second time replaces the first. */
void record_hold(const char *post_id, int fd, const struct environment *env, const char *score,
	const char *reason, const struct message *header);
#endif
