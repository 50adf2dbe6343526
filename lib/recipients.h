/* recipients: who gets a post, in the order of the lists, each key once. */
#ifndef RECIPIENTS_H
#define RECIPIENTS_H
#include "list.h"
#include "message.h"
#include "sent.h"
#include "text.h"
#include <stdint.h>

enum outcome { WAITING, TRYING, ACCEPTED, DEFERRED, REFUSED };

struct recipient {
	const char *raw;	/* local part, unquoted, @ domain, as qmail and QMQP want it; lower-cased it
				 * is the key. It has no control character, blank, < or >. */
	const char *reply;	/* why it was deferred or refused: "550 5.1.1 no such user"; else NULL */
	uint16_t len, local;	/* octets of raw, and of its local part */
	uint8_t outcome;
	bool whole;		/* the reply was to the message (or its sender), not to this recipient */
	bool odd;		/* the grammar may want quotes around the local part */
	bool utf8;		/* not ASCII (RFC 6531) */
	bool plain;		/* gets the plain sender, since a VERP one would be too long, or none */
};

struct recipients { struct recipient *at; size_t count; };

/* Collects the members of the files F.cdb who get mail (digest NULL), or who get the digest of that class, without
 * those that skip has (may be NULL) and those that sent_has. An address that mail must not be sent to is left out. Dies
 * with TEMP. */
void recipients_collect(struct recipients *r, char **files, const struct keyset *skip, const struct sent *s,
	const char *digest);

/* RECIPIENT alone, of the score that we are in; nobody if he has it already. Dies with TEMP if that is no address. */
void recipients_of_envelope(struct recipients *r, const struct sent *s);

/* The class of the digest that the score is for, by EXTENSION (digest-3mp). Dies with TEMP if it is for none. */
const char *recipients_digest(void);

/* Sorts by plain and utf8, keeping the order otherwise: each kind needs a hand-over of its own. */
void recipients_group(struct recipients *r);

/* The key, written into buffer. */
enum { RECIPIENT_MAX = 256 + 1 + 255 };	/* octets of raw; what address_one allows */
struct span recipient_key(const struct recipient *r, char buffer[RECIPIENT_MAX]);
void recipient_add_path(struct text *t, const struct recipient *r);	/* quoted as RFC 5321 wants it */

/* Puts the key of whoever has written it into *out. */
void recipients_add_author(struct keyset *out, const struct message *m);
/* Puts the keys of To and Cc into *out, but not the author's: munge-from may have put him into Cc. */
void recipients_add_addressed(struct keyset *out, const struct message *m);
#endif
