/* words: see words.h */
#include "words.h"
#include "base64.h"
#include "charset.h"
#include "clean.h"
#include "decode.h"
#include "iso2022.h"
#include "message.h"
#include "utf8.h"

/* ---- decoding ---- */

/* Words of one charset that stand beside each other, taken from their encoding but not yet converted: a
 * character may be split over two of them, and ISO-2022-JP's state may run on. */
struct joined { struct span charset; struct text bytes; struct text *out; };

static void joined_flush(struct joined *j)
{
	struct span bytes = text_span(&j->bytes);
	if (bytes.len && !charset_decode(j->charset, bytes, j->out))
		for (size_t i = 0; i < bytes.len; i++) {
			if (bytes.at[i] & 0x80)
				utf8_add(j->out, UTF8_REPLACEMENT);
			else
				text_addc(j->out, bytes.at[i]);
		}
	j->bytes.len = 0;
	j->charset.len = 0;
}

static void add_q(struct span s, struct text *bytes)
{
	for (size_t i = 0; i < s.len; i++) {
		int octet = s.at[i] == '=' && i + 2 < s.len ? decode_hex(s.at[i + 1], s.at[i + 2]) : -1;
		if (octet >= 0) {
			text_addc(bytes, (char)octet);
			i += 2;
		} else {
			text_addc(bytes, s.at[i] == '_' ? ' ' : s.at[i]);
		}
	}
}

struct word { struct span charset, content; bool b; size_t len; };

/* Reads the encoded word at the start of s ("=?charset?Q?content?="). Its content may hold blanks and lone
 * question marks, which senders forget to encode, but no start of another word: so that every byte is looked
 * at twice at most, however many words are begun and never ended. */
static bool word_read(struct span s, struct word *w)
{
	size_t i = 2, start = 2;
	while (i < s.len && s.at[i] > ' ' && s.at[i] != '?' && s.at[i] != '=')
		i++;
	if (i == start || i + 3 >= s.len || s.at[i] != '?' || s.at[i + 2] != '?')
		return false;
	w->charset = (struct span){ s.at + start, i - start };
	ptrdiff_t star = span_find(w->charset, '*');	/* a language (RFC 2231 section 5) */
	if (star > 0)
		w->charset.len = (size_t)star;
	int encoding = ascii_lower(s.at[i + 1]);
	w->b = encoding == 'b';
	if (!w->b && encoding != 'q')
		return false;
	for (start = i += 3; i + 1 < s.len; i++) {
		if (s.at[i] == '?' && s.at[i + 1] == '=') {
			w->content = (struct span){ s.at + start, i - start };
			w->len = i + 2;
			return true;
		}
		if (s.at[i] == '=' && s.at[i + 1] == '?' && !(i + 2 < s.len && s.at[i + 2] == '='))
			return false;
	}
	return false;
}

/* Text in raw ISO-2022-JP may hold "=?" as a kanji: the length of what must be taken whole, from the escape
 * to the one that leads back to ASCII, or to the end; or to a blank, if one ends it. */
static size_t shifted_length(struct span s, bool blank_ends)
{
	if (s.len < 3 || s.at[0] != '\033' || !(s.at[1] == '$' || (s.at[1] == '(' && s.at[2] == 'I')))
		return 0;
	size_t i = 3;
	while (i < s.len && !(s.at[i] == '\033' && i + 2 < s.len && s.at[i + 1] == '(' && s.at[i + 2] != 'I')
	       && !(blank_ends && ascii_blank(s.at[i])))
		i++;
	return i;
}

static bool has_blank(struct span s)
{
	for (size_t i = 0; i < s.len; i++)
		if (ascii_blank(s.at[i]))
			return true;
	return false;
}

size_t words_whole(struct span s)
{
	struct word w;
	if (s.len >= 2 && s.at[0] == '=' && s.at[1] == '?')
		return word_read(s, &w) && !has_blank((struct span){ s.at, w.len }) ? w.len : 0;
	size_t n = shifted_length(s, true);
	return n && s.len - n >= 3 && s.at[n] == '\033' ? n + 3 : n;	/* ESC ( B: its "(" begins no comment */
}

