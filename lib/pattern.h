/* pattern: text with `*` for any characters, compared without ASCII case. No regular expressions: a mail must
 * not be able to make a match expensive. Time is at most the product of the lengths, memory constant. */
#ifndef PATTERN_H
#define PATTERN_H
#include "text.h"

bool pattern_matches(struct span pattern, struct span s);	/* the whole of s */
#endif
