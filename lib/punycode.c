/* punycode: see punycode.h. The algorithm is that of RFC 3492 section 6.3, its numbers those of section 5. */
#include "punycode.h"
#include "utf8.h"

enum { BASE = 36, LOWEST = 1, HIGHEST = 26, SKEW = 38, DAMP = 700, FIRST_BIAS = 72, FIRST_CODE = 0x80 };
enum { CODES_MAX = 59 };	/* of a label of 63 octets, `xn--` among them: each code takes one at least */

/* How much larger or smaller the next number will be, by the one before (section 6.1). */
static uint32_t adapt(uint32_t delta, uint32_t codes, bool first)
{
	uint32_t k = 0;
	delta = first ? delta / DAMP : delta / 2;
	delta += delta / codes;
	for (; delta > (BASE - LOWEST) * HIGHEST / 2; k += BASE)
		delta /= BASE - LOWEST;
	return k + (BASE - LOWEST + 1) * delta / (delta + SKEW);
}

static void add_digit(struct text *out, uint32_t d) { text_addc(out, "abcdefghijklmnopqrstuvwxyz0123456789"[d]); }

/* A number of as many digits as it needs: the last is the one below its threshold (section 3.3). */
static void add_number(struct text *out, uint32_t n, uint32_t bias)
{
	for (uint32_t k = BASE; ; k += BASE) {
		uint32_t t = k <= bias ? LOWEST : k >= bias + HIGHEST ? HIGHEST : k - bias;
		if (n < t)
			break;
		add_digit(out, t + (n - t) % (BASE - t));
		n = (n - t) / (BASE - t);
	}
	add_digit(out, n);
}

static uint32_t lowest_from(const uint32_t *code, size_t count, uint32_t least)
{
	uint32_t found = UINT32_MAX;
	for (size_t i = 0; i < count; i++)
		if (code[i] >= least && code[i] < found)
			found = code[i];
	return found;
}

bool punycode_add(struct text *out, struct span label)
{
	uint32_t code[CODES_MAX], n = FIRST_CODE, bias = FIRST_BIAS, delta = 0, ascii = 0, done;
	size_t count = 0;

	while (label.len) {
		uint32_t c = utf8_next(&label);
		if (c == UTF8_REPLACEMENT || count == CODES_MAX)
			return false;
		code[count++] = c < FIRST_CODE ? (uint32_t)ascii_lower((int)c) : c;
	}
	text_adds(out, "xn--");
	for (size_t i = 0; i < count; i++)
		if (code[i] < FIRST_CODE) {
			text_addc(out, (char)code[i]);
			ascii++;
		}
	if (ascii)
		text_addc(out, '-');
	/* The others from the lowest to the highest, each as how far it lies behind the one before. */
	for (done = ascii; done < count; n++, delta++) {
		uint32_t next = lowest_from(code, count, n);
		delta += (next - n) * (done + 1);
		n = next;
		for (size_t i = 0; i < count; i++) {
			delta += code[i] < n;
			if (code[i] != n)
				continue;
			add_number(out, delta, bias);
			bias = adapt(delta, done + 1, done == ascii);
			delta = 0;
			done++;
		}
	}
	return true;
}
