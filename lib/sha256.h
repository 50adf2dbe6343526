/* sha256: the hash of FIPS 180-4, for POST_ID. Own code, since a program that links libcrypto takes twice
 * as long to start, and the runner needs nothing else of it. Signatures use OpenSSL. */
#ifndef SHA256_H
#define SHA256_H
#include "text.h"
#include <stdint.h>

struct sha256 { uint32_t h[8]; uint64_t octets; unsigned char block[64]; };

void sha256_init(struct sha256 *s);
void sha256_add(struct sha256 *s, struct span bytes);
void sha256_end(struct sha256 *s, char hex[65]);	/* 64 lower-case digits and a NUL */
void sha256_hex(struct span bytes, char hex[65]);	/* all three */
#endif
