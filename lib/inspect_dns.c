/* inspect_dns: what receivers will find in the DNS about a post of the list. */
#include "dmarc.h"
#include "dns.h"
#include "domain.h"
#include "inspect.h"
#include "key.h"
#include "tags.h"
#include <string.h>
#include <unistd.h>

/* Asks; an answer that says neither yes nor no is a finding of its own, and *r tells. */
static struct dns_answer ask(struct inspection *i, struct span name, enum dns_type type, enum dns_result *r)
{
	struct dns_answer a;
	*r = dns_lookup(name, type, &a);
	if (*r == DNS_FAILED || *r == DNS_TIMEOUT) {
		const char *kind = type == DNS_TXT ? "TXT" : type == DNS_MX ? "MX" : "address";
		inspect_found(i, "DNS: nothing is known about the %s records of %.*s: %s; try again later", kind,
			PRINTF(name), dns_says(*r));
		i->unsure++;
	}
	return a;
}

/* The public key in a record `v=DKIM1; p=…`; at is NULL if there is none. */
static struct span key_of(struct span record)
{
	struct span p;
	return tag_next(&record, "p", &p) ? p : (struct span){ NULL, 0 };
}

/* A record as it is written in a zone file. */
static const char *as_zone(struct span record)
{
	struct text t = { 0 };
	for (size_t n; record.len; record.at += n, record.len -= n) {
		n = record.len < 255 ? record.len : 255;
		text_addf(&t, "%s\"%.*s\"", t.len ? " " : "", (int)n, record.at);
	}
	return text_string(&t);
}

static void inspect_key(struct inspection *i, const struct step *s, const char *domain, const char *selector,
	const char *path)
{
	struct text own = { 0 }, name = { 0 };
	enum dns_result r;
	/* A mode that is too wide is told elsewhere; a key that can't be read has no public half. */
	if (access(path, R_OK) < 0)
		return;
	const char *wrong = key_record(path, &own);
	if (wrong) {
		inspect_found(i, "%s: %s; put the right file there, or make a new key", path, wrong);
		return;
	}
	text_addf(&name, "%s._domainkey.%s", selector, domain);
	struct dns_answer a = ask(i, text_span(&name), DNS_TXT, &r);
	const char *publish = as_zone(text_span(&own)), *where = text_string(&name);
	if (r == DNS_NO_DATA || r == DNS_NO_NAME)
		inspect_found(i, "DNS: the key of %s is not there; publish %s. IN TXT ( %s )", step_name(s), where, publish);
	else if (r == DNS_OK && a.count > 1)
		inspect_found(i, "DNS: %s has %zu TXT records, and receivers may take the wrong one; leave only ( %s )",
			where, a.count, publish);
	else if (r == DNS_OK && !span_is(key_of(a.at[0]), key_of(text_span(&own))))
		inspect_found(i, "DNS: %s is not the key in %s, so no signature verifies; publish IN TXT ( %s )", where,
			path, publish);
	text_free(&own);
}

static bool has(const struct step *s, char option, size_t n, const char *value)
{
	const char *own = step_option(s, option, n);
	return own && strcmp(own, value) == 0;
}

/* The keys of a step, but for one that a step before it has too: arc-seal may use that of dkim-sign. */
static void inspect_keys(struct inspection *i, const struct step *s)
{
	const char *domain = step_option(s, 'd', 0), *selector, *path;
	for (size_t n = 0; domain && (selector = step_option(s, 's', n)) && (path = step_option(s, 'k', n)); n++) {
		const struct step *before = i->post.step;
		while (before < s && !(has(before, 'd', 0, domain) && has(before, 's', n, selector) &&
				has(before, 'k', n, path)))
			before++;
		if (before == s)
			inspect_key(i, s, domain, selector, path);
	}
}

static size_t count_starting(struct dns_answer a, const char *start, struct span *first)
{
	size_t n = 0;
	for (size_t k = a.count; k-- > 0; )
		if (span_starts_nocase(a.at[k], span(start))) {
			*first = a.at[k];
			n++;
		}
	return n;
}

