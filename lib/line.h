/* line: how long a line of a mail may be. */
#ifndef LINE_H
#define LINE_H
#include "text.h"

enum { LINE_OCTETS = 998 };	/* without the line end: RFC 5322 section 2.1.1 */

/* True if no line in s has more. *column is what the line that s begins in has already, 0 at first, and then what the
 * one has that s ends in, so that a text can be given in pieces; after a false it says nothing. */
bool line_fits(struct span s, size_t *column);
#endif
