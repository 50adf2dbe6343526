/* Any message, and any record in the DNS (the first line): twice the same is found; what is written is one field of ours,
 * which says so to those who read it; and what we sign passes. */
#define _GNU_SOURCE
#include "authentic.h"
#include "base64.h"
#include "dns.h"
#include "evidence.h"
#include "fuzz.h"
#include "sign.h"
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct span id = { "ml.example.jp", 13 };
static struct sign_key key = { .domain = "a.example", .selector = "own", .ed25519 = true };
static int body = -1;
static struct text own_record;		/* of key */
static struct span any_record;

/* A DNS of the target's own, in place of lib/dns. */
enum dns_result dns_lookup(struct span name, enum dns_type type, struct dns_answer *out)
{
	static struct span record;
	bool own = span_starts_nocase(name, SPAN("own._domainkey."));
	*out = (struct dns_answer){ .at = &record };
	if (span_starts_nocase(name, SPAN("away.")))
		return DNS_FAILED;
	if (type != DNS_TXT || (!own && !any_record.len))
		return DNS_NO_NAME;
	record = own ? text_span(&own_record) : any_record;
	out->count = 1;
	return DNS_OK;
}

static void begin(void)
{
	static const unsigned char secret[32] = { 1 };
	unsigned char public[32];
	size_t n = sizeof public;
	if (key.key)
		return;
	key.key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, secret, sizeof secret);
	body = memfd_create("body", 0);
	check(key.key && body >= 0 && EVP_PKEY_get_raw_public_key(key.key, public, &n) == 1);
	text_adds(&own_record, "v=DKIM1; k=ed25519; p=");
	base64_add(&own_record, (struct span){ (char *)public, n });
	text_string(&own_record);
}

static void put_body(struct span s)
{
	check(ftruncate(body, 0) == 0 && pwrite(body, s.at, s.len, 0) == (ssize_t)s.len && lseek(body, 0, SEEK_SET) == 0);
}

/* What sign_message would die of: that is what it is for. */
static bool can_be_signed(const struct message *m, struct span rest)
{
	if (span_find(rest, '\r') >= 0)
		return false;
	while (rest.len)
		if (span_take(&rest, '\n').len > 998)
			return false;
	for (size_t i = 0; i < m->count; i++)
		for (struct span line = m->field[i].raw; line.len; )
			if (span_take(&line, '\n').len > 998)
				return false;
	return m->count < 50;
}

static void find(struct message *m, struct evidence *e, struct text *t)
{
	evidence_gather(m, SPAN("mx.example.jp"), "anne@a.example", e);
	evidence_write(e, id, t);
}

static void check_written(struct message *m, const struct evidence *e, struct text *t)
{
	struct authres a;
	authres_remove(m, id);
	authres_prepend(m, t);
	authentic_read(m, id, &a);
	size_t passes = 0;
	for (ptrdiff_t i = -1; (i = authres_find(&a, "dkim", "pass", (size_t)(i + 1))) >= 0; )
		passes++;
	for (size_t i = 0; i < e->count; i++)
		passes -= e->signature[i].result == SIGNATURE_PASS;
	check(passes == 0);
	ptrdiff_t dmarc = authres_find(&a, "dmarc", NULL, 0);
	check(dmarc >= 0 && span_is(a.item[dmarc].value, span(dmarc_verdict_word(e->dmarc))));
	check(!e->no_author || (e->dmarc == DMARC_PERMERROR && authentic_author(&a, e->author.domain, true) == AUTHENTIC_NO));
	if (e->dmarc == DMARC_PASS)
		check(authentic_author(&a, e->author.domain, true) == AUTHENTIC_YES);
}

static void check_signed(struct message *m)
{
	struct signature s[VERIFY_MAX];
	sign_settle_header(m);
	sign_message(m, &key, 1);
	size_t n = verify_read(m, SPAN("a.example"), s);
	verify_signatures(m, s, n);
	check(n && s[0].field == &m->field[0] && s[0].result == SIGNATURE_PASS);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct evidence one, two;
	struct message m = { .body = 0 };
	struct text first = { 0 }, second = { 0 };
	struct span all = { (const char *)data, size };

	begin();
	any_record = memory_keep(span_take(&all, '\n'));
	ptrdiff_t end = message_header_end(all, 0);
	struct span header = { all.at, end < 0 ? all.len : (size_t)end };
	struct span rest = end < 0 ? SPAN("") : (struct span){ all.at + end + 1, all.len - (size_t)end - 1 };
	put_body(rest);
	m.fd = body;
	if (!message_parse(&m, header)) {
		m.blank = end >= 0;
		find(&m, &one, &first);
		find(&m, &two, &second);
		check(span_is(text_span(&first), text_span(&second)));
		check_written(&m, &one, &first);
		if (!one.no_author && can_be_signed(&m, rest))
			check_signed(&m);
	}
	text_free(&second);
	memory_reset();
	return 0;
}
