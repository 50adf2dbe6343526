/* held: posts that wait for a moderator, as the runner puts them into hold/ (list(5), lib/record). The working
 * directory is the list's folder. */
#ifndef HELD_H
#define HELD_H
#include "text.h"
#include "token.h"
#include <stdbool.h>

enum { HELD_SHOWN = 10 };	/* digits of the POST_ID that a person is shown: enough for 10,000 posts to differ */

struct held {
	const char *id;		/* POST_ID, 64 digits */
	const char *path;	/* "hold/…" */
	const char *sender, *recipient;	/* NULL: not known */
	const char *score;	/* "post" */
	struct span reason;	/* what the step said */
	struct span results;	/* who had really sent it, as verify-auth found; empty if nobody has looked */
	int fd;			/* at the start of the message */
	long long since;	/* when it was put there, seconds since 1970 */
};

/* Opens the one whose POST_ID begins with id, 6 digits at least, in either case. Returns NULL, or what is wrong
 * ("nothing is held under that number"). Everything but fd lies in memory_get memory. Dies with TEMP if it can't be
 * read, or is damaged. */
const char *held_open(struct held *h, const char *id);

/* What a moderator's answer names the post with: a token (lib/token) that nobody needs to keep, good for as long as the
 * post is held. */
void held_token(char name[TOKEN_LENGTH + 1], const char *id);
/* True if that is the token of the post. The secret (token_secret) is the caller's, since who looks for a token among
 * many posts reads it once. */
bool held_has_token(const char *id, struct span token, struct span secret);

/* Opens the one of that token, in either case. False if nothing (any more) is held for it. Dies with TEMP. */
bool held_find(struct held *h, struct span token);

/* Calls each for every one of them, oldest first, with fd open; closes it. Returns how many there were. */
size_t held_each(void (*each)(struct held *h, void *with), void *with);

/* Takes it out of hold/, for good. It is no mistake if somebody else has done so. With DRY_RUN=1 neither this nor
 * held_discard does anything: what a dry run of its score has not sent must stay. */
void held_remove(const struct held *h);

/* The same for one that a moderator throws away: the log keeps a line of it. */
void held_discard(const struct held *h);

/* Appends it as a line with tabs: number, time, author, subject, reason. Reads from fd. */
void held_line(struct text *t, const struct held *h);

/* Runs its score from the top, RELEASED. Returns tutti's exit code, and what it said, a line. */
int held_release(const struct held *h, struct span *said);

/* All of `release [-C DIR] NUMBER ...` and its like but what is done to each post: act. Returns the largest of what
 * that returns, as an exit code. Dies with TEMP at a number that nothing is held under. */
int held_command(int argc, char **argv, const char *usage, int (*act)(const struct held *h));

/* The score that asks the moderators, and what its EXTENSION begins with; the POST_ID of what waits follows. */
#define HELD_SCORE "held"
#define HELD_EXTENSION "held-"

/* Has the score `held` tell the moderators of the post in fd, the one that has just been put into hold/. Returns
 * tutti's exit code, 0 as well if there is no such score, and what it said. LIST and DELIMITER must be in our
 * environment. A second time for the same post tells nobody twice. */
int held_ask(const char *post_id, int fd, struct span *said);
#endif
