/* mentions: the mail addresses that stand in a line of plain text, written by a program for a person. */
#ifndef MENTIONS_H
#define MENTIONS_H
#include "text.h"

struct mention {
	struct span address;	/* as address_key and address_one take it */
	struct span before;	/* what stands before it in the line, without the bracket or quote around the address */
};

/* The next address in line from *at on; *at goes behind it. False if there is none. No memory. */
bool mention_next(struct span line, size_t *at, struct mention *out);
#endif
