/* sign: signatures over a message (RFC 6376, RFC 8463): a list's DKIM-Signature, and what those of ARC (RFC 8617) share
 * with it. relaxed/relaxed, SHA-256, never with l=. */
#ifndef SIGN_H
#define SIGN_H
#include "message.h"
#include "text.h"
#include <openssl/evp.h>

struct sign_key {
	const char *domain, *selector;	/* d=, s=: names of domain_is (domain.h) */
	const char *path;
	EVP_PKEY *key;
	bool ed25519;
};

/* Reads k->path. Dies with TEMP if it is missing, unreadable, no regular file, may be read or written by
 * group or others, holds no RSA or Ed25519 key, or an RSA key under 1024 bits (RFC 8301 section 3.2). */
void sign_key_read(struct sign_key *k);

/* Takes out the DKIM-Signature fields whose d= is domain: such a signature is ours from an earlier round or
 * forged, and fails now either way. */
void sign_remove(struct message *m, struct span domain);

/* Makes the header one that every verifier reads alike: no blanks between a name and its colon, and no
 * vertical tab or form feed, which some verifiers take for blanks and others do not. Fields of ARC stay: a seal
 * covers their every byte. */
void sign_settle_header(struct message *m);

/* Puts a DKIM-Signature for each key on top, the first key's first. Settles the body. Dies with PERM, and
 * signs nothing, if a line that is signed has more than 998 octets (RFC 5322 section 2.1.1: the next MTA
 * breaks it, and the signature with it), if there is a CR in the body, or if the signed fields are too many.
 * Anything that goes wrong in OpenSSL is TEMP. */
void sign_message(struct message *m, struct sign_key *key, size_t keys);

/* ---- the pieces of that ---- */

/* What a signature covers. */
struct sign_content {
	struct text names;	/* h=, folded; empty for a signature without h= and bh=, which covers only header */
	struct text header;	/* fields in canonical form */
	struct text body_hash;	/* bh= */
};

/* What of m is signed, and its body hashed; dies as sign_message does. with_signatures: also the DKIM-Signature fields,
 * as far as their lines are short enough to live, counted from the bottom. Settles the body. */
void sign_content_read(struct message *m, bool with_signatures, struct sign_content *out);
void sign_content_free(struct sign_content *c);

/* Puts the field on top of m whose tags are first, a=, second, d=, s=, t=, h= and bh= if there are such, and b=, the
 * signature over c and the field itself. */
void sign_prepend(struct message *m, const char *name, const char *first, const char *second,
	const struct sign_content *c, const struct sign_key *k);
#endif
