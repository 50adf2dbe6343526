/* encode: see encode.h */
#include "encode.h"
#include "base64.h"

enum { LINE = 76 };	/* RFC 2045 sections 6.7 rule 5 and 6.8 */

static bool is_blank(char c) { return c == ' ' || c == '\t'; }

static bool is_hex(char c)
{
	int l = ascii_lower(c);
	return (l >= '0' && l <= '9') || (l >= 'a' && l <= 'f');
}

static void newline(struct encoder *e)
{
	text_addc(&e->out, '\n');
	e->column = 0;
	e->plain = false;
}

/* With a soft line break before, if the octets and the '=' of another would not fit. */
static void put(struct encoder *e, struct span octets)
{
	if (e->column + octets.len > LINE - 1) {
		text_adds(&e->out, "=\n");
		e->column = 0;
		if (octets.at[0] == '-')
			octets = SPAN("=2D");
	}
	text_add(&e->out, octets);
	e->column += octets.len;
}

static void put_escaped(struct encoder *e, char c)
{
	static const char hex[] = "0123456789ABCDEF";
	char s[3] = { '=', hex[(unsigned char)c >> 4], hex[c & 15] };
	put(e, (struct span){ s, 3 });
}

void encode_quoted_end(struct encoder *e)
{
	if (e->units)		/* a blank at the end of a line would be lost, RFC 2045 section 6.7 rule 3 */
		put_escaped(e, e->unit[0]);
	e->units = 0;
}

void encode_quoted(struct encoder *e, struct span octets)
{
	for (size_t i = 0; i < octets.len; i++) {
		char c = octets.at[i];
		if (c == '\n') {
			encode_quoted_end(e);
			newline(e);
			continue;
		}
		if (e->units)
			put(e, (struct span){ e->unit, 1 });
		e->units = 0;
		if (is_blank(c))
			e->unit[e->units++] = c;
		else if (c < 33 || c > 126 || c == '=')
			put_escaped(e, c);
		else
			put(e, (struct span){ &c, 1 });
	}
}

void encode_requoted_end(struct encoder *e)
{
	text_add(&e->out, (struct span){ e->unit, e->units });
	e->units = 0;
}

void encode_requoted(struct encoder *e, struct span octets)
{
	for (size_t i = 0; i < octets.len; i++) {
		char c = octets.at[i];
		if (c == '\n') {
			encode_requoted_end(e);
			newline(e);
		} else if (e->plain || (e->units && !is_hex(c))) {
			encode_requoted_end(e);
			text_addc(&e->out, c);
			e->plain = true;
		} else {
			e->unit[e->units++] = c;
			if (e->unit[0] != '=' || e->units == 3) {
				put(e, (struct span){ e->unit, e->units });
				e->units = 0;
			}
		}
	}
}

void encode_rebroken(struct encoder *e, struct span octets)
{
	for (size_t i = 0; i < octets.len; i++) {
		char c = octets.at[i];
		if (c == '\n') {
			newline(e);
			continue;
		}
		if (e->column >= LINE && c != '-')	/* no letter of base64, but the start of a boundary */
			newline(e);
		text_addc(&e->out, c);
		e->column++;
	}
}

void encode_base64(struct encoder *e, struct span octets)
{
	for (size_t i = 0; i < octets.len; i++) {
		e->unit[e->units++] = octets.at[i];
		if (e->units < 3)
			continue;
		base64_add(&e->out, (struct span){ e->unit, 3 });
		e->units = 0;
		if ((e->column += 4) == LINE)
			newline(e);
	}
}

void encode_base64_end(struct encoder *e)
{
	base64_add(&e->out, (struct span){ e->unit, e->units });
	if (e->column + e->units > 0)
		newline(e);
	e->units = 0;
}
