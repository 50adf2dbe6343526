/* signature: a field that holds a signature, taken apart: DKIM-Signature (RFC 6376 section 3.5), and the two of ARC,
 * ARC-Message-Signature and ARC-Seal (RFC 8617 section 4.1). Whether it is right says lib/verify. */
#ifndef SIGNATURE_H
#define SIGNATURE_H
#include "canon.h"
#include "message.h"
#include "text.h"

enum signature_kind { SIGNATURE_DKIM, SIGNATURE_AMS, SIGNATURE_SEAL };

/* The words of RFC 8601 section 2.7.1. */
enum signature_result {
	SIGNATURE_UNKNOWN,	/* not looked at yet */
	SIGNATURE_PASS,
	SIGNATURE_FAIL,		/* it is not of this message, or has expired */
	SIGNATURE_POLICY,	/* it is right, and does not count: SHA-1, a short key, a part of the body, a test */
	SIGNATURE_PERMERROR,	/* it can't be verified, ever: bad syntax, no key */
	SIGNATURE_TEMPERROR	/* the DNS can't tell now */
};

struct signature {
	enum signature_kind kind;
	const struct field *field;	/* where it stands; must stay there */
	struct span domain, selector;	/* d=, s=: what domain_is (domain.h) takes, as written, or A-labels for U-labels */
	struct span identity;		/* i= of a DKIM-Signature, the domain like those; without one, empty */
	unsigned instance;		/* i= of ARC, 1 to 50; else 0 */
	struct span chain;		/* cv= of an ARC-Seal: "none", "fail", "pass" */
	struct span algorithm;		/* a=: "rsa-sha256", "rsa-sha1", "ed25519-sha256"; else it is not read */
	enum canon header, body;	/* c= */
	struct span names;		/* h=, raw: names with colons and blanks between them */
	struct span octets;		/* b=, decoded */
	struct span body_hash;		/* bh=, decoded */
	bool limited;			/* there is an l= */
	unsigned long long length;	/* l=: octets of the canonical body that are signed */
	size_t value_at, value_len;	/* b= with the blanks around it, in field->raw: hashed as if it were empty */

	enum signature_result result;
	const char *reason;		/* a few words for every result but PASS, "body hash did not verify" */
};

/* Takes apart a field of m's header, which must not change as long as out is used. What is wrong with it is its result,
 * PERMERROR, and a reason; domain, selector, instance and algorithm are filled in if they could be read all the same,
 * so that a report can name it. Everything lies in memory_get memory or in the field. */
void signature_read(const struct field *f, enum signature_kind kind, struct signature *out);

/* The next name of h=, off the front of names, which starts as s->names. False when there is none left. */
bool signature_next_name(struct span *names, struct span *name);

/* Appends the field as it is hashed, at the end of what it signs: its b= empty, without the last CRLF. */
void signature_add(const struct signature *s, struct text *out);

/* "pass", as in Authentication-Results; "none" for UNKNOWN. */
const char *signature_word(enum signature_result r);
#endif
