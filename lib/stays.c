/* stays: see stays.h */
#include "stays.h"
#include "authentic.h"
#include "dmarc.h"
#include "domain.h"
#include "verify.h"

/* A domain in a sentence that becomes a header field: it may hold anything, and be long. */
static struct span shown(struct span domain)
{
	struct span lower = domain_read(domain);
	return lower.at ? lower : SPAN("the author's domain");
}

/* Two names that end in different top-level domains are never aligned. */
static bool could_align(struct span a, struct span b)
{
	return span_is(domain_end(domain_read(a), 1), domain_end(domain_read(b), 1));
}

/* Does this signature, which passes, speak for the author? The policy says how near it must be (adkim=). */
static enum dmarc_alignment speaks_for(struct span author, struct span signer)
{
	struct dmarc_policy p;
	if (span_is_nocase(author, signer))
		return DMARC_ALIGNED;
	dmarc_discover(author, &p);
	if (p.result == DMARC_NO_ANSWER)
		return DMARC_UNSURE;
	return dmarc_aligned(author, signer, p.strict_dkim);
}

/* Looks at the signatures that could speak for the author, and takes the first that does. */
static bool signature_holds(struct message *m, struct span author, struct text *why)
{
	struct signature s[VERIFY_MAX];
	const char *reason = NULL;
	size_t n = 0, all = verify_read(m, author, s);
	for (size_t i = 0; i < all; i++)
		if (could_align(s[i].domain, author))
			s[n++] = s[i];
	verify_signatures(m, s, n);
	for (size_t i = 0; i < n; i++) {
		if (s[i].result != SIGNATURE_PASS) {
			if (span_is_nocase(s[i].domain, author) && !reason)
				reason = s[i].reason;
			continue;
		}
		enum dmarc_alignment a = speaks_for(author, s[i].domain);
		if (a == DMARC_ALIGNED) {
			text_addf(why, "kept; the signature of %.*s still passes", PRINTF(shown(s[i].domain)));
			return true;
		}
		if (a == DMARC_UNSURE)
			reason = "the DNS can't tell now whose a signature is";
	}
	if (reason)
		text_addf(why, "munged; the signature of %.*s does not pass: %s", PRINTF(shown(author)), reason);
	else
		text_addf(why, "munged; there is no signature of %.*s", PRINTF(shown(author)));
	return false;
}

/* The author's domain and the list's belong together, or may do so. Asked only where something hangs on it. */
static bool is_ours(struct span author, const struct list *l)
{
	return dmarc_aligned(author, l->domain, false) != DMARC_APART;
}

/* The list's signature passes for him, and he has written it. */
static bool list_vouches(const struct message *m, struct span author, const struct stays *how)
{
	struct authres own;
	struct dmarc_policy p;
	if (!how->id.at)
		return false;
	authentic_read(m, how->id, &own);
	if (authentic_author(&own, author, true) != AUTHENTIC_YES)
		return false;
	dmarc_discover(author, &p);
	return p.result != DMARC_NO_ANSWER && dmarc_aligned(author, how->list->domain, p.strict_dkim) == DMARC_ALIGNED;
}

static bool asks_for_nothing(struct span author)
{
	struct dmarc_policy p;
	dmarc_discover(author, &p);
	return p.result != DMARC_NO_ANSWER && p.request == DMARC_NONE;
}

bool stays_from(struct message *m, const struct mailbox *author, const struct stays *how, struct text *why)
{
	struct span domain = author->domain;
	if (signature_holds(m, domain, why))
		return true;
	if (!how->id.at && !how->unasked)
		return false;
	bool ours = is_ours(domain, how->list);
	if (ours && list_vouches(m, domain, how)) {
		why->len = 0;
		text_addf(why, "kept; %.*s belongs to the list, whose signature passes for it", PRINTF(shown(domain)));
		return true;
	}
	if (!ours && how->unasked && asks_for_nothing(domain)) {
		why->len = 0;
		text_addf(why, "kept; %.*s asks for nothing to be done with mail that fails", PRINTF(shown(domain)));
		return true;
	}
	return false;
}
