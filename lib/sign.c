/* sign: see sign.h */
#include "sign.h"
#include "base64.h"
#include "canon.h"
#include "die.h"
#include "file.h"
#include "fold.h"
#include "line.h"
#include "tags.h"
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
	NAMES_MAX = 4000,	/* OpenDKIM, on very many servers, cuts a longer h= when it verifies */
	COLUMNS = 72,		/* where a line of the signature is folded */
	NAME_SHOWN = 40,	/* octets of a field's name in a sentence */
	HASH = 32,		/* octets of a SHA-256 */
	BLOCK = 65536
};

/* The fields we sign if they are there (RFC 6376 section 5.4.1; RFC 8058 section 4 for List-Unsubscribe). */
static const char *const signed_fields[] = {
	"From", "To", "Cc", "Subject", "Date", "Message-ID", "Reply-To", "Sender", "In-Reply-To", "References",
	"MIME-Version", "Content-*", "List-*", NULL
};

/* The fields that nobody may add a second one of, or a first (RFC 6376 section 8.15): named once more in h=
 * than they are there. */
static const char *const oversigned_fields[] = {
	"From", "Reply-To", "Subject", "To", "Cc", "Date", "Message-ID", "Content-Type", NULL
};

static bool signature_is_by(struct span value, struct span domain)
{
	struct span d;
	while (tag_next(&value, "d", &d))
		if (span_is_nocase(d, domain))
			return true;
	return false;
}

void sign_remove(struct message *m, struct span domain)
{
	size_t kept = 0;
	for (size_t i = 0; i < m->count; i++)
		if (!field_is(&m->field[i], "DKIM-Signature") ||
		    !signature_is_by(field_value(&m->field[i]), domain))
			m->field[kept++] = m->field[i];
	m->count = kept;
}

void sign_settle_header(struct message *m)
{
	for (size_t i = 0; i < m->count; i++) {
		struct field *f = &m->field[i];
		struct span raw = f->raw;
		if ((raw.at[f->name] == ':' && !memchr(raw.at, '\v', raw.len) && !memchr(raw.at, '\f', raw.len)) ||
		    span_starts_nocase(raw, SPAN("ARC-")))
			continue;
		size_t colon = (size_t)span_find(raw, ':');
		char *to = memory_get(raw.len + 1);
		memcpy(to, raw.at, f->name);
		memcpy(to + f->name, raw.at + colon, raw.len - colon);
		f->raw = (struct span){ to, raw.len - (colon - f->name) };
		for (size_t j = 0; j < f->raw.len; j++)
			if (to[j] == '\v' || to[j] == '\f')
				to[j] = ' ';
	}
}

/* A name with a star stands for the whole family. Only letters, digits and hyphens count as its members: a
 * field name may hold ';' and '=', and would otherwise write tags into our signature. */
static bool name_matches(struct span name, const char *pattern)
{
	struct span p = span(pattern);
	if (p.at[p.len - 1] != '*')
		return span_is_nocase(name, p);
	p.len--;
	if (!span_starts_nocase(name, p))
		return false;
	for (size_t i = 0; i < name.len; i++)
		if (!ascii_alnum(name.at[i]) && name.at[i] != '-')
			return false;
	return true;
}

static bool is_signed(const struct field *f)
{
	for (size_t i = 0; signed_fields[i]; i++)
		if (name_matches(field_name(f), signed_fields[i]))
			return true;
	return false;
}

static _Noreturn void field_too_long(struct field f)
{
	struct span name = field_name(&f);
	const char *start = memory_keep((struct span){ name.at, name.len < NAME_SHOWN ? name.len : NAME_SHOWN }).at;
	f = fold_field(f);
	die(PERM, "5.6.0", "a line of %s has more than %d octets, and a mail server would break it and our signature; %s",
		start, LINE_OCTETS, fold_fits(&f) ? "wrap-lines, before dkim-sign in the score, folds it"
		: "it has no place to be folded at, so send the mail again with less in that field");
}

/* OpenSSL says no only when it has no memory, or its files are not there. */
static void check(bool done, const char *what)
{
	if (!done)
		die(TEMP, "4.3.0", "cannot sign: OpenSSL cannot %s", what);
}

/* Adds s to a value whose last line has *column octets, on a new line if it does not fit. */
static void add_folded(struct text *value, size_t *column, struct span s)
{
	if (*column + s.len > COLUMNS) {
		text_adds(value, "\n\t");
		*column = 8;
	}
	text_add(value, s);
	*column += s.len;
}

static void add_name(struct text *names, size_t *column, struct span name)
{
	if (names->len)
		add_folded(names, column, SPAN(":"));
	if (names->len + name.len > NAMES_MAX)
		die(PERM, "5.6.0", "the header has too many fields to be signed");
	add_folded(names, column, name);
}

/* What h= says, and the fields it names as they are hashed. A name stands for the last field of that name which
 * is not named yet (section 5.4.2), so they are taken from the bottom up. A signature of somebody else's with a line
 * that will be broken is no reason to refuse a post, nor are hundreds of them, but those above one that is left out
 * can't be named without it. */
