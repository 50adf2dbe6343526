/* What is found out about a message, and how it is written down: one field of ours, whatever came under our name. */
#include "authres.h"
#include "base64.h"
#include "dns.h"
#include "evidence.h"
#include "sign.h"
#include "tap.h"
#include <unistd.h>

static const struct span ours = { "ml.example.jp", 13 };
static struct sign_key key = { .selector = "own", .ed25519 = true };
static struct text key_record;

/* A DNS of the test's own, in place of lib/dns. Its names are key, away (no answer), gone (no key), and policies. */
enum dns_result dns_lookup(struct span name, enum dns_type type, struct dns_answer *out)
{
	static const struct { const char *name, *txt; } records[] = {
		{ "_dmarc.reject.example", "v=DMARC1; p=reject" },
		{ "_dmarc.strict.example", "v=DMARC1; p=reject; adkim=s; aspf=s" },
		{ "_dmarc.try.example", "v=DMARC1; p=reject; t=y" },
		{ "_dmarc.bad.example", "v=DMARC1; p=maybe" },
	};
	static struct span record;
	*out = (struct dns_answer){ .at = &record };
	if (span_starts_nocase(name, SPAN("away.")) || span_is(name, SPAN("_dmarc.away.example")))
		return DNS_TIMEOUT;
	record = span_starts_nocase(name, SPAN("own._domainkey.")) ? text_span(&key_record) : (struct span){ NULL, 0 };
	for (size_t i = 0; i < sizeof records / sizeof *records; i++)
		if (span_is(name, span(records[i].name)))
			record = span(records[i].txt);
	out->count = type == DNS_TXT && record.at;
	return out->count ? DNS_OK : DNS_NO_NAME;
}

static void make_key(void)
{
	static const unsigned char secret[32] = { 1 };
	unsigned char public[32];
	size_t n = sizeof public;
	key.key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, secret, sizeof secret);
	ok(key.key && EVP_PKEY_get_raw_public_key(key.key, public, &n) == 1, "a key");
	text_adds(&key_record, "v=DKIM1; k=ed25519; p=");
	base64_add(&key_record, (struct span){ (char *)public, n });
}

/* A message from author, which may be several fields, signed by signer (NULL: nobody), with more on top of that. */
static struct message make(const char *author, const char *signer, const char *more)
{
	struct text header = { 0 };
	struct message m = { .fd = -1 };
	FILE *body = tmpfile();
	text_addf(&header, "From: %s\nSubject: x\n", author);
	if (body && fputs("Hello.\n", body) >= 0 && fflush(body) == 0 && lseek(fileno(body), 0, SEEK_SET) == 0)
		m.fd = fileno(body);
	m.blank = true;
	ok(m.fd >= 0 && !message_parse(&m, text_span(&header)), "a message from %.*s", (int)strcspn(author, "\n"), author);
	if (signer) {
		key.domain = signer;
		sign_message(&m, &key, 1);
	}
	struct message top = { 0 };
	if (*more)
		ok(!message_parse(&top, memory_keep(span(more))), "and fields on top");
	for (size_t i = top.count; i-- > 0; )
		message_prepend(&m, memory_keep(field_name(&top.field[i])).at, field_value(&top.field[i]));
	return m;
}

/* What is written, unfolded, without our id, arc=none and header.b. */
static void found(const char *what, struct message *m, const char *trusted, const char *sender, const char *want)
{
	static struct evidence e;
	struct text t = { 0 }, shown = { 0 };
	struct authres a;
	evidence_gather(m, span(trusted), sender, &e);
	evidence_write(&e, ours, &t);
	ok(!authres_parse(memory_keep(text_span(&t)), &a) && span_is(a.id, ours), "%s: it can be read", what);
	for (size_t i = 0; i < a.count; i++)
		if (!span_is(a.item[i].name, SPAN("header.b")) && !span_is(a.item[i].name, SPAN("arc")))
			text_addf(&shown, "%s%.*s=%.*s", a.item[i].property ? " " : i ? "; " : "", PRINTF(a.item[i].name),
				PRINTF(a.item[i].value));
	is(text_span(&shown), want, what);
	text_free(&shown);
	text_free(&t);
}

