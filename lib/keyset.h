/* keyset: a set of subscribers' keys, to know in one step whether one was seen before. */
#ifndef KEYSET_H
#define KEYSET_H
#include "text.h"
#include <stdint.h>

struct keyset {		/* all zero is an empty set */
	struct text keys;	/* each with its length in two octets before it */
	uint32_t *table;	/* offset into keys plus 1, or 0 */
	size_t size, count;
};

bool keyset_add(struct keyset *s, struct span key);	/* false: it was there already. Copies key. */
bool keyset_has(const struct keyset *s, struct span key);
void keyset_free(struct keyset *s);			/* leaves an empty set */
#endif
