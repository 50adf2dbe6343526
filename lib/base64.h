/* base64: octets as letters (RFC 4648 section 4), with padding, on one line. */
#ifndef BASE64_H
#define BASE64_H
#include "text.h"

void base64_add(struct text *out, struct span octets);
#endif
