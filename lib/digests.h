/* digests: how far each class of digests has come, in the file `digests` of the list's folder. A class is what members
 * have as m= or digest=, "3" or "29d": hours, and the form. A line each, and one more:
 *
 *	3 120                   posts up to 120 have gone out
 *	29d 100 120 1795437189  and those up to 120 are going out, in a mail with that date
 *	seen 125 1795437189     the newest post when it was looked for digests at that time
 *
 * The second form is written before anything goes out, so that a try after a crash makes the very same mail. */
#ifndef DIGESTS_H
#define DIGESTS_H
#include "text.h"
#include <stdbool.h>
#include <time.h>

struct digests_class {
	const char *name;		/* lower-case letters and digits */
	unsigned long long sent, going;	/* numbers; going is 0 unless some are on their way */
	time_t date;			/* of that mail */
	bool wanted;			/* a member has it */
};

struct digests {
	struct digests_class *at;
	size_t count, room;
	unsigned long long seen;	/* number of the newest post, the last time that somebody looked */
	time_t seen_at;			/* 0: nobody has */
};

/* Reads the file, which may be missing. Dies with TEMP if it says what it can't. */
void digests_read(struct digests *d);
void digests_write(const struct digests *d);		/* those that are wanted or going; dies with TEMP */

/* The class of that name, made if it is new: then nothing but what comes after `last` is for it. NULL if it can be
 * none: hours from 1 to 36, then at most 8 letters. Its number and letters are lower-cased. */
struct digests_class *digests_class(struct digests *d, struct span name, unsigned long long last);

/* Where a class that nobody had begins, and notes that it was looked now: its first member had posts one by one until
 * then, since the last look at most, so he finds those from there on. After a day without a look nothing is old
 * news. */
unsigned long long digests_look(struct digests *d, unsigned long long last, time_t now);

/* The hours of a class; 0 if name can be none. */
int digests_hours(struct span name);

enum { DIGESTS_EVERY = 12 };	/* up to it every so many hours, above it once a day */

/* Is it its time? As fml has it: 1 to 12 every so many hours from midnight, 13 to 36 once a day, at that hour modulo
 * 24. */
bool digests_due(const struct digests_class *c, int hour);
bool digests_plain(const struct digests_class *c);	/* "3d": RFC 1153, as in fml */
#endif
