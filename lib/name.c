/* name: see name.h */
#include "name.h"
#include "utf8.h"
#include "words.h"
#include <string.h>

enum {
	NAME_MAX_CHARACTERS = 100,
	RAW_MAX = 4096,		/* octets looked at: what steps through a name again and again stays quick */
	NO_BREAK_BLANK = 0xA0, IDEOGRAPHIC_BLANK = 0x3000
};

static bool is_at(uint32_t c) { return c == '@' || c == 0xFF20 || c == 0xFE6B; }

static bool is_angle(uint32_t c)
{
	return c == '<' || c == '>' || c == 0xFF1C || c == 0xFF1E || c == 0xFE64 || c == 0xFE65;
}

/* What an address in a name can be made of. Not kana, kanji and hangul, so that 山田anne@example.com leaves
 * 山田; but the full-width forms of ASCII, which look like it. */
static bool is_address_part(uint32_t c)
{
	if (c <= ' ' || (c < 0x80 && strchr("()[]\"',;:/|", (int)c)) || is_angle(c) || is_at(c))
		return false;
	return c < 0x2E80 || (c >= 0xFF01 && c <= 0xFF5E);
}

/* Appends s without the addresses in it: each run of such characters with an at sign between two of them. A
 * lone at sign goes alone. */
static void remove_addresses(struct span s, struct text *out)
{
	while (s.len) {
		struct span run = s, rest = s;
		bool before = false, at = false, address = false;
		for (struct span look = s; look.len; rest = look) {
			uint32_t c = utf8_next(&look);
			if (!is_at(c) && !is_address_part(c))
				break;
			address = address || (at && !is_at(c));
			at = at || (is_at(c) && before);
			before = before || !is_at(c);
		}
		run.len -= rest.len;
		if (address)
			text_addc(out, ' ');
		while (run.len && !address) {
			uint32_t c = utf8_next(&run);
			utf8_add(out, is_at(c) ? ' ' : c);
		}
		if (rest.len) {		/* the character that ended the run */
			uint32_t c = utf8_next(&rest);
			utf8_add(out, is_angle(c) ? ' ' : c);
		}
		s = rest;
	}
}

static bool drop_start(struct span *s, struct span start)
{
	if (s->len < start.len || !span_is((struct span){ s->at, start.len }, start))
		return false;
	s->at += start.len;
	s->len -= start.len;
	return true;
}

static bool drop_end(struct span *s, struct span end)
{
	if (s->len < end.len || !span_is((struct span){ s->at + s->len - end.len, end.len }, end))
		return false;
	s->len -= end.len;
	return true;
}

/* Takes off what an address has left at the ends: blanks, separators, a pair of brackets around it all. */
static bool drop_edges(struct span *s)
{
	static const char *const edge[] = { " ", "\u3000", ",", ";", ":", "/", "|" };
	static const char *const pair[] = { "()", "[]", "''", "\"\"" };
	for (size_t i = 0; i < sizeof edge / sizeof *edge; i++)
		if (drop_start(s, span(edge[i])) || drop_end(s, span(edge[i])))
			return true;
	for (size_t i = 0; i < sizeof pair / sizeof *pair; i++)
		if (s->len >= 2 && s->at[0] == pair[i][0] && s->at[s->len - 1] == pair[i][1]
		    && span_find((struct span){ s->at + 1, s->len - 2 }, pair[i][0]) < 0) {
			s->at++;
			s->len -= 2;
			return true;
		}
	return false;
}

/* Empty brackets inside become a blank. */
static void remove_empty(struct span s, struct text *out)
{
	for (size_t i = 0; i < s.len; i++) {
		size_t j = i + 1;
		while (j < s.len && s.at[j] == ' ')
			j++;
		bool round = j < s.len && s.at[i] == '(' && s.at[j] == ')';
		bool empty = round || (j < s.len && s.at[i] == '[' && s.at[j] == ']');
		text_addc(out, empty ? ' ' : s.at[i]);
		if (empty)
			i = j;
	}
}

static bool is_readable(struct span s)
{
	while (s.len) {
		uint32_t c = utf8_next(&s);
		if (c < 0x80 && ascii_alnum((int)c))
			return true;
		if (c > NO_BREAK_BLANK && c != IDEOGRAPHIC_BLANK && c != UTF8_REPLACEMENT)
			return true;
	}
	return false;
}

static struct span cut(struct span s)
{
	struct span rest = s;
	for (size_t n = 0; rest.len && n < NAME_MAX_CHARACTERS; n++)
		utf8_next(&rest);
	return (struct span){ s.at, s.len - rest.len };
}

static struct span without_via(struct span name, struct span list)
{
	struct span rest = name, via = SPAN("via ");
	while (list.len && drop_end(&rest, list) && drop_end(&rest, via)
	       && (!rest.len || rest.at[rest.len - 1] == ' '))
		name = rest = span_trim(rest);
	return name;
}

struct span name_read(struct span raw, struct span list)
{
	struct text from = { 0 }, to = { 0 };
	struct span last, now;

	if (raw.len > RAW_MAX)
		raw.len = RAW_MAX;
	words_decode(raw, &from);
	words_clean(text_span(&from), &to);
	now = memory_keep(without_via(text_span(&to), list));
	/* Each step can make work for another one; together they only ever shorten the name. */
	do {
		last = now;
		from.len = to.len = 0;
		remove_addresses(now, &from);
		remove_empty(text_span(&from), &to);
		from.len = 0;
		words_clean(text_span(&to), &from);
		now = text_span(&from);
		while (drop_edges(&now))
			;
		now = memory_keep(without_via(cut(now), list));
	} while (!span_is(now, last));
	text_free(&from);
	text_free(&to);
	return is_readable(now) ? now : (struct span){ "", 0 };
}