static void header_collect(const struct message *m, bool with_signatures, struct sign_content *out)
{
	size_t column = 8;
	for (size_t i = m->count; i-- > 0; ) {
		const struct field *f = &m->field[i];
		bool signature = field_is(f, "DKIM-Signature");
		with_signatures = with_signatures && out->names.len < NAMES_MAX / 2;
		if (!(signature ? with_signatures : is_signed(f)))
			continue;
		size_t octets = 0;
		if (!line_fits(f->raw, &octets)) {
			if (!signature)
				field_too_long(*f);
			with_signatures = false;
			continue;
		}
		add_name(&out->names, &column, field_name(f));
		canon_field(CANON_RELAXED, f->raw, &out->header);
	}
	for (size_t i = 0; oversigned_fields[i]; i++)
		add_name(&out->names, &column, span(oversigned_fields[i]));
}

static void hash_add(void *digest, struct span s)
{
	check(EVP_DigestUpdate(digest, s.at, s.len), "hash");
}

/* Appends the hash of the body, which fd is at the start of, in base64. */
static void body_hash(int fd, struct text *out)
{
	static char block[BLOCK];
	static struct canon_body body;
	unsigned char hash[HASH];
	EVP_MD_CTX *digest = EVP_MD_CTX_new();
	check(digest && EVP_DigestInit_ex(digest, EVP_sha256(), NULL), "hash");
	body = (struct canon_body){ .how = CANON_RELAXED, .put = hash_add, .to = digest };
	for (size_t n; (n = read_some(fd, block, sizeof block, "the message")) > 0; ) {
		if (memchr(block, '\r', n))
			die(PERM, "5.6.0", "a CR in the body; lines end in LF here");
		canon_body_add(&body, (struct span){ block, n });
	}
	canon_body_end(&body);
	if (body.longest > LINE_OCTETS)
		die(PERM, "5.6.0", "a line of the body has more than %d octets, and a mail server would break it and our "
			"signature; wrap-lines, before dkim-sign in the score, mends it, but not in a signed or attached message: "
			"such a one must come with shorter lines", LINE_OCTETS);
	check(EVP_DigestFinal_ex(digest, hash, NULL), "hash");
	EVP_MD_CTX_free(digest);
	base64_add(out, (struct span){ (char *)hash, sizeof hash });
}

void sign_content_free(struct sign_content *c)
{
	text_free(&c->names);
	text_free(&c->header);
	text_free(&c->body_hash);
}

void sign_content_read(struct message *m, bool with_signatures, struct sign_content *out)
{
	*out = (struct sign_content){ 0 };
	message_settle_body(m);
	header_collect(m, with_signatures, out);
	body_hash(m->fd, &out->body_hash);
	message_settle_body(m);		/* back to its start, for the writer */
}

/* The signature of input, in base64 and memory_get memory. An Ed25519 key signs its SHA-256 (RFC 8463 section 3). */
static struct span input_sign(const struct sign_key *k, struct span input)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	unsigned char hash[HASH], *signature;
	struct text t = { 0 };
	size_t len = (size_t)EVP_PKEY_get_size(k->key);
	signature = memory_get(len);
	if (k->ed25519) {
		check(EVP_Digest(input.at, input.len, hash, NULL, EVP_sha256(), NULL), "hash");
		input = (struct span){ (char *)hash, sizeof hash };
	}
	check(ctx && EVP_DigestSignInit(ctx, NULL, k->ed25519 ? NULL : EVP_sha256(), NULL, k->key) &&
		EVP_DigestSign(ctx, signature, &len, (const unsigned char *)input.at, input.len), "sign");
	EVP_MD_CTX_free(ctx);
	base64_add(&t, (struct span){ (char *)signature, len });
	return text_keep(&t);
}

static unsigned long long time_of_signature(void)
{
	const char *fixed = getenv("SOURCE_DATE_EPOCH");
	unsigned long long t;
	return fixed && span_number(span(fixed), &t) ? t : (unsigned long long)time(NULL);
}

void sign_prepend(struct message *m, const char *name, const char *first, const char *second,
	const struct sign_content *c, const struct sign_key *k)
{
	struct text value = { 0 }, input = { 0 };
	text_addf(&value, "%s; a=%s; %s; d=%s;\n\ts=%s; t=%llu;\n\t", first,
		k->ed25519 ? "ed25519-sha256" : "rsa-sha256", second, k->domain, k->selector, time_of_signature());
	if (c->names.len) {
		text_adds(&value, "h=");
		text_add(&value, text_span(&c->names));
		text_adds(&value, ";\n\tbh=");
		text_add(&value, text_span(&c->body_hash));
		text_adds(&value, ";\n\t");
	}
	text_adds(&value, "b=");

	/* The field itself, without a signature yet, is the last thing signed, without its CRLF. */
	text_add(&input, text_span(&c->header));
	canon_field(CANON_RELAXED, field_make(name, text_span(&value)).raw, &input);
	input.len -= 2;
	struct span signature = input_sign(k, text_span(&input));
	for (size_t at = 0, column = 10; at < signature.len; at += 4)
		add_folded(&value, &column, (struct span){ signature.at + at, 4 });
	message_prepend(m, name, text_span(&value));
	text_free(&input);
	text_free(&value);
}

void sign_message(struct message *m, struct sign_key *key, size_t keys)
{
	struct sign_content c;
	sign_content_read(m, false, &c);
	for (size_t k = keys; k-- > 0; )
		sign_prepend(m, "DKIM-Signature", "v=1", "c=relaxed/relaxed", &c, &key[k]);
	sign_content_free(&c);
}
