/* dmarc: see dmarc.h */
#include "dmarc.h"
#include "dns.h"
#include "domain.h"

enum { LABELS = 7 };	/* of the second name of a walk from a longer one: with the first, 8 questions */

/* A record and where it was; domain.at is NULL for none. */
struct found { struct span domain; struct dmarc_record record; };

static enum dns_result ask(struct span domain, struct dns_answer *out)
{
	struct text name = { 0 };
	text_addf(&name, "_dmarc.%.*s", PRINTF(domain));
	enum dns_result r = dns_lookup(text_span(&name), DNS_TXT, out);
	text_free(&name);
	return r;
}

static bool is_trouble(enum dns_result r) { return r == DNS_FAILED || r == DNS_TIMEOUT; }

/* The one record at domain; several count as none. False if the DNS can't tell. */
static bool find(struct span domain, struct found *out)
{
	struct dns_answer a;
	size_t n = 0;
	*out = (struct found){ .domain = { NULL, 0 } };
	if (is_trouble(ask(domain, &a)))
		return false;
	for (size_t i = 0; i < a.count; i++)
		n += dmarc_record_read(a.at[i], &out->record);
	if (n == 1)
		out->domain = domain;
	return true;
}

/* The next name of a walk, empty after the last (section 4.10, steps 4 and 7). */
static struct span climb(struct span at)
{
	size_t labels = domain_labels(at);
	if (labels < 2)
		return (struct span){ "", 0 };
	return domain_end(at, labels > LABELS ? LABELS : labels - 1);
}

/* The DNS Tree Walk from domain: its organizational domain, and the record there, else that of the public suffix
 * just above. A record with psd= ends the walk, so that what was found last decides (section 4.10.2: the longest
 * with psd=, else the shortest). Only one above the start can be the suffix, and the name below it is taken
 * from the start, since the walk may have left it out. */
static bool walk(struct span domain, struct span *organization, struct found *policy)
{
	struct found f;
	*organization = domain;
	*policy = (struct found){ .domain = { NULL, 0 } };
	for (struct span at = domain; at.len; at = climb(at)) {
		if (!find(at, &f))
			return false;
		if (!f.domain.at)
			continue;
		bool suffix = f.record.psd == DMARC_PSD_Y && at.len < domain.len;
		*organization = suffix ? domain_end(domain, domain_labels(at) + 1) : at;
		if (!suffix || !span_is(policy->domain, *organization))
			*policy = f;
		if (f.record.psd != DMARC_PSD_U)
			break;
	}
	return true;
}

/* False if the DNS can't tell. A name below it that exists answers without a further question (RFC 8020). */
static bool exists(struct span domain, bool *out)
{
	struct dns_answer a;
	enum dns_result r = ask(domain, &a);
	if (r == DNS_NO_NAME)
		r = dns_lookup(domain, DNS_MX, &a);
	*out = r != DNS_NO_NAME;
	return !is_trouble(r);
}

/* What the record asks for mail of domain. False if the DNS can't tell whether sp= or np= counts. */
static bool request(struct span domain, const struct found *f, enum dmarc_request *out)
{
	bool is_there = true;
	*out = f->record.p;
	if (span_is(domain, f->domain))
		return true;
	if (f->record.sp != f->record.np && !exists(domain, &is_there))
		return false;
	*out = is_there ? f->record.sp : f->record.np;
	return true;
}

/* The record that applies to domain. False if the DNS can't tell. */
static bool find_policy(struct span domain, struct found *out)
{
	struct span organization;
	return find(domain, out) && (out->domain.at || walk(domain, &organization, out));
}

void dmarc_discover(struct span author, struct dmarc_policy *out)
{
	struct span domain = domain_read(author);
	enum dmarc_request asked;
	struct found f;
	*out = (struct dmarc_policy){ .result = DMARC_NO_RECORD };
	if (!domain.at)
		return;
	if (!find_policy(domain, &f) || (f.domain.at && !request(domain, &f, &asked))) {
		out->result = DMARC_NO_ANSWER;
	} else if (f.domain.at && f.record.bad) {
		out->result = DMARC_BAD_RECORD;
		out->domain = f.domain;
	} else if (f.domain.at) {
		*out = (struct dmarc_policy){ DMARC_FOUND, asked, f.record.testing, f.record.strict_dkim,
			f.record.strict_spf, f.domain };
	}
}

enum dmarc_request dmarc_applied(const struct dmarc_policy *p)
{
	return p->testing && p->request != DMARC_NONE ? p->request - 1 : p->request;
}

/* The Organizational Domain (section 4.10.2), lower-case; out->at is NULL if domain is none. False if the DNS can't
 * tell now. */
static bool organization(struct span domain, struct span *out)
{
	struct found f;
	*out = domain_read(domain);
	return !out->at || walk(*out, out, &f);
}

enum dmarc_alignment dmarc_aligned(struct span author, struct span signer, bool strict)
{
	struct span a = domain_read(author), b = domain_read(signer), above_a, above_b;
	if (!a.at || !b.at)
		return DMARC_APART;
	if (span_is(a, b))
		return DMARC_ALIGNED;
	if (strict || !span_is(domain_end(a, 1), domain_end(b, 1)))
		return DMARC_APART;
	if (!organization(a, &above_a))
		return DMARC_UNSURE;
	/* A domain's organization is the domain or above it. */
	if (!domain_within(b, above_a))
		return DMARC_APART;
	if (!organization(b, &above_b))
		return DMARC_UNSURE;
	return span_is(above_a, above_b) ? DMARC_ALIGNED : DMARC_APART;
}

enum dmarc_verdict dmarc_judge(const struct dmarc_policy *p, struct span author,
	const struct dmarc_identifier *id, size_t count)
{
	enum dmarc_verdict v = DMARC_FAIL;
	if (p->result != DMARC_FOUND)
		return p->result == DMARC_NO_RECORD ? DMARC_NOT_APPLIED :
			p->result == DMARC_BAD_RECORD ? DMARC_PERMERROR : DMARC_TEMPERROR;
	for (size_t i = 0; i < count; i++)
		switch (dmarc_aligned(author, id[i].domain, id[i].by_spf ? p->strict_spf : p->strict_dkim)) {
		case DMARC_ALIGNED: return DMARC_PASS;
		case DMARC_UNSURE: v = DMARC_TEMPERROR; break;
		case DMARC_APART: break;
		}
	return v;
}

const char *dmarc_verdict_word(enum dmarc_verdict v)
{
	return (const char *const[]){ "none", "pass", "fail", "temperror", "permerror" }[v];
}
