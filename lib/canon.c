/* canon: see canon.h */
#include "canon.h"
#include <stdint.h>
#include <string.h>

static bool is_wsp(char c) { return c == ' ' || c == '\t'; }	/* RFC 5234: nothing else is white space here */

/* Section 3.4.2: unfolded, each run of white space one blank, none at the ends of the value. */
static void field_relax(struct span raw, struct text *out)
{
	size_t colon = (size_t)span_find(raw, ':'), name = colon;
	while (name && is_wsp(raw.at[name - 1]))
		name--;
	for (size_t i = 0; i < name; i++)
		text_addc(out, (char)ascii_lower(raw.at[i]));
	text_addc(out, ':');
	bool blanks = false, begun = false;
	for (size_t i = colon + 1; i < raw.len; i++) {
		if (is_wsp(raw.at[i])) {
			blanks = begun;
		} else if (raw.at[i] != '\n') {
			if (blanks)
				text_addc(out, ' ');
			text_addc(out, raw.at[i]);
			blanks = false;
			begun = true;
		}
	}
	text_adds(out, "\r\n");
}

void canon_field(enum canon how, struct span raw, struct text *out)
{
	if (how == CANON_RELAXED) {
		field_relax(raw, out);
		return;
	}
	while (span_find(raw, '\n') >= 0) {
		text_add(out, span_take(&raw, '\n'));
		text_adds(out, "\r\n");
	}
}

static void put(struct canon_body *b, const char *at, size_t n)
{
	while (n) {
		size_t room = sizeof b->out - b->used, some = n < room ? n : room;
		memcpy(b->out + b->used, at, some);
		b->used += some;
		at += some;
		n -= some;
		if (b->used == sizeof b->out) {
			b->put(b->to, (struct span){ b->out, b->used });
			b->used = 0;
		}
	}
}

/* There is something on this line, so the empty lines before it count. */
static void line_begin(struct canon_body *b)
{
	if (b->begun)
		return;
	for (; b->empty_lines; b->empty_lines--)
		put(b, "\r\n", 2);
	b->begun = b->any = true;
}

/* True if relaxing would leave the line as it is: no tab, no two blanks together, none at the end. Nearly every
 * line of every mail is like that, and looked at in eight octets at a time a body is hashed at half the speed of
 * the hash alone, where octet by octet it would be a fifth. */
static bool is_relaxed(const char *at, size_t n)
{
	const uint64_t ones = 0x0101010101010101, tops = ones << 7, blanks = ones * ' ', tabs = ones * '\t';
	if (is_wsp(at[n - 1]))
		return false;
	for (; n > 8; at += 8, n -= 8) {
		uint64_t here, next;
		memcpy(&here, at, 8);
		memcpy(&next, at + 1, 8);
		uint64_t pair = (here ^ blanks) | (next ^ blanks), tab = here ^ tabs;	/* an octet of 0: found */
		if ((((pair - ones) & ~pair) | ((tab - ones) & ~tab)) & tops)
			return false;
	}
	for (size_t i = 0; i + 1 < n; i++)
		if (at[i] == '\t' || (at[i] == ' ' && at[i + 1] == ' '))
			return false;
	return true;
}

static void line_add(struct canon_body *b, const char *at, size_t n)
{
	if (b->how == CANON_SIMPLE || (!b->blanks && is_relaxed(at, n))) {
		line_begin(b);
		put(b, at, n);
		return;
	}
	for (size_t i = 0; i < n; i++) {
		if (is_wsp(at[i])) {
			b->blanks = true;
			continue;
		}
		line_begin(b);
		if (b->blanks)
			put(b, " ", 1);
		put(b, &at[i], 1);
		b->blanks = false;
	}
}

static void line_end(struct canon_body *b)
{
	if (b->begun)
		put(b, "\r\n", 2);
	else
		b->empty_lines++;
	b->begun = b->blanks = false;
	b->column = 0;
}

void canon_body_add(struct canon_body *b, struct span piece)
{
	for (const char *at = piece.at, *end = piece.at + piece.len; at < end; ) {
		const char *lf = memchr(at, '\n', (size_t)(end - at)), *stop = lf ? lf : end;
		if (stop > at)
			line_add(b, at, (size_t)(stop - at));
		b->column += (size_t)(stop - at);
		if (b->column > b->longest)
			b->longest = b->column;
		if (lf)
			line_end(b);
		at = stop + (lf != NULL);
	}
}

void canon_body_end(struct canon_body *b)
{
	if (b->begun)
		line_end(b);
	if (b->how == CANON_SIMPLE && !b->any)		/* section 3.4.3: an empty body is one CRLF */
		put(b, "\r\n", 2);
	if (b->used)
		b->put(b->to, (struct span){ b->out, b->used });
	b->used = 0;
}
