/* tags: the tag=value lists of DKIM, its keys, ARC and DMARC (RFC 6376 section 3.2). */
#ifndef TAGS_H
#define TAGS_H
#include "text.h"

/* The next tag, whatever its name. Name and value come without blanks and line ends around them, and are empty where
 * nothing stands; value->at is NULL if there is no `=`. rest is moved past the tag. False if rest is empty. */
bool tag_take(struct span *rest, struct span *name, struct span *value);

/* The value of the next tag of that name, which has a case, without any blank or line end, since a value may be
 * folded anywhere. rest is moved past it. False if there is none. The value lies in memory_get memory. */
bool tag_next(struct span *rest, const char *name, struct span *value);

enum { TAGS_MAX = 40 };	/* tags of a list; RFC 6376 has 14 */

struct tags { struct { struct span name, value; } at[TAGS_MAX]; size_t count; };

/* Takes a whole list apart, strictly (section 3.2). Returns NULL, or what is wrong with it: a tag that is none, a name
 * twice, too many. Values point into list, with the blanks inside them, those around them taken off. */
const char *tags_read(struct span list, struct tags *out);

/* The value of that name; at is NULL if there is none. */
struct span tags_get(const struct tags *t, const char *name);

/* A value without any blank or line end, as base64 and lists may have them. In memory_get memory. */
struct span tag_compact(struct span value);
#endif
