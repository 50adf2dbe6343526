/* words_encode: the way out, see words.h */
#include "base64.h"
#include "utf8.h"
#include "words.h"
#include <string.h>

enum {
	LINE_WIDTH = 76,	/* octets of a line with an encoded word, RFC 2047 section 2 */
	WORD_MAX = 75,		/* of an encoded word, same place */
	FRAME = 12,		/* of those, "=?UTF-8?Q?" and "?=" */
	RUN_MAX = 900		/* ASCII without a blank; longer might pass 998 (RFC 5322 section 2.1.1) */
};

bool words_plain(struct span s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.at[i] < ' ' || s.at[i] > '~' || (s.at[i] == '=' && i + 1 < s.len && s.at[i + 1] == '?'))
			return false;
	return true;
}

/* A blank just before becomes the fold, so that unfolding gives back what was there. */
static void fold(struct text *out)
{
	if (out->len && out->at[out->len - 1] == ' ')
		out->len--;
	text_adds(out, "\n ");
}

/* The characters that need no encoding even in a phrase (RFC 2047 section 5 (3)). */
static bool is_q_plain(int c)
{
	return ascii_alnum(c) || (c && strchr("!*+-/", c));
}

static size_t q_length(struct span s)
{
	size_t n = 0;
	for (size_t i = 0; i < s.len; i++)
		n += s.at[i] == ' ' || is_q_plain(s.at[i]) ? 1 : 3;
	return n;
}

static size_t b_length(struct span s) { return (s.len + 2) / 3 * 4; }

static void write_q(struct text *out, struct span s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (s.at[i] == ' ')
			text_addc(out, '_');
		else if (is_q_plain(s.at[i]))
			text_addc(out, s.at[i]);
		else
			text_addf(out, "=%02X", (unsigned char)s.at[i]);
	}
}

/* How much of s, in whole characters, fits into room when encoded. */
static size_t fitting(struct span s, size_t room, size_t (*length)(struct span))
{
	struct span rest = s;
	size_t fits = 0;
	while (rest.len) {
		utf8_next(&rest);
		size_t taken = s.len - rest.len;
		if (length((struct span){ s.at, taken }) > room)
			break;
		fits = taken;
	}
	return fits;
}

static void encode_words(struct span s, size_t column, struct text *out)
{
	bool b = b_length(s) < q_length(s);
	while (s.len) {
		size_t room = column < LINE_WIDTH ? LINE_WIDTH - column : 0;
		if (room > WORD_MAX)
			room = WORD_MAX;
		size_t n = room >= 2 * FRAME ? fitting(s, room - FRAME, b ? b_length : q_length) : 0;
		if (n) {
			struct span part = { s.at, n };
			text_adds(out, b ? "=?UTF-8?B?" : "=?UTF-8?Q?");
			(b ? base64_add : write_q)(out, part);
			text_adds(out, "?=");
			s.at += n;
			s.len -= n;
		}
		if (s.len)
			fold(out);
		column = 1;
	}
}

/* Appends plain text, folded at its blanks to lines of at most 76 where its words allow that. */
static void add_folded(struct span s, size_t column, struct text *out)
{
	while (s.len) {
		ptrdiff_t blank = span_find((struct span){ s.at + 1, s.len - 1 }, ' ');
		struct span piece = { s.at, blank < 0 ? s.len : (size_t)blank + 1 };
		if (piece.at[0] == ' ' && column + piece.len > LINE_WIDTH) {
			text_addc(out, '\n');
			column = 0;
		}
		text_add(out, piece);
		column += piece.len;
		s.at += piece.len;
		s.len -= piece.len;
	}
}

static bool is_foldable(struct span s)
{
	size_t run = 0;
	for (size_t i = 0; i < s.len && run <= RUN_MAX; i++)
		run = s.at[i] == ' ' ? 0 : run + 1;
	return run <= RUN_MAX;
}

void words_encode(struct span s, size_t column, struct text *out)
{
	if (words_plain(s) && is_foldable(s))
		add_folded(s, column, out);
	else
		encode_words(s, column, out);
}

static bool is_atoms(struct span s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.at[i] == '\0' || strchr("()<>[]:;@\\,.\"", s.at[i]))
			return false;
	return true;
}

void words_encode_phrase(struct span s, size_t column, struct text *out)
{
	if (!words_plain(s) || !is_foldable(s)) {
		encode_words(s, column, out);
		return;
	}
	if (is_atoms(s)) {
		add_folded(s, column, out);
		return;
	}
	struct text quoted = { 0 };
	text_addc(&quoted, '"');
	for (size_t i = 0; i < s.len; i++) {
		if (s.at[i] == '"' || s.at[i] == '\\')
			text_addc(&quoted, '\\');
		text_addc(&quoted, s.at[i]);
	}
	text_addc(&quoted, '"');
	add_folded(text_span(&quoted), column, out);
	text_free(&quoted);
}
