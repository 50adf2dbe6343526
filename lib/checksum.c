/* checksum: see checksum.h
 *
 * Four lanes, so that the processor multiplies four words at a time. Each step maps the words that may stand
 * at a place one to one to states of its lane, hence a single changed word can't go unnoticed. */
#include "checksum.h"
#include <string.h>

/* Little-endian everywhere: a list's folder may move to another machine. */
static inline uint64_t word(const unsigned char *p)
{
	return (uint64_t)p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 | (uint64_t)p[3] << 24
		| (uint64_t)p[4] << 32 | (uint64_t)p[5] << 40 | (uint64_t)p[6] << 48 | (uint64_t)p[7] << 56;
}

static inline uint64_t step(uint64_t lane, uint64_t w)
{
	uint64_t product = (lane ^ w) * 0x9e3779b97f4a7c15;	/* 2^64 divided by the golden ratio */
	return product << 29 | product >> 35;
}

void checksum_begin(struct checksum *c)
{
	*c = (struct checksum){ .lane = { 1, 2, 3, 4 } };
}

static void add_blocks(struct checksum *c, const unsigned char *p, size_t n)
{
	uint64_t a = c->lane[0], b = c->lane[1], d = c->lane[2], e = c->lane[3];
	for (; n >= 32; p += 32, n -= 32) {
		a = step(a, word(p));
		b = step(b, word(p + 8));
		d = step(d, word(p + 16));
		e = step(e, word(p + 24));
	}
	c->lane[0] = a, c->lane[1] = b, c->lane[2] = d, c->lane[3] = e;
}

void checksum_add(struct checksum *c, struct span s)
{
	const unsigned char *p = (const unsigned char *)s.at;
	size_t have = c->length % 32, n = s.len;
	c->length += n;
	if (have) {
		size_t take = n < 32 - have ? n : 32 - have;
		memcpy(c->rest + have, p, take);
		p += take;
		n -= take;
		if (have + take < 32)
			return;
		add_blocks(c, c->rest, 32);
	}
	add_blocks(c, p, n);
	if (n % 32)
		memcpy(c->rest, p + n / 32 * 32, n % 32);
}

uint64_t checksum_end(struct checksum *c)
{
	size_t have = c->length % 32;
	uint64_t sum = c->length;	/* so that the zeros that fill the last block are not taken for data */
	if (have) {
		memset(c->rest + have, 0, 32 - have);
		add_blocks(c, c->rest, 32);
	}
	for (int i = 0; i < 4; i++)
		sum = step(sum, c->lane[i]);
	return sum;
}

uint64_t checksum_short(struct span s)
{
	const unsigned char *p = (const unsigned char *)s.at;
	uint64_t sum = s.len;
	size_t n = s.len;
	for (; n >= 8; p += 8, n -= 8)
		sum = step(sum, word(p));
	if (n) {
		unsigned char last[8] = { 0 };
		memcpy(last, p, n);
		sum = step(sum, word(last));
	}
	return step(sum, 0);
}
