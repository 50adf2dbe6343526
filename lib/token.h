/* token: a secret of 26 letters that was sent to one address, and comes back as its owner's yes.
 *
 * 130 bits in base32 (RFC 4648 section 6: a to z, 2 to 7), so that it survives in an address, where case may change
 * on the way. They are a hash of what the token is for and of the list's secret, 320 bits of getrandom that lie in
 * pending/secret: so a mail that is tried again has the same token, and none is left over from the first try.
 *
 * A token is a file pending/TOKEN in the list's folder with lines of NAME=VALUE: ACTION, ADDRESS, ARGUMENT, EXPIRES,
 * and USED once it has been. What it is good for stands in the file alone, so that nobody can turn it to another list,
 * action or address. How many there are is bounded by how often an action may be asked for (lib/asked), each
 * by itself. The lock is pending.lock. */
#ifndef TOKEN_H
#define TOKEN_H
#include "text.h"

enum { TOKEN_LENGTH = 26 };

struct token {
	char name[TOKEN_LENGTH + 1];	/* lower-case, with a NUL */
	struct span action;		/* what it is for, a word: "subscribe", "release", "probe" */
	struct span address;		/* whom it was sent to */
	struct span argument;		/* what else the action needs, e.g. a new address; may be empty */
	long long expires;		/* seconds since 1970 */
	struct span used;		/* the POST_ID of the mail that has used it up; at is NULL if none has */
};

/* Makes a token for action, address and argument (control characters in them become blanks) that is good for so
 * many seconds: sets name and expires. why tells it from others for the same, e.g. the POST_ID of the mail that wants
 * it: the same again on the same day is the same token, as it is by now. The file is on the disk when this returns. In
 * a dry run nothing is written. Dies with TEMP. */
void token_make(struct token *t, const char *why, long long seconds);

/* Finds the token of that name, in either case, used or not. False if there is none, it has expired, or it is for
 * another action. The spans lie in memory_get memory. Dies with TEMP. */
bool token_find(struct token *t, struct span name, const char *action);

/* Whether token_take would say yes. */
bool token_is_open(const struct token *t, const char *post_id);

/* Uses it up for the mail post_id: true for the first mail that asks, and for each retry of that same mail, which
 * may have been cut off before all was done; so what is done then must be harmless when it is done twice. False
 * for all other mails. In a dry run nothing is written. Dies with TEMP. */
bool token_take(const struct token *t, const char *post_id);

/* Removes those that have expired: for cron. Dies with TEMP. */
void token_tidy(void);

/* A name that needs no file: of a thing that is there to be found by it, a post that is held, and goes with it. secret
 * is the list's, in memory_get memory, made if there is none yet. Die with TEMP. */
struct span token_secret(void);
void token_name(char name[TOKEN_LENGTH + 1], struct span secret, const char *action, struct span thing);

/* The name in an extension, "confirm-TOKEN" for the prefix "confirm-", in any case; at is NULL if there is none. */
struct span token_in(struct span extension, const char *prefix);
#endif
