/* filename: see filename.h */
#include "filename.h"
#include "charset.h"
#include "content.h"
#include "decode.h"
#include "words.h"
#include <string.h>

enum { PIECES = 64, OCTETS_MAX = 1000 };

/* What a parameter's name says in RFC 2231: filename, filename*, filename*0, filename*0*. */
struct form { bool ours, encoded; unsigned piece; };

static struct form form_read(struct span name, const char *base)
{
	struct form f = { 0 };
	struct span rest = name, number;
	unsigned long long n;
	if (!span_is_nocase(span_take(&rest, '*'), span(base)))
		return f;
	f.ours = true;
	f.encoded = name.len && name.at[name.len - 1] == '*';
	number = span_take(&rest, '*');
	if (number.len && span_number(number, &n) && n < PIECES)
		f.piece = (unsigned)n;
	else
		f.ours = !number.len;
	return f;
}

/* %41 is A (RFC 2231 section 4). */
static void add_percent(struct span s, struct text *out)
{
	for (size_t i = 0; i < s.len; i++) {
		int octet = s.at[i] == '%' && i + 2 < s.len ? decode_hex(s.at[i + 1], s.at[i + 2]) : -1;
		text_addc(out, octet < 0 ? s.at[i] : (char)octet);
		i += octet < 0 ? 0 : 2;
	}
}

static void add_unquoted(struct span s, struct text *out)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.at[i] != '\\' || ++i < s.len)
			text_addc(out, s.at[i]);
}

/* The name that parameters give, joined from its pieces and decoded. */
static bool name_of(struct span parameters, const char *base, struct text *out)
{
	struct span piece[PIECES] = { { NULL, 0 } }, charset = { NULL, 0 };
	bool encoded[PIECES] = { false }, any_encoded = false;
	struct text octets = { 0 };
	span_take(&parameters, ';');
	for (struct span name, value; content_next_parameter(&parameters, &name, &value); ) {
		struct form f = form_read(name, base);
		if (!f.ours || (piece[f.piece].at && !f.encoded))
			continue;	/* of filename and filename* the second counts (section 4) */
		piece[f.piece] = value;
		encoded[f.piece] = f.encoded;
		any_encoded |= f.encoded;
	}
	for (size_t i = 0; i < PIECES && piece[i].at && octets.len <= OCTETS_MAX; i++) {
		if (encoded[i] && i == 0) {	/* charset'language'text */
			charset = span_take(&piece[i], '\'');
			span_take(&piece[i], '\'');
		}
		(encoded[i] ? add_percent : add_unquoted)(piece[i], &octets);
	}
	/* Encoded words here are no standard, and what most Japanese programs write. */
	if (!any_encoded || !charset_decode(charset, text_span(&octets), out))
		words_decode(text_span(&octets), out);
	text_free(&octets);
	return piece[0].at != NULL;
}

struct span filename_read(struct span disposition, struct span type)
{
	struct text name = { 0 }, clean = { 0 };
	if (name_of(disposition, "filename", &name) || name_of(type, "name", &name))
		words_clean(text_span(&name), &clean);
	text_free(&name);
	return text_keep(&clean);
}

struct span filename_extension(struct span name)
{
	while (name.len && (name.at[name.len - 1] == '.' || ascii_blank(name.at[name.len - 1])))
		name.len--;
	for (size_t i = name.len; i > 0; i--)
		if (name.at[i - 1] == '.')
			return (struct span){ name.at + i, name.len - i };
	return (struct span){ "", 0 };
}