static void inspect_spf(struct inspection *i, struct span domain)
{
	struct span record = { NULL, 0 };
	enum dns_result r;
	struct dns_answer a = ask(i, domain, DNS_TXT, &r);
	if (r == DNS_FAILED || r == DNS_TIMEOUT)
		return;
	size_t n = count_starting(a, "v=spf1", &record);
	if (n == 0)
		inspect_found(i, "DNS: no SPF record; publish %.*s. IN TXT \"v=spf1 mx ~all\"", PRINTF(domain));
	else if (n > 1)	/* RFC 7208 section 4.5 */
		inspect_found(i, "DNS: %.*s has %zu SPF records, which count as none; make them one", PRINTF(domain), n);
	else if (span_find_nocase(record, SPAN("+all")) >= 0)
		inspect_found(i, "DNS: the SPF record of %.*s lets everybody in with +all; end it with ~all",
			PRINTF(domain));
}

static void dmarc_unsure(struct inspection *i, struct span domain)
{
	inspect_found(i, "DNS: nothing is known about DMARC records above %.*s: no answer that says yes or no; try again "
		"later", PRINTF(domain));
	i->unsure++;
}

/* Whether the list's signatures speak for its From, by the record that receivers will find. What no record could
 * connect is told with the score. */
static void inspect_alignment(struct inspection *i, const char *signer, const struct dmarc_policy *p)
{
	struct span domain = i->list.domain;
	if (!signer || !domain_related(span(signer), domain))
		return;
	enum dmarc_alignment aligned = dmarc_aligned(domain, span(signer), p->strict_dkim);
	if (aligned == DMARC_UNSURE)
		dmarc_unsure(i, span(signer));
	else if (aligned == DMARC_APART)
		inspect_found(i, "DNS: by the DMARC record of %.*s a signature of %s does not speak for %.*s; use -d %.*s",
			PRINTF(p->domain), signer, PRINTF(domain), PRINTF(domain));
}

/* The record of the list's domain or of one above it. */
static void inspect_dmarc(struct inspection *i, struct span domain)
{
	struct text name = { 0 };
	struct dmarc_policy p;
	struct dmarc_record record;
	enum dns_result r;
	size_t n = 0;

	text_addf(&name, "_dmarc.%.*s", PRINTF(domain));
	struct dns_answer a = ask(i, text_span(&name), DNS_TXT, &r);
	for (size_t k = 0; k < a.count; k++)
		n += dmarc_record_read(a.at[k], &record);
	if (n > 1)
		inspect_found(i, "DNS: %s has %zu records, which count as none; leave one", text_string(&name), n);
	text_free(&name);
	if (n > 1 || r == DNS_FAILED || r == DNS_TIMEOUT)
		return;

	dmarc_discover(domain, &p);
	switch (p.result) {
	case DMARC_NO_RECORD:
		inspect_found(i, "DNS: no DMARC record, so that some receivers mark every post; publish "
			"_dmarc.%.*s. IN TXT \"v=DMARC1; p=none; rua=mailto:%.*s-dmarc@%.*s\"", PRINTF(domain),
			PRINTF(i->list.local), PRINTF(domain));
		break;
	case DMARC_BAD_RECORD:
		inspect_found(i, "DNS: the DMARC record of %.*s counts as none; write p=none, p=quarantine or p=reject, and "
			"nothing else behind sp= and np=", PRINTF(p.domain));
		break;
	case DMARC_NO_ANSWER:
		dmarc_unsure(i, domain);
		break;
	case DMARC_FOUND:
		for (size_t k = 0; k < i->post.count; k++)
			if (step_is(&i->post.step[k], "dkim-sign"))
				inspect_alignment(i, step_option(&i->post.step[k], 'd', 0), &p);
	}
}

static void inspect_way_in(struct inspection *i, struct span domain)
{
	enum dns_result r;
	ask(i, domain, DNS_MX, &r);
	if (r == DNS_NO_DATA)	/* RFC 5321 section 5.1: without MX the host's own address */
		ask(i, domain, DNS_A, &r);
	if (r == DNS_NO_DATA)
		ask(i, domain, DNS_AAAA, &r);
	if (r == DNS_NO_DATA || r == DNS_NO_NAME)
		inspect_found(i, "DNS: nobody knows where to send mail for %.*s; publish %.*s. IN MX 10 your.mail.server.",
			PRINTF(domain), PRINTF(domain));
}

void inspect_dns(struct inspection *i)
{
	for (size_t k = 0; k < i->post.count; k++)
		if (step_is(&i->post.step[k], "dkim-sign") || step_is(&i->post.step[k], "arc-seal"))
			inspect_keys(i, &i->post.step[k]);
	if (!i->list.domain.len)
		return;
	inspect_way_in(i, i->list.domain);
	if (i->only_reports)	/* of whatever domains: no mail leaves here */
		return;
	inspect_spf(i, i->list.domain);
	inspect_dmarc(i, i->list.domain);
}
