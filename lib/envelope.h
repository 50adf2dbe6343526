/* envelope: from whom a message comes and to whom it goes, in the words of each MTA.
 *
 * Options of tutti come first (Postfix pipe(8) knows no other way), then what the MTA has put on top of the
 * message (Postfix local(8) turns characters of $SENDER into `_`), then the environment (qmail, Courier). */
#ifndef ENVELOPE_H
#define ENVELOPE_H
#include "environment.h"
#include "text.h"

struct envelope {
	const char *sender;	/* NULL: not known; "" for the null sender */
	const char *recipient;	/* NULL: not known */
	const char *extension;	/* what is behind the list's address: DEFAULT, or worked out from the recipient */
};

/* Fills in what is NULL. return_path is what intake has found (at is NULL without one), list and delimiter are the
 * list's. Returns NULL, or what is wrong with the envelope ("a control character in the sender"). */
const char *envelope_complete(struct envelope *e, struct span return_path, struct span list,
	struct span delimiter);

/* Sets SENDER, RECIPIENT and EXTENSION. */
void envelope_set(const struct envelope *e, struct environment *to);
#endif