#define SPF(who) "Received-SPF: pass envelope-from=" who "\n"
#define SPF_SAYS(who) "spf=pass reason=says Received-SPF smtp.mailfrom=" who "; "
#define SIGNED(by) "dkim=pass header.d=" by " header.s=own header.a=ed25519-sha256; "
#define AWAY(by) "DKIM-Signature: v=1; a=rsa-sha256; d=" by "; s=away; h=from; bh=AAAA; b=BBBB\n"
#define AWAY_SAYS(by) "dkim=temperror reason=the DNS gives no answer about the key header.d=" by " header.s=away" \
	" header.a=rsa-sha256; "
#define NO_SIGNATURE "dkim=none; "
#define DMARC(result, domain, request) "dmarc=" result " header.from=" domain " policy.dmarc=" request

static const struct { const char *what, *author, *signer, *more, *sender, *want; } cases[] = {
	{ "nothing", "a@none.example", NULL, "", NULL, NO_SIGNATURE "dmarc=none header.from=none.example" },
	{ "his signature", "a@reject.example", "reject.example", "", NULL,
	  SIGNED("reject.example") DMARC("pass", "reject.example", "reject") },
	{ "that of a name below", "a@reject.example", "news.reject.example", "", NULL,
	  SIGNED("news.reject.example") DMARC("pass", "reject.example", "reject") },
	{ "where the policy is strict", "a@strict.example", "news.strict.example", "", NULL,
	  SIGNED("news.strict.example") DMARC("fail", "strict.example", "reject") },
	{ "and where there is none", "a@none.example", "news.none.example", "", NULL,
	  SIGNED("news.none.example") "dmarc=none header.from=none.example" },
	{ "a stranger's", "a@reject.example", "none.example", "", NULL,
	  SIGNED("none.example") DMARC("fail", "reject.example", "reject") },
	{ "none", "a@reject.example", NULL, "", NULL, NO_SIGNATURE DMARC("fail", "reject.example", "reject") },
	{ "t=y", "a@try.example", NULL, "", NULL, NO_SIGNATURE DMARC("fail", "try.example", "quarantine") },
	{ "a bad record", "a@bad.example", "bad.example", "", NULL, SIGNED("bad.example")
	  "dmarc=permerror reason=the record is not as it must be header.from=bad.example" },
	{ "a policy that nobody tells", "a@away.example", "away.example", "", NULL, SIGNED("away.example")
	  "dmarc=temperror reason=the DNS can't tell now header.from=away.example" },
	{ "two From", "a@reject.example\nFrom: b@reject.example", NULL, "", NULL,
	  NO_SIGNATURE "dmarc=permerror reason=the message has more than one From field" },

	/* a key that nobody tells */
	{ "his key", "a@reject.example", NULL, AWAY("reject.example"), NULL, AWAY_SAYS("reject.example")
	  "dmarc=temperror reason=the DNS can't tell now header.from=reject.example policy.dmarc=reject" },
	{ "a stranger's key", "a@reject.example", NULL, AWAY("none.example"), NULL,
	  AWAY_SAYS("none.example") DMARC("fail", "reject.example", "reject") },
	{ "his key, and he is known otherwise", "a@reject.example", NULL, SPF("a@reject.example") AWAY("reject.example"), "a@reject.example",
	  AWAY_SAYS("reject.example") SPF_SAYS("a@reject.example") DMARC("pass", "reject.example", "reject") },

	/* the envelope's sender */
	{ "his own", "a@reject.example", NULL, SPF("b@reject.example"), "b@reject.example",
	  NO_SIGNATURE SPF_SAYS("b@reject.example") DMARC("pass", "reject.example", "reject") },
	{ "a stranger's", "a@reject.example", NULL, SPF("b@none.example"), "b@none.example",
	  NO_SIGNATURE SPF_SAYS("b@none.example") DMARC("fail", "reject.example", "reject") },
	{ "aspf=s", "a@strict.example", NULL, SPF("b@news.strict.example"), "b@news.strict.example",
	  NO_SIGNATURE SPF_SAYS("b@news.strict.example") DMARC("fail", "strict.example", "reject") },
	{ "another's address in quotes", "a@reject.example", NULL,
	  "Received-SPF: pass envelope-from=a@reject.example y=z@none.example\n", "\"a@reject.example y=z\"@none.example",
	  NO_SIGNATURE DMARC("fail", "reject.example", "reject") },
	{ "the HELO name of a null sender", "a@reject.example", NULL, "Received-SPF: pass helo=reject.example\n", "",
	  NO_SIGNATURE DMARC("fail", "reject.example", "reject") },
	{ "forged below the border's Received", "a@reject.example", NULL, "Received: x\n" SPF("b@reject.example"),
	  "b@reject.example", NO_SIGNATURE DMARC("fail", "reject.example", "reject") },

	/* what is written says no more than was found */
	{ "a result in the address", "a@none.example", NULL, SPF("\"a;dmarc=pass\"@none.example"), "\"a;dmarc=pass\"@none.example",
	  NO_SIGNATURE SPF_SAYS("a;dmarc=pass@none.example") "dmarc=none header.from=none.example" },
};

