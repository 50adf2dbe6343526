/* base64: see base64.h */
#include "base64.h"

void base64_add(struct text *out, struct span octets)
{
	static const char letter[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *p = (const unsigned char *)octets.at;
	for (size_t i = 0; i < octets.len; i += 3) {
		size_t left = octets.len - i;
		unsigned second = left > 1 ? p[i + 1] : 0, third = left > 2 ? p[i + 2] : 0;
		unsigned v = (unsigned)p[i] << 16 | second << 8 | third;
		text_addc(out, letter[v >> 18]);
		text_addc(out, letter[v >> 12 & 63]);
		text_addc(out, left > 1 ? letter[v >> 6 & 63] : '=');
		text_addc(out, left > 2 ? letter[v & 63] : '=');
	}
}

static int digit(int c)
{
	return c >= 'A' && c <= 'Z' ? c - 'A' : c >= 'a' && c <= 'z' ? c - 'a' + 26
		: c >= '0' && c <= '9' ? c - '0' + 52 : c == '+' ? 62 : c == '/' ? 63 : -1;
}

void base64_more(struct base64 *b, struct span s, struct text *out)
{
	for (size_t i = 0; i < s.len; i++) {
		int d = digit(s.at[i]);
		if (s.at[i] == '=')
			b->count = 0;
		if (d < 0)
			continue;
		b->bits = b->bits << 6 | (unsigned)d;
		b->count += 6;
		if (b->count >= 8) {
			b->count -= 8;
			text_addc(out, (char)(b->bits >> b->count & 0xFF));
		}
	}
}

bool base64_is(struct span s)
{
	size_t letters = s.len;
	while (letters && s.len - letters < 2 && s.at[letters - 1] == '=')
		letters--;
	for (size_t i = 0; i < letters; i++)
		if (digit(s.at[i]) < 0)
			return false;
	return letters && s.len % 4 == 0;
}

void base64_read(struct span s, struct text *out)
{
	struct base64 b = { 0 };
	base64_more(&b, s, out);
}
