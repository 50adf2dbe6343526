/* base64: octets as letters (RFC 4648 section 4). */
#ifndef BASE64_H
#define BASE64_H
#include "text.h"

/* Appends octets as letters, with padding, on one line. */
void base64_add(struct text *out, struct span octets);

/* Appends the octets that s stands for. Padding may be missing or stand in the middle (two encoded pieces put
 * together); other characters do not count (RFC 2045 section 6.8). */
void base64_read(struct span s, struct text *out);

/* True if s is base64 and nothing else: its letters, one at least, in whole groups of four, padding at the end. */
bool base64_is(struct span s);

/* The same for letters that come piece by piece: what a piece has begun goes on in the next. b is all zero at the
 * start. out grows by no more octets than s has. */
struct base64 { unsigned bits, count; };
void base64_more(struct base64 *b, struct span s, struct text *out);
#endif