/* What stands before, between and after encoded words. Nothing but blanks after one of them is no text (RFC
 * 2047 section 6.2), and is no reason to end the run of words that are to be joined. */
static void add_raw(struct span s, bool after_word, struct joined *j)
{
	if (!s.len || (after_word && span_trim(s).len == 0))
		return;
	joined_flush(j);
	ptrdiff_t escape = span_find(s, '\033');
	if (escape >= 0 && (size_t)escape + 1 < s.len && (s.at[escape + 1] == '$' || s.at[escape + 1] == '('))
		iso2022_jp_decode(s, j->out);
	else
		utf8_repair(s, j->out);
}

void words_decode(struct span value, struct text *out)
{
	struct span s = span_unfold(value);
	struct joined j = { .out = out };
	size_t raw = 0;			/* where the text since the last encoded word starts */
	bool after_word = false;
	struct word w;

	for (size_t i = 0; i < s.len;) {
		struct span rest = { s.at + i, s.len - i };
		if (rest.len < 2 || rest.at[0] != '=' || rest.at[1] != '?' || !word_read(rest, &w)) {
			size_t whole = shifted_length(rest, false);
			i += whole ? whole : 1;
			continue;
		}
		add_raw((struct span){ s.at + raw, i - raw }, after_word, &j);
		if (!span_is_nocase(j.charset, w.charset))
			joined_flush(&j);
		j.charset = w.charset;
		(w.b ? base64_read : add_q)(w.content, &j.bytes);
		after_word = true;
		raw = i += w.len;
	}
	add_raw((struct span){ s.at + raw, s.len - raw }, after_word, &j);
	joined_flush(&j);
	text_free(&j.bytes);
}

/* ---- cleaning ---- */

static bool is_blank(uint32_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || c == 0x2028 || c == 0x2029;
}

/* Control, bidi and zero-width characters: nothing that a reader sees, much to fool a reader by. The selectors of
 * a form (U+FE00, U+E0100 and on) are none: names are written with them. */
static bool is_hidden(uint32_t c)
{
	static const struct { uint32_t first, last; } hidden[] = {
		{ 0x00, 0x1F }, { 0x7F, 0x9F }, { 0xAD, 0xAD }, { 0x034F, 0x034F }, { 0x061C, 0x061C },
		{ 0x115F, 0x1160 }, { 0x180E, 0x180E }, { 0x200B, 0x200F }, { 0x202A, 0x202E }, { 0x2060, 0x206F },
		{ 0x3164, 0x3164 }, { 0xFEFF, 0xFEFF }, { 0xFFA0, 0xFFA0 }, { 0xFFF9, 0xFFFB }, { 0xE0000, 0xE007F },
	};
	size_t i = 0;
	while (i < sizeof hidden / sizeof *hidden && c > hidden[i].last)
		i++;
	return i < sizeof hidden / sizeof *hidden && c >= hidden[i].first;
}

void words_clean(struct span s, struct text *out)
{
	bool blank = false, begun = false;
	while (s.len) {
		uint32_t c = utf8_next(&s);
		if (is_blank(c)) {
			blank = begun;
		} else if (!is_hidden(c)) {
			if (blank)
				text_addc(out, ' ');
			utf8_add(out, c);
			blank = false;
			begun = true;
		}
	}
}

void words_read(struct span value, struct text *out)
{
	struct text decoded = { 0 };
	words_decode(value, &decoded);
	words_clean(text_span(&decoded), out);
	text_free(&decoded);
}

struct span words_shown(struct span value, size_t max, const char *otherwise)
{
	struct text clean = { 0 }, shown = { 0 };
	words_read(value, &clean);
	text_add_clean(&shown, clean.len ? text_span(&clean) : span(otherwise), max);
	text_free(&clean);
	return text_keep(&shown);
}
