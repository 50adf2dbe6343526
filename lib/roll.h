/* roll: people as another list manager has them, before they become members: each address once. */
#ifndef ROLL_H
#define ROLL_H
#include "tally.h"
#include "text.h"

struct roll_one {
	struct span key, address;
	struct span settings;	/* as members(5) has them, `m=3 s=skip` */
	struct span note;	/* what else stood there, as clean UTF-8; may be empty */
	bool off;		/* fml's `# ADDRESS` */
	size_t order;		/* in which they came */
};

struct roll {
	struct roll_one *at;	/* all in memory_get memory */
	size_t count, room;
	struct roll_one **by_key;	/* after roll_settle */
};

/* Adds one. Returns NULL, or what is wrong with the address. */
const char *roll_add(struct roll *r, struct span address, struct span settings, struct span note);

/* Adds one who is in a line of fml's or ours (members(5)); false if there is nobody in it. m is kept between the lines
 * of one file. What can't be taken, and what has no meaning here, is counted in left; place ("members:12") tells
 * where. */
struct members_line;
bool roll_add_line(struct roll *r, struct members_line *m, struct span line, const char *place, struct tally *left);

/* When all are there: of an address that came twice the first stays, but one that is off only if no other is there. The
 * others are counted in left. */
void roll_settle(struct roll *r, struct tally *left);

const struct roll_one *roll_find(const struct roll *r, struct span key);	/* NULL if it is not there */
#endif
