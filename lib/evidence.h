/* evidence: what shows who has sent a message: signatures (DKIM), the envelope's sender (SPF), whether one of them
 * speaks for the author (DMARC), and what those say who have handled it on its way (ARC). */
#ifndef EVIDENCE_H
#define EVIDENCE_H
#include "address.h"
#include "arc.h"
#include "dmarc.h"
#include "spf.h"
#include "verify.h"

struct evidence {
	struct signature signature[VERIFY_MAX + 1];	/* one more, since ARC's is verified together with them */
	size_t count;
	struct spf spf;
	struct mailbox author;
	const char *no_author;		/* why there is no one author, and author is empty; else NULL */
	struct dmarc_policy policy;	/* of the author's domain */
	enum dmarc_verdict dmarc;	/* TEMPERROR only where it hangs on what the DNS did not tell */
	struct arc arc;
};

/* Looks at all of it, on the message as it came. The DNS is asked, for at most DNS_PATIENCE (dns.h). trusted as in
 * spf_read, sender as in spf_is_about. Settles the body. Dies with TEMP for lack of memory only. */
void evidence_gather(struct message *m, struct span trusted, const char *sender, struct evidence *out);

/* Writes it as the value of an Authentication-Results of id (RFC 8601 section 2.7), for authres_prepend. */
void evidence_write(const struct evidence *e, struct span id, struct text *t);
#endif
