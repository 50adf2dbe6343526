/* closed: a list that its owner has stopped, by a file `closed` in its folder. */
#ifndef CLOSED_H
#define CLOSED_H
#include "verdict.h"

/* What the file says about mail for this score (NULL for none: never closed): 0 if there is no such file; TEMP while it
 * is empty, so that mail waits; PERM with its text. Bounces of what has gone out, mail to the owner and reports come in
 * all the same. Dies with TEMP if it can't be read. */
struct verdict closed_look(const char *score);
#endif
