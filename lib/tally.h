/* tally: how often what has happened, with a few examples, for a person to read: a line a kind, in the order in which
 * the kinds came up.
 *
 *	members added: 120
 *	not taken, no address: 2 (members:17: Anne, members:18: Bart) */
#ifndef TALLY_H
#define TALLY_H
#include "text.h"

enum { TALLY_KINDS = 32 };

struct tally_line {
	struct text what;
	size_t count, shown;
	struct text examples;
};

struct tally { struct tally_line at[TALLY_KINDS]; size_t count; };	/* all zero is an empty one */

/* One more. example is what strangers wrote, and may be empty: of each kind the first few are kept, made fit to be
 * shown. */
void tally_add(struct tally *t, const char *what, struct span example);
void tally_add_reason(struct tally *t, const char *what, const char *why, struct span example);	/* "WHAT, WHY" */

void tally_write(const struct tally *t, struct text *out);
#endif
