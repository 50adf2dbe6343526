/* sign: see sign.h */
#define _DEFAULT_SOURCE		/* dkim.h wants u_char, which POSIX does not know */
#include "sign.h"
#include "die.h"
#include "file.h"
#include <opendkim/dkim.h>
#include <stdlib.h>
#include <string.h>

enum {
	LINE_MAX_OCTETS = 998,	/* RFC 5322 section 2.1.1, without the CRLF */
	NAMES_MAX = 4000,	/* libopendkim cuts the names in h= at 4096 octets when it looks the fields up */
	BLOCK = 65536
};

/* The fields we sign if they are there (RFC 6376 section 5.4.1; RFC 8058 section 4 for List-Unsubscribe).
 * libopendkim matches the names with a regular expression of 1,024 octets, hence the stars. */
static const char *const signed_fields[] = {
	"From", "To", "Cc", "Subject", "Date", "Message-ID", "Reply-To", "Sender", "In-Reply-To", "References",
	"MIME-Version", "Content-*", "List-*", NULL
};

/* The fields that nobody may add a second one of, or a first (RFC 6376 section 8.15): named once more in h=
 * than they are there. */
static const char *const oversigned_fields[] = {
	"From", "Reply-To", "Subject", "To", "Cc", "Date", "Message-ID", "Content-Type", NULL
};

/* s without any blank or line end, as a tag's value may be folded anywhere (RFC 6376 section 3.2). */
static struct span without_blanks(struct span s)
{
	char *to = memory_get(s.len + 1);
	size_t n = 0;
	for (size_t i = 0; i < s.len; i++)
		if (!ascii_blank(s.at[i]))
			to[n++] = s.at[i];
	return (struct span){ to, n };
}

/* The value of the next tag of that name; rest is moved past it (RFC 6376 section 3.2). */
static bool tag_next(struct span *rest, const char *name, struct span *value)
{
	while (rest->len) {
		ptrdiff_t end = span_find(*rest, ';');
		struct span tag = { rest->at, end < 0 ? rest->len : (size_t)end };
		rest->at += tag.len + (end >= 0);
		rest->len -= tag.len + (end >= 0);
		ptrdiff_t equals = span_find(tag, '=');
		if (equals < 0 || !span_is(span_trim((struct span){ tag.at, (size_t)equals }), span(name)))
			continue;
		*value = without_blanks((struct span){ tag.at + equals + 1, tag.len - (size_t)equals - 1 });
		return true;
	}
	return false;
}

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
		if (raw.at[f->name] == ':' && !memchr(raw.at, '\v', raw.len) && !memchr(raw.at, '\f', raw.len))
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
	for (size_t i = 0; i < name.len; i++) {
		int c = ascii_lower(name.at[i]);
		if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-')
			return false;
	}
	return true;
}

static bool is_signed(const struct field *f)
{
	for (size_t i = 0; signed_fields[i]; i++)
		if (name_matches(field_name(f), signed_fields[i]))
			return true;
	return false;
}

static _Noreturn void line_too_long(const char *where)
{
	die(PERM, "5.6.0", "%s has more than %d octets, and a mail server would break it and our signature; "
		"wrap-lines, before dkim-sign in the score, mends it unless it is in a signed or attached message",
		where, LINE_MAX_OCTETS);
}

/* The field as libopendkim wants it: CRLF between its lines, none at the end. */
static void field_convert(struct span raw, struct text *out)
{
	out->len = 0;
	for (size_t at = 0; at < raw.len; ) {
		struct span rest = { raw.at + at, raw.len - at };
		size_t n = (size_t)span_find(rest, '\n');	/* a field ends in one */
		if (n > LINE_MAX_OCTETS)
			line_too_long("a line of the header");
		if (at)
			text_adds(out, "\r\n");
		text_add(out, (struct span){ rest.at, n });
		at += n + 1;
	}
}

static void check(DKIM *d, DKIM_STAT st, const char *what)
{
	if (st == DKIM_STAT_OK)
		return;
	const char *why = d ? dkim_geterror(d) : NULL;
	die(TEMP, "4.3.0", "cannot sign: %s: %s", what, why && *why ? why : dkim_getresultstr(st));
}

/* Only the fields to be signed are shown to the library: h= can hold no others then. Returns how many it must
 * hold. */
static size_t header_feed(DKIM **d, size_t count, const struct message *m)
{
	struct text t = { 0 };
	size_t names = 0, fed = sizeof oversigned_fields / sizeof *oversigned_fields - 1;
	for (size_t i = 0; i < m->count; i++) {
		if (!is_signed(&m->field[i]))
			continue;
		names += m->field[i].name + 1;
		fed++;
		if (names > NAMES_MAX)
			die(PERM, "5.6.0", "the header has too many fields to be signed");
		field_convert(m->field[i].raw, &t);
		for (size_t k = 0; k < count; k++)
			check(d[k], dkim_header(d[k], (u_char *)t.at, t.len), "a field of the header");
	}
	text_free(&t);
	for (size_t k = 0; k < count; k++)
		check(d[k], dkim_eoh(d[k]), "the header");
	return fed;
}

