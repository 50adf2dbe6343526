/* dmarc: what the owner of a domain asks to be done with mail in its name that nobody vouches for, and who may
 * vouch (RFC 9989). There is no list of public suffixes; a DNS Tree Walk (section 4.10) takes its place, at
 * most eight questions for a name. The DNS is asked by dns_lookup: a name once in a process, all of it within
 * DNS_PATIENCE.
 *
 * Domains come as they stand in From, in d=, in MAIL FROM: in any case, in UTF-8 or as xn--, with or without a dot
 * at the end. What can be no domain has no record, is aligned with nothing, and costs no question.
 *
 *	struct dmarc_policy p;
 *	dmarc_discover(author.domain, &p);
 *	if (p.result == DMARC_FOUND && p.request != DMARC_NONE)
 *		…
 *	enum dmarc_alignment a = dmarc_aligned(author.domain, signer, p.strict_dkim); */
#ifndef DMARC_H
#define DMARC_H
#include "dmarc_record.h"
#include "text.h"

enum dmarc_result {
	DMARC_NO_RECORD,	/* DMARC does not apply to this domain */
	DMARC_FOUND,
	DMARC_BAD_RECORD,	/* there is a record that says nothing: as good as none (section 4.10.1) */
	DMARC_NO_ANSWER		/* the DNS can't tell now */
};

/* Only with DMARC_FOUND is there more than a result and, with DMARC_BAD_RECORD, the domain; the rest is zero. */
struct dmarc_policy {
	enum dmarc_result result;
	enum dmarc_request request;	/* p=, or sp= or np= where the record is that of a domain above */
	bool testing;			/* t=y: the owner is trying it out (see dmarc_applied) */
	bool strict_dkim, strict_spf;	/* adkim=s, aspf=s: for dmarc_aligned */
	struct span domain;		/* where the record is, without _dmarc. */
};

/* DMARC Policy Discovery (section 4.10.1): the record at the author's domain itself, else that of its
 * organizational domain, else that of the public suffix above. A name with several records has none. np= counts
 * only for a domain that does not exist: NXDOMAIN for the name itself. */
void dmarc_discover(struct span author, struct dmarc_policy *out);

/* What is to be done with mail that fails: the request, one level lower with t=y (section 4.7). Whoever rewrites
 * From does so with t=y too, and looks at request. */
enum dmarc_request dmarc_applied(const struct dmarc_policy *p);

enum dmarc_alignment {
	DMARC_APART,
	DMARC_ALIGNED,
	DMARC_UNSURE		/* the DNS can't tell now */
};

/* Identifier Alignment (section 4.4): whether signer, the d= of a signature that passes or the domain of an SPF
 * pass, speaks for author. Strict: the same name. Relaxed: the same Organizational Domain, by a walk for each
 * of the two. Names that are the same, or have no last label in common, cost no question. */
enum dmarc_alignment dmarc_aligned(struct span author, struct span signer, bool strict);

struct dmarc_identifier {	/* an Authenticated Identifier (section 3.2.1): one that has passed */
	struct span domain;
	bool by_spf;
};

enum dmarc_verdict { DMARC_NOT_APPLIED, DMARC_PASS, DMARC_FAIL, DMARC_TEMPERROR, DMARC_PERMERROR };

/* The result of the DMARC check (section 5.3.5). TEMPERROR only where it hangs on what the DNS could not tell:
 * not if another identifier is aligned. */
enum dmarc_verdict dmarc_judge(const struct dmarc_policy *p, struct span author,
	const struct dmarc_identifier *id, size_t count);

/* "pass", as in Authentication-Results (RFC 9989 section 9.2); "none" where DMARC does not apply. */
const char *dmarc_verdict_word(enum dmarc_verdict v);
#endif
