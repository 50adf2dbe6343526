/* range: which posts somebody wants, in fml's words: `1-10,15`, `last:30`, `first:10`, `100-last`, `last`. */
#ifndef RANGE_H
#define RANGE_H
#include "text.h"

enum { RANGES_MAX = 50 };

struct range { unsigned long long first, last; };	/* both included; never empty */

/* Reads them into out, which has room for RANGES_MAX, and sets *count; newest is the number of the newest post, and
 * nothing beyond it is in them. False if s is not of that form. */
bool range_read(struct span s, unsigned long long newest, struct range *out, size_t *count);

/* How many numbers there are in them, one that is there twice counted twice. */
unsigned long long range_sum(const struct range *r, size_t count);
#endif