/* Without memory for its regular expression the library leaves a field out and says nothing. */
static void check_names(struct span value, size_t wanted)
{
	struct span h;
	size_t n = 1;
	if (tag_next(&value, "h", &h))
		for (size_t i = 0; i < h.len; i++)
			n += h.at[i] == ':';
	if (n != wanted)
		die(TEMP, "4.3.0", "cannot sign: libopendkim signs %zu fields, not %zu", n, wanted);
}

/* The body in blocks, LF as CRLF, with a line end after the last line (RFC 6376 section 3.4.4). */
static void body_feed(DKIM **d, size_t count, int fd)
{
	static char in[BLOCK], out[2 * BLOCK];
	size_t n, column = 0, total = 0;
	do {
		n = read_some(fd, in, sizeof in, "the message");
		if (memchr(in, '\r', n))
			die(PERM, "5.6.0", "a CR in the body; lines end in LF here");
		char *to = out;
		for (const char *from = in, *end = in + n; from < end; ) {
			const char *lf = memchr(from, '\n', (size_t)(end - from));
			size_t len = (size_t)((lf ? lf : end) - from);
			if ((column += len) > LINE_MAX_OCTETS)
				line_too_long("a line of the body");
			memcpy(to, from, len);
			to += len;
			from += len;
			if (lf) {
				*to++ = '\r';
				*to++ = '\n';
				from++;
				column = 0;
			}
		}
		if (n == 0 && column) {
			*to++ = '\r';
			*to++ = '\n';
		}
		total = (size_t)(to - out);
		for (size_t k = 0; total && k < count; k++)
			check(d[k], dkim_body(d[k], (u_char *)out, total), "the body");
	} while (n);
}

static void set_option(DKIM_LIB *lib, dkim_opts_t option, const void *value, size_t size)
{
	/* It copies the value; the parameter is not const because the same call also reads options. */
	union { const void *in; void *out; } p = { value };
	if (dkim_options(lib, DKIM_OP_SETOPT, option, p.out, size) != DKIM_STAT_OK)
		die(TEMP, "4.3.0", "cannot sign: libopendkim refuses option %d", (int)option);
}

static DKIM_LIB *library_open(void)
{
	DKIM_LIB *lib = dkim_init(NULL, NULL);
	if (!lib)
		die(TEMP, "4.3.0", "cannot sign: libopendkim does not start");
	set_option(lib, DKIM_OPTS_SIGNHDRS, signed_fields, sizeof(u_char **));
	set_option(lib, DKIM_OPTS_OVERSIGNHDRS, oversigned_fields, sizeof(u_char **));
	const char *fixed = getenv("SOURCE_DATE_EPOCH");
	unsigned long long t;
	if (fixed && span_number(span(fixed), &t))
		set_option(lib, DKIM_OPTS_FIXEDTIME, &(uint64_t){ t }, sizeof(uint64_t));
	return lib;
}

void sign_message(struct message *m, const char *domain, struct sign_key *key, size_t keys)
{
	static const char field[] = "DKIM-Signature: ";
	DKIM_LIB *lib = library_open();
	DKIM **d = memory_get(keys * sizeof *d);
	for (size_t k = 0; k < keys; k++) {
		DKIM_STAT st;
		struct text s = { 0 }, dom = { 0 };
		text_adds(&s, key[k].selector);
		text_adds(&dom, domain);
		text_string(&s);
		text_string(&dom);
		text_string(&key[k].pem);
		d[k] = dkim_sign(lib, (const u_char *)"dkim-sign", NULL, (dkim_sigkey_t)key[k].pem.at,
			(u_char *)s.at, (u_char *)dom.at, DKIM_CANON_RELAXED, DKIM_CANON_RELAXED,
			key[k].ed25519 ? DKIM_SIGN_ED25519SHA256 : DKIM_SIGN_RSASHA256, -1, &st);
		if (!d[k])
			check(NULL, st, key[k].path);
	}
	message_settle_body(m);
	size_t fed = header_feed(d, keys, m);
	body_feed(d, keys, m->fd);
	for (size_t k = keys; k-- > 0; ) {
		u_char *value;
		size_t len;
		struct text t = { 0 };
		check(d[k], dkim_eom(d[k], NULL), key[k].path);
		check(d[k], dkim_getsighdr_d(d[k], sizeof field - 1, &value, &len), "the signature");
		for (size_t i = 0; i < len; i++)
			if (value[i] != '\r')
				text_addc(&t, (char)value[i]);
		check_names(text_span(&t), fed);
		message_prepend(m, "DKIM-Signature", text_span(&t));
	}
	message_settle_body(m);		/* back to its start, for the writer */
}
