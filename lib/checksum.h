/* checksum: 64 bits over a file, to know a damaged one. Fast (several GB a second), not a secret's keeper.
 *
 * Any change within one aligned 8 octets is always noticed, any other but for one in 2^64. */
#ifndef CHECKSUM_H
#define CHECKSUM_H
#include <stddef.h>
#include <stdint.h>

struct checksum { uint64_t lane[4]; uint64_t length; };

void checksum_begin(struct checksum *c);
void checksum_add(struct checksum *c, const void *p, size_t n);	/* n a multiple of 32, but for the last call */
uint64_t checksum_end(const struct checksum *c);
#endif
