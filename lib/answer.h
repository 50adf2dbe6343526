/* answer: one mail that the list itself writes to one address: a reply, a question, a note to the owner.
 *
 * It goes through the score `answer` of the list's folder, as `tutti -f SENDER -r TO answer`, so that it is signed as a
 * post is, logged, and after a crash not sent twice: the same mail made again is the same post to tutti. Without such a
 * score it is handed over by `inject -r` alone. */
#ifndef ANSWER_H
#define ANSWER_H
#include "list.h"
#include "text.h"
#include <time.h>

struct answer {
	const char *from;		/* extension of the list's address in From: "request", "owner" */
	struct span to;			/* one address, as address_one takes it; it is the only recipient */
	struct span sender;		/* whom the mail server tells if it fails; empty: nobody */
	struct span subject, text;	/* UTF-8; a newline at the end of text, none in subject */
	int body;			/* instead of text: a file with the fields from Content-Type on, a blank line and what
					 * follows it; 0 for none */
	struct span in_reply_to;	/* a Message-ID as it came, or empty; without one nobody has asked for this mail */
	time_t date;
	struct span id;			/* of the Message-ID before the @: letters, digits, dots, hyphens; the same each
					 * time that this mail is made, together with date */
};

/* Appends the whole mail, but for body (RFC 5322; Auto-Submitted of RFC 3834). Control characters in subject are left
 * out; an in_reply_to that is no Message-ID is too. */
void answer_compose(struct text *t, const struct answer *a, const struct list *l);

enum answered { ANSWER_SENT, ANSWER_REFUSED, ANSWER_LATER };

/* Composes and sends it. Refused: the mail server won't take it, ever. Later: it must be tried again. *why says then
 * what was said. In a dry run nothing is done. Dies with TEMP. */
enum answered answer_try(const struct answer *a, const struct list *l, struct span *why);

/* The same, and dies with TEMP if it must be tried again. False: refused; nobody waits for that mail any more. */
bool answer_send(const struct answer *a, const struct list *l, struct span *why);
#endif
