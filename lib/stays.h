/* stays: whether a post may keep the From its author wrote.
 *
 * It may if a signature of the author's own domain passes on the message as it stands: then DMARC passes at every
 * receiver, whatever the domain asks for, and nobody has to be told who speaks by way of "via". */
#ifndef STAYS_H
#define STAYS_H
#include "address.h"
#include "list.h"
#include "message.h"

struct stays {
	const struct list *list;
	struct span id;			/* the authserv-id of our own verify-auth; at NULL if there is none */
	bool unasked;			/* From stays too where the author's domain asks for nothing */
};

/* True if From may stay. why gets "kept; …" or "munged; …", for a person. m must be what leaves, but for fields that
 * nobody signs: whoever changes it afterwards has changed what was judged. Settles the body.
 *
 * An author in the list's own organizational domain is a case for itself: the list's signature speaks for him too, so
 * From stays if verify-auth has found that he is who he says he is, and never without that or his signature,
 * or a stranger's forgery would be signed by us. The DNS is asked only where the answer hangs on it; when it can't
 * tell, the answer is no. Dies with TEMP for lack of memory, and if there is an id but no field of verify-auth. */
bool stays_from(struct message *m, const struct mailbox *author, const struct stays *how, struct text *why);
#endif
