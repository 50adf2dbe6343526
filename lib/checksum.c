/* checksum: see checksum.h
 *
 * Four lanes, so that the processor multiplies four words at a time. Each step maps the words that may stand
 * at a place one to one to states of its lane, hence a single changed word can't go unnoticed. */
#include "checksum.h"
#include <string.h>

static const uint64_t odd = 0x9e3779b97f4a7c15;	/* 2^64 divided by the golden ratio */

/* Little-endian everywhere: a list's folder may move to another machine. */
static inline uint64_t word(const unsigned char *p)
{
	return (uint64_t)p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 | (uint64_t)p[3] << 24
		| (uint64_t)p[4] << 32 | (uint64_t)p[5] << 40 | (uint64_t)p[6] << 48 | (uint64_t)p[7] << 56;
}

static inline uint64_t step(uint64_t lane, uint64_t w)
{
	uint64_t product = (lane ^ w) * odd;
	return product << 29 | product >> 35;
}

void checksum_begin(struct checksum *c)
{
	*c = (struct checksum){ .lane = { 1, 2, 3, 4 } };
}

void checksum_add(struct checksum *c, const void *bytes, size_t n)
{
	const unsigned char *p = bytes;
	uint64_t a = c->lane[0], b = c->lane[1], d = c->lane[2], e = c->lane[3];

	c->length += n;
	for (; n >= 32; p += 32, n -= 32) {
		a = step(a, word(p));
		b = step(b, word(p + 8));
		d = step(d, word(p + 16));
		e = step(e, word(p + 24));
	}
	*c = (struct checksum){ { a, b, d, e }, c->length };
	if (n) {	/* the length says that these zeros were none */
		unsigned char rest[32] = { 0 };
		memcpy(rest, p, n);
		checksum_add(c, rest, sizeof rest);
		c->length -= sizeof rest;
	}
}

uint64_t checksum_end(const struct checksum *c)
{
	uint64_t sum = c->length;
	for (int i = 0; i < 4; i++)
		sum = step(sum, c->lane[i]);
	return sum;
}
