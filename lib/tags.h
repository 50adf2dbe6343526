/* tags: the tag=value lists of DKIM, its keys, ARC and DMARC (RFC 6376 section 3.2). */
#ifndef TAGS_H
#define TAGS_H
#include "text.h"

/* The value of the next tag of that name, which has a case, without any blank or line end, since a value may be
 * folded anywhere. rest is moved past it. False if there is none. The value lies in memory_get memory. */
bool tag_next(struct span *rest, const char *name, struct span *value);
#endif
