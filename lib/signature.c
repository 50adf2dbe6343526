/* signature: see signature.h */
#include "signature.h"
#include "base64.h"
#include "domain.h"
#include "tags.h"
#include <time.h>

enum {
	INSTANCE_MAX = 50,	/* RFC 8617 section 4.2.1 */
	NAMES_MAX = 1000,	/* names in h=; a mail signed twice over has about 60 */
	CLOCK_SKEW = 36000	/* seconds: a signer's clock that is in the wrong time zone is none of our business */
};

const char *signature_word(enum signature_result r)
{
	static const char *const word[] = { "none", "pass", "fail", "policy", "permerror", "temperror" };
	return word[r];
}

/* A number as i=, l=, t= and x= have it: at most so many digits, and no more blanks than around it. */
static bool number_read(struct span s, size_t digits, unsigned long long *n)
{
	return s.len <= digits && span_number(s, n);
}

static struct span decoded(struct span letters)
{
	struct text t = { 0 };
	base64_read(letters, &t);
	return text_keep(&t);
}

/* Base64 that may be folded, or at is NULL. */
static struct span octets_read(const struct tags *t, const char *name)
{
	struct span letters = tag_compact(tags_get(t, name));
	return base64_is(letters) ? decoded(letters) : (struct span){ NULL, 0 };
}

static bool canon_word(struct span s, enum canon *out)
{
	*out = span_is(s, SPAN("relaxed")) ? CANON_RELAXED : CANON_SIMPLE;
	return *out == CANON_RELAXED || span_is(s, SPAN("simple"));
}

/* c=HEADER/BODY; without it, or without its second half, simple (RFC 6376 section 3.5). */
static bool canon_read(struct span c, struct signature *s)
{
	if (!c.at)
		return true;		/* all zero is simple/simple */
	ptrdiff_t slash = span_find(c, '/');
	if (slash < 0)
		return canon_word(c, &s->header);
	return canon_word((struct span){ c.at, (size_t)slash }, &s->header) &&
		canon_word((struct span){ c.at + slash + 1, c.len - (size_t)slash - 1 }, &s->body);
}

bool signature_next_name(struct span *names, struct span *name)
{
	if (!names->at)
		return false;
	ptrdiff_t colon = span_find(*names, ':');
	*name = span_trim((struct span){ names->at, colon < 0 ? names->len : (size_t)colon });
	if (colon < 0)
		*names = (struct span){ NULL, 0 };
	else
		*names = (struct span){ names->at + colon + 1, names->len - (size_t)colon - 1 };
	return true;
}

/* h=: From must be in it for DKIM (section 5.4); of ARC's own fields and Authentication-Results none may be in an
 * AMS's (RFC 8617 section 4.1.2). */
static const char *names_read(struct span h, struct signature *s)
{
	bool from = false;
	size_t n = 0;
	s->names = h;
	if (!h.at)
		return "no h=";
	for (struct span name; signature_next_name(&h, &name); n++) {
		if (!field_is_name(name))
			return "h= names what can be no field";
		from = from || span_is_nocase(name, SPAN("From"));
		if (s->kind == SIGNATURE_AMS && (span_starts_nocase(name, SPAN("ARC-")) ||
		    span_is_nocase(name, SPAN("Authentication-Results"))))
			return "h= names a field that it must not";
	}
	return n > NAMES_MAX ? "h= is too long" : !from && s->kind == SIGNATURE_DKIM ? "From is not signed" : NULL;
}

/* Internationalized mail may have U-labels in d=, s= and i= (RFC 8616 section 5); the key is asked for with A-labels.
 * A dot at the end is none of DKIM's. */
static struct span name_read(struct span s)
{
	bool dot = s.len && s.at[s.len - 1] == '.';
	return domain_is(s) ? s : dot ? (struct span){ NULL, 0 } : domain_read(s);
}

static struct span put_together(struct span local, struct span domain)
{
	return memory_format("%.*s%.*s", PRINTF(local), PRINTF(domain));
}

/* i= of a DKIM-Signature ends in d= or a domain below it. */
static const char *identity_read(struct span i, struct signature *s)
{
	s->identity = (struct span){ "", 0 };
	if (!i.at)
		return NULL;
	ptrdiff_t at = -1;
	for (size_t k = i.len; k-- > 0 && at < 0; )
		if (i.at[k] == '@')
			at = (ptrdiff_t)k;
	struct span written = { i.at + at + 1, i.len - (size_t)(at + 1) }, domain = name_read(written);
	if (at < 0 || !domain.at || !domain_within(domain_read(domain), domain_read(s->domain)))
		return "i= is not in the domain of d=";
	s->identity = domain.at == written.at ? i : put_together((struct span){ i.at, (size_t)(at + 1) }, domain);
	return NULL;
}

/* t= and x=: when it was made, and until when it holds. */
static const char *times_read(const struct tags *tags, struct signature *s)
{
	unsigned long long made = 0, until = 0, now = (unsigned long long)time(NULL);
	struct span t = tags_get(tags, "t"), x = tags_get(tags, "x");
	if ((t.at && !number_read(t, 12, &made)) || (x.at && !number_read(x, 12, &until)))
		return "t= or x= is no time";
	if (x.at && t.at && until < made)
		return "it expires before it was made";
	if (t.at && made > now + CLOCK_SKEW)
		return s->result = SIGNATURE_FAIL, "it was made in the future";
	if (x.at && until < now)
		return s->result = SIGNATURE_FAIL, "it has expired";
	return NULL;
}

