/* evidence: see evidence.h */
#include "evidence.h"
#include "authres.h"
#include "base64.h"
#include <string.h>

/* Those who speak for themselves in the message: each signature that is `result`, and a sender that passed. */
static size_t identifiers(const struct evidence *e, enum signature_result result,
	struct dmarc_identifier id[VERIFY_MAX + 1])
{
	size_t n = 0;
	struct span by_spf = spf_domain(&e->spf);
	for (size_t i = 0; i < e->count; i++)
		if (e->signature[i].result == result)
			id[n++] = (struct dmarc_identifier){ e->signature[i].domain, false };
	if (by_spf.len && result == SIGNATURE_PASS)
		id[n++] = (struct dmarc_identifier){ by_spf, true };
	return n;
}

/* A signature whose key the DNS did not tell may be the one that was missing. */
static enum dmarc_verdict judge(const struct evidence *e)
{
	struct dmarc_identifier id[VERIFY_MAX + 1];
	size_t n = identifiers(e, SIGNATURE_PASS, id);
	enum dmarc_verdict v = dmarc_judge(&e->policy, e->author.domain, id, n);
	if (v != DMARC_FAIL)
		return v;
	n = identifiers(e, SIGNATURE_TEMPERROR, id);
	return dmarc_judge(&e->policy, e->author.domain, id, n) == DMARC_FAIL ? DMARC_FAIL : DMARC_TEMPERROR;
}

void evidence_gather(struct message *m, struct span trusted, const char *sender, struct evidence *out)
{
	memset(out, 0, sizeof *out);
	out->no_author = address_author(m, &out->author);
	if (out->no_author)
		out->author = (struct mailbox){ 0 };
	out->count = verify_read(m, out->author.domain, out->signature);
	arc_read(m, &out->arc);
	out->signature[out->count] = out->arc.ams;
	verify_signatures(m, out->signature, out->count + 1);
	out->arc.ams = out->signature[out->count];
	spf_read(m, trusted, &out->spf);
	if (!spf_is_about(&out->spf, sender))
		out->spf = (struct spf){ .result = NULL };
	out->dmarc = DMARC_PERMERROR;
	if (!out->no_author) {
		dmarc_discover(out->author.domain, &out->policy);
		out->dmarc = judge(out);
	}
	arc_judge(&out->arc);
}

/* The start of b=, by which a reader can tell this signature from the others: eight characters, or as many as it takes
 * (RFC 6008 section 4). */
static struct span start_of_value(const struct evidence *e, size_t which)
{
	struct span b[VERIFY_MAX];
	size_t n = 8;
	for (size_t i = 0; i < e->count; i++) {
		struct text t = { 0 };
		base64_add(&t, e->signature[i].octets);
		b[i] = text_keep(&t);
	}
	for (size_t i = 0; i < e->count; i++)
		if (i != which)
			while (n < b[which].len && n <= b[i].len && memcmp(b[i].at, b[which].at, n) == 0)
				n++;
	return (struct span){ b[which].at, n < b[which].len ? n : b[which].len };
}

static void write_signature(const struct evidence *e, size_t i, struct text *t)
{
	const struct signature *s = &e->signature[i];
	authres_result(t, "dkim", signature_word(s->result));
	if (s->reason)
		authres_reason(t, span(s->reason));
	authres_property(t, "header.d", s->domain);
	authres_property(t, "header.s", s->selector);
	authres_property(t, "header.a", s->algorithm);
	authres_property(t, "header.i", s->identity);
	authres_property(t, "header.b", start_of_value(e, i));
}

static void write_dmarc(const struct evidence *e, struct text *t)
{
	const char *reason = e->no_author;
	if (e->dmarc == DMARC_TEMPERROR)
		reason = "the DNS can't tell now";
	else if (e->dmarc == DMARC_PERMERROR && !reason)
		reason = "the record is not as it must be";
	authres_result(t, "dmarc", dmarc_verdict_word(e->dmarc));
	if (reason)
		authres_reason(t, span(reason));
	authres_property(t, "header.from", e->author.domain);
	if (e->policy.result == DMARC_FOUND)
		authres_property(t, "policy.dmarc", span(dmarc_request_word(dmarc_applied(&e->policy))));
}

void evidence_write(const struct evidence *e, struct span id, struct text *t)
{
	authres_begin(t, id);
	for (size_t i = 0; i < e->count; i++)
		write_signature(e, i, t);
	if (e->count == 0)
		authres_result(t, "dkim", "none");
	authres_result(t, "arc", arc_word(e->arc.result));
	if (e->arc.reason)
		authres_reason(t, span(e->arc.reason));
	if (e->spf.result) {
		struct text source = { 0 };
		text_addf(&source, "says %.*s", PRINTF(e->spf.source));
		authres_result(t, "spf", e->spf.result);
		authres_reason(t, text_span(&source));
		authres_property(t, "smtp.mailfrom", e->spf.mailfrom);
		authres_property(t, "smtp.helo", e->spf.helo);
		text_free(&source);
	}
	write_dmarc(e, t);
}
