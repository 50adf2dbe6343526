/* utf8: see utf8.h */
#include "utf8.h"
#include <string.h>

/* The length of the character that starts at s, and in *c its number; 0 if it is none, with *bad the number
 * of bytes that belong together all the same. The ranges of the second byte are those of RFC 3629 section 4:
 * they shut out overlong forms, surrogates and what lies above U+10FFFF. */
static size_t look(struct span s, uint32_t *c, size_t *bad)
{
	const unsigned char *p = (const unsigned char *)s.at;
	unsigned char low = 0x80, high = 0xBF;
	size_t len;

	*bad = 1;
	if (p[0] < 0x80) {
		*c = p[0];
		return 1;
	}
	if (p[0] < 0xC2 || p[0] > 0xF4)
		return 0;
	len = p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : 4;
	if (p[0] == 0xE0)
		low = 0xA0;
	if (p[0] == 0xED)
		high = 0x9F;
	if (p[0] == 0xF0)
		low = 0x90;
	if (p[0] == 0xF4)
		high = 0x8F;
	*c = p[0] & (0x7Fu >> len);
	for (size_t i = 1; i < len; i++, low = 0x80, high = 0xBF) {
		if (i >= s.len || p[i] < low || p[i] > high)
			return 0;
		*c = *c << 6 | (p[i] & 0x3Fu);
		*bad = i + 1;
	}
	return len;
}

uint32_t utf8_next(struct span *s)
{
	uint32_t c = UTF8_REPLACEMENT;
	size_t bad, len = look(*s, &c, &bad);
	if (!len)
		c = UTF8_REPLACEMENT, len = bad;
	s->at += len;
	s->len -= len;
	return c;
}

void utf8_add(struct text *t, uint32_t c)
{
	if (c < 0x80) {
		text_addc(t, (char)c);
		return;
	}
	if (c < 0x800) {
		text_addc(t, (char)(0xC0 | c >> 6));
	} else {
		if (c < 0x10000) {
			text_addc(t, (char)(0xE0 | c >> 12));
		} else {
			text_addc(t, (char)(0xF0 | c >> 18));
			text_addc(t, (char)(0x80 | (c >> 12 & 0x3F)));
		}
		text_addc(t, (char)(0x80 | (c >> 6 & 0x3F)));
	}
	text_addc(t, (char)(0x80 | (c & 0x3F)));
}

void utf8_repair(struct span s, struct text *out)
{
	while (s.len)
		utf8_add(out, utf8_next(&s));
}

bool utf8_ok(struct span s)
{
	uint32_t c;
	size_t bad, len;
	while (s.len) {
		uint64_t eight;
		if (s.len >= sizeof eight) {	/* most is ASCII, which has no octet with its highest bit set */
			memcpy(&eight, s.at, sizeof eight);
			if (!(eight & 0x8080808080808080)) {
				s.at += sizeof eight;
				s.len -= sizeof eight;
				continue;
			}
		}
		len = (unsigned char)s.at[0] < 0x80 ? 1 : look(s, &c, &bad);
		if (!len)
			return false;
		s.at += len;
		s.len -= len;
	}
	return true;
}

struct span utf8_narrow(struct span s)
{
	struct text t = { 0 };
	while (s.len) {
		uint32_t c = utf8_next(&s);
		bool blank = c == 0x3000 || c == 0xa0 || c == '\t';	/* ideographic, no-break */
		if (c != 0xfeff && c != 0x200b)
			utf8_add(&t, c >= 0xff01 && c <= 0xff5e ? c - 0xfee0 : blank ? ' ' : c);
	}
	return span_trim(text_keep(&t));
}