/* What every kind has: a=, d=, s=, b=, t=. */
static const char *common_read(const struct tags *t, struct signature *s)
{
	static const char *const known[] = { "rsa-sha256", "ed25519-sha256", "rsa-sha1", NULL };
	struct span a = tags_get(t, "a"), b = tags_get(t, "b");

	s->domain = name_read(tags_get(t, "d"));
	s->selector = name_read(tags_get(t, "s"));
	for (size_t i = 0; known[i]; i++)
		if (span_is(a, span(known[i])))
			s->algorithm = span(known[i]);
	if (!s->domain.len)
		return "d= is missing or no domain";
	if (!s->selector.len)
		return "s= is missing or no selector";
	if (!s->algorithm.len)
		return "a= is missing or unknown";
	s->octets = octets_read(t, "b");
	if (!s->octets.at)
		return "b= is missing or no base64";
	/* The blanks around the value are deleted with it (RFC 6376 section 3.5, b=). */
	const char *from = b.at, *to = b.at + b.len, *begin = s->field->raw.at, *end = begin + s->field->raw.len;
	while (from[-1] != '=')
		from--;
	while (to < end && *to != ';')
		to++;
	s->value_at = (size_t)(from - begin);
	s->value_len = (size_t)(to - from);
	return NULL;
}

/* The message signature of ARC is DKIM's but for i= and v=, which says nothing in it (RFC 8617 section 4.1.2). */
static const char *dkim_or_ams_read(const struct tags *t, struct signature *s)
{
	struct span q = tags_get(t, "q"), l = tags_get(t, "l");
	const char *wrong = names_read(tags_get(t, "h"), s);

	if (wrong)
		return wrong;
	s->body_hash = octets_read(t, "bh");
	if (!s->body_hash.at)
		return "bh= is missing or no base64";
	if (!canon_read(tags_get(t, "c"), s))
		return "c= is unknown";
	if (q.at && span_find_nocase(q, SPAN("dns/txt")) < 0)
		return "q= names no way to the key";
	s->limited = l.at != NULL;
	if (l.at && !number_read(l, 18, &s->length))
		return "l= is no number";
	return NULL;
}

static const char *dkim_read(const struct tags *t, struct signature *s)
{
	if (!span_is(tags_get(t, "v"), SPAN("1")))
		return "v= is not 1";
	const char *wrong = identity_read(tags_get(t, "i"), s);
	return wrong ? wrong : dkim_or_ams_read(t, s);
}

/* RFC 8617 section 4.1.3: nothing but i, a, b, d, s, t, cv; with h= it fails. */
static const char *seal_read(const struct tags *t, struct signature *s)
{
	struct span cv = tags_get(t, "cv");
	if (tags_get(t, "h").at || tags_get(t, "bh").at)
		return "h= or bh= has no place in it";
	if (!span_is(cv, SPAN("none")) && !span_is(cv, SPAN("pass")) && !span_is(cv, SPAN("fail")))
		return "cv= is missing or unknown";
	s->header = CANON_RELAXED;
	s->chain = cv;
	return NULL;
}

static const char *kind_read(const struct tags *t, struct signature *s)
{
	unsigned long long n;
	if (s->kind != SIGNATURE_DKIM) {
		struct span i = tags_get(t, "i");
		if (!number_read(i, 2, &n) || n < 1 || n > INSTANCE_MAX || i.at[0] == '0')
			return "i= is missing or no number from 1 to 50";
		s->instance = (unsigned)n;
	}
	const char *wrong = common_read(t, s);
	if (!wrong)
		wrong = (s->kind == SIGNATURE_DKIM ? dkim_read : s->kind == SIGNATURE_AMS ? dkim_or_ams_read : seal_read)(t, s);
	return wrong ? wrong : times_read(t, s);
}

void signature_read(const struct field *f, enum signature_kind kind, struct signature *out)
{
	struct tags tags;
	*out = (struct signature){ .kind = kind, .field = f };
	const char *wrong = tags_read(field_value(f), &tags);
	if (!wrong)
		wrong = kind_read(&tags, out);
	out->reason = wrong;
	if (wrong && out->result == SIGNATURE_UNKNOWN)
		out->result = SIGNATURE_PERMERROR;
	else if (!wrong && span_is(out->algorithm, SPAN("rsa-sha1"))) {
		out->result = SIGNATURE_POLICY;		/* RFC 8301 section 3.1: must not be used any more */
		out->reason = "SHA-1 does not count";
	}
}

void signature_add(const struct signature *s, struct text *out)
{
	struct text whole = { 0 };
	struct span raw = s->field->raw;
	size_t after = s->value_at + s->value_len;
	text_add(&whole, (struct span){ raw.at, s->value_at });
	text_add(&whole, (struct span){ raw.at + after, raw.len - after });
	if (after == raw.len)
		text_addc(&whole, '\n');	/* b= was the last tag, and took the line end along */
	canon_field(s->header, text_span(&whole), out);
	out->len -= 2;
	text_free(&whole);
}