#define FORGED "dkim=pass header.d=reject.example; dmarc=pass header.from=reject.example\n"

/* The border's results, so many of them: more than AUTHRES_MAX are not believed. */
static void many(size_t results, const char *want)
{
	struct text t = { 0 };
	text_adds(&t, "Authentication-Results: mx.example.jp;");
	for (size_t i = 0; i + 2 < results; i++)
		text_adds(&t, "\n x=fail;");
	text_adds(&t, " spf=pass smtp.mailfrom=a@reject.example\n");
	struct message m = make("a@reject.example", NULL, text_string(&t));
	found("many results", &m, "mx.example.jp", "a@reject.example", want);
	text_free(&t);
}

/* Of what claims to be ours one stays, on top, and it is ours. */
static void replaces(void)
{
	static struct evidence e;
	struct text t = { 0 };
	struct authres a;
	size_t fields = 0;
	struct message m = make("a@reject.example", NULL,
		"Authentication-Results: ml.example.jp; " FORGED
		"Authentication-Results: mx.example.jp; none\n"
		"Received: x\n"
		"authentication-results :\n (x)\n ML.example.jp\n 1;\n " FORGED
		"Authentication-Results: (ml.example.jp) x; " FORGED);
	evidence_gather(&m, SPAN(""), NULL, &e);
	ok(e.dmarc == DMARC_FAIL, "what is under our name is no proof");
	authres_remove(&m, ours);
	evidence_write(&e, ours, &t);
	authres_prepend(&m, &t);
	for (size_t i = 0; i < m.count; i++)
		fields += field_is(&m.field[i], AUTHRES_NAME);
	ok(fields == 2 && field_is(&m.field[0], AUTHRES_NAME), "ours on top, and that of the border");
	ok(!authres_parse(field_value(&m.field[0]), &a) && authres_find(&a, "dmarc", "fail", 0) >= 0
		&& authres_find(&a, "dmarc", "pass", 0) < 0 && authres_find(&a, "dkim", "pass", 0) < 0, "which says what we found");
}

int main(void)
{
	make_key();
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct message m = make(cases[i].author, cases[i].signer, cases[i].more);
		found(cases[i].what, &m, "", cases[i].sender, cases[i].want);
	}
	many(AUTHRES_MAX, NO_SIGNATURE "spf=pass reason=says mx.example.jp smtp.mailfrom=a@reject.example; "
		DMARC("pass", "reject.example", "reject"));
	many(AUTHRES_MAX + 1, NO_SIGNATURE DMARC("fail", "reject.example", "reject"));
	replaces();
	return tap_end();
}
