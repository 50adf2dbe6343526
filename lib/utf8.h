/* utf8: one character at a time, by the letter of RFC 3629; whatever else stands there is U+FFFD. */
#ifndef UTF8_H
#define UTF8_H
#include "text.h"
#include <stdint.h>

enum { UTF8_REPLACEMENT = 0xFFFD };

/* Takes one character off the front of *s, which must not be empty. Bytes that are no UTF-8 (overlong forms,
 * surrogates, a character cut short) give U+FFFD, one for each longest start of a character (Unicode 3.9). */
uint32_t utf8_next(struct span *s);

void utf8_add(struct text *t, uint32_t c);		/* appends the character c */
void utf8_repair(struct span s, struct text *out);	/* appends s with U+FFFD for what is no UTF-8 */
bool utf8_ok(struct span s);				/* valid from end to end */

/* What somebody has written by hand, to be compared: full-width letters, digits and blanks as those of ASCII, what is
 * not seen (U+FEFF, U+200B) left out, trimmed. In memory_get memory. */
struct span utf8_narrow(struct span s);
#endif
