/* checksum: 64 bits over a file, to know a damaged one. Fast (several GB a second), not a secret's keeper.
 *
 * Any change within one aligned 8 octets is always noticed, any other but for one in 2^64. */
#ifndef CHECKSUM_H
#define CHECKSUM_H
#include "text.h"
#include <stdint.h>

struct checksum {
	uint64_t lane[4];
	uint64_t length;
	unsigned char rest[32];		/* what does not fill 32 octets yet: length % 32 of them */
};

void checksum_begin(struct checksum *c);
void checksum_add(struct checksum *c, struct span s);
uint64_t checksum_end(struct checksum *c);

/* The same promise for a few octets, with less ado. */
uint64_t checksum_short(struct span s);
#endif
