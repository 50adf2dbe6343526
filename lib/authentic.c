/* authentic: see authentic.h */
#include "authentic.h"
#include "address.h"
#include "die.h"
#include "domain.h"

static bool find_own(const struct message *m, struct span id, struct authres *own)
{
	for (size_t i = 0; i < m->count && !field_is(&m->field[i], "Received"); i++) {
		struct span value = field_value(&m->field[i]);
		if (field_is(&m->field[i], AUTHRES_NAME) && authres_claims(value, id))
			return !authres_parse(value, own) && span_is_nocase(own->id, id);
	}
	return false;
}

void authentic_read(const struct message *m, struct span id, struct authres *own)
{
	if (!find_own(m, id, own))
		die(TEMP, "4.3.5", "no Authentication-Results of %.*s above the first Received;"
			" this step wants one before it in the score: verify-auth -i %.*s", PRINTF(id), PRINTF(id));
}

/* Does signer speak for domain, although no DMARC record says so? Then each of the two is an organization of its own
 * (RFC 9989 section 4.10.2), however they end: who has a name below another's does not write for that one. A signature
 * that is aligned by a record is in dmarc=pass already. */
static bool is_same(struct span signer, struct span domain)
{
	struct span a = domain_read(signer), b = domain_read(domain);
	return a.at && span_is(a, b);
}

static bool has_signature(const struct authres *own, const char *result, struct span domain)
{
	for (ptrdiff_t i = -1; (i = authres_find(own, "dkim", result, (size_t)(i + 1))) >= 0; )
		if (is_same(authres_get(own, i, "header.d"), domain))
			return true;
	return false;
}

enum authentic authentic_author(const struct authres *own, struct span domain, bool strict)
{
	ptrdiff_t i = authres_find_with(own, "dmarc", "header.from", domain);
	struct span dmarc = i < 0 ? SPAN("") : own->item[i].value;
	if (!domain.len || span_is_nocase(dmarc, SPAN("fail")))
		return AUTHENTIC_NO;
	if (span_is_nocase(dmarc, SPAN("pass")) || has_signature(own, "pass", domain))
		return AUTHENTIC_YES;
	if (span_is_nocase(dmarc, SPAN("none")) && !strict)
		return AUTHENTIC_UNKNOWN;
	if (span_is_nocase(dmarc, SPAN("temperror")) || has_signature(own, "temperror", domain))
		return AUTHENTIC_LATER;
	return AUTHENTIC_NO;
}

bool authentic_is_author(const struct message *m, struct span id)
{
	struct mailbox from;
	struct authres own;
	authentic_read(m, id, &own);
	return !address_author(m, &from) && authentic_author(&own, from.domain, true) == AUTHENTIC_YES;
}

static struct span behind_at(struct span s)
{
	for (size_t i = s.len; i > 0; i--)
		if (s.at[i - 1] == '@')
			return (struct span){ s.at + i, s.len - i };
	return s;
}

bool authentic_sender(const struct authres *own, const char *sender, struct span domain)
{
	struct mailbox s;
	bool author = authentic_author(own, domain, true) == AUTHENTIC_YES;
	if (!sender)
		return author;
	if (address_one(span(sender), &s) || !s.domain.len)
		return false;
	for (ptrdiff_t i = -1; (i = authres_find(own, "spf", "pass", (size_t)(i + 1))) >= 0; )
		if (span_is_nocase(behind_at(authres_get(own, i, "smtp.mailfrom")), s.domain))
			return true;
	return author && is_same(s.domain, domain);
}
