/* token: a secret of 26 letters that was sent to one address, and comes back as its owner's yes.
 *
 * 130 bits of getrandom in base32 (RFC 4648 section 6: a to z, 2 to 7), so that it survives in an address, where
 * case may change on the way. A token is a file pending/TOKEN in the list's folder with lines of NAME=VALUE:
 * ACTION, ADDRESS, ARGUMENT, EXPIRES, and USED once it has been. What it is good for stands in the file alone, so
 * that nobody can turn it to another list, action or address. The lock is pending.lock. */
#ifndef TOKEN_H
#define TOKEN_H
#include "text.h"

enum { TOKEN_LENGTH = 26, TOKENS_MAX = 10000 };

struct token {
	char name[TOKEN_LENGTH + 1];	/* lower-case, with a NUL */
	struct span action;		/* what it is for, a word: "subscribe", "release", "probe" */
	struct span address;		/* whom it was sent to */
	struct span argument;		/* what else the action needs, e.g. a POST_ID; may be empty */
	long long expires;		/* seconds since 1970 */
};

/* Makes a token for action, address and argument (control characters in them become blanks) that is good for so
 * many seconds: sets name and expires. The file is on the disk when this returns. False if TOKENS_MAX of them are
 * there already: then nobody can be asked for now. In a dry run nothing is written. Dies with TEMP. */
bool token_make(struct token *t, long long seconds);

/* Finds the token of that name, in either case, used or not. False if there is none, it has expired, or it is for
 * another action. The spans lie in memory_get memory. Dies with TEMP. */
bool token_find(struct token *t, struct span name, const char *action);

/* Uses it up for the mail post_id: true for the first mail that asks, and for each retry of that same mail, which
 * may have been cut off before all was done; so what is done then must be harmless when it is done twice. False
 * for all other mails. In a dry run nothing is written. Dies with TEMP. */
bool token_take(const struct token *t, const char *post_id);

/* Removes those that have expired: for cron. Dies with TEMP. */
void token_tidy(void);

/* The name in an extension, "confirm-TOKEN" for the prefix "confirm-", in any case; at is NULL if there is none. */
struct span token_in(struct span extension, const char *prefix);
#endif
