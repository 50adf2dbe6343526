/* reason: why a post is held, in the language of the list. The steps write their sentences in English, for the log, and
 * those are what hold/ keeps. */
#ifndef REASON_H
#define REASON_H
#include "texts.h"

/* Appends what reason says, "2.7.0 check-subscriber: anne@example.org is not a member of …", as the phrase for it; a
 * sentence that is none of ours, of an owner's own filter, as it is. One line, cleaned. */
void reason_add(struct text *out, struct texts *t, struct span reason);
#endif
