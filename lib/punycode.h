/* punycode: a label of a domain name in letters beyond ASCII, as the DNS has it (RFC 3492). */
#ifndef PUNYCODE_H
#define PUNYCODE_H
#include "text.h"

/* Appends the A-label, `xn--…`, of a U-label in UTF-8 (RFC 5890 section 2.3.2.1), ASCII letters lower-case. Nothing
 * else is mapped: what is no U-label, for it is not in its normal form or has capitals, becomes a name that nobody
 * has. False, with out as it was, for what is no UTF-8 or too long to be a label. */
bool punycode_add(struct text *out, struct span label);
#endif
