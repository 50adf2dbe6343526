/* decode: see decode.h */
#include "decode.h"
#include "base64.h"
#include "charset.h"
#include "utf8.h"

static int hex_digit(int c)
{
	c = ascii_lower(c);
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

int decode_hex(char high, char low)
{
	int h = hex_digit(high), l = hex_digit(low);
	return h < 0 || l < 0 ? -1 : h << 4 | l;
}

/* The length of a soft line break at the start of s, blanks before its newline included; 0 if there is none. */
static size_t soft_break(struct span s)
{
	size_t n = 1;
	while (n < s.len && (s.at[n] == ' ' || s.at[n] == '\t' || s.at[n] == '\r'))
		n++;
	return n == s.len ? n : s.at[n] == '\n' ? n + 1 : 0;
}

void decode_quoted(struct span s, struct text *out)
{
	for (size_t i = 0, n; i < s.len; i += n) {
		n = 1;
		if (s.at[i] != '=') {
			text_addc(out, s.at[i]);
			continue;
		}
		int octet = i + 2 < s.len ? decode_hex(s.at[i + 1], s.at[i + 2]) : -1;
		size_t gone = octet < 0 ? soft_break((struct span){ s.at + i, s.len - i }) : 3;
		if (octet >= 0 || gone == 0)
			text_addc(out, octet >= 0 ? (char)octet : '=');
		if (gone)
			n = gone;
	}
}

/* ISO-2022-JP says by itself what it is: `ESC $` begins kanji, and nothing else has it. Mail from before MIME, and of
 * programs from then, names no charset (RFC 1468). */
static bool is_shifted(struct span s)
{
	for (size_t i = 0; i + 2 < s.len; i++)
		if (s.at[i] == '\033' && s.at[i + 1] == '$' && (s.at[i + 2] == 'B' || s.at[i + 2] == '@'))
			return true;
	return false;
}

void decode_text(struct span content, const struct content_type *type, enum content_encoding encoding,
	struct text *out)
{
	struct text octets = { 0 };
	if (encoding == ENCODING_BASE64)
		base64_read(content, &octets);
	else if (encoding == ENCODING_QUOTED_PRINTABLE)
		decode_quoted(content, &octets);
	else
		text_add(&octets, content);
	struct span charset = type->charset;
	if (!charset.len && is_shifted(text_span(&octets)))
		charset = SPAN("ISO-2022-JP");
	if (!charset.len || !charset_decode(charset, text_span(&octets), out))
		utf8_repair(text_span(&octets), out);
	text_free(&octets);
}
