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
