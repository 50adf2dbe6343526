/* asker: who has written to a list's command address, and whether he may have an answer. */
#ifndef ASKER_H
#define ASKER_H
#include "list.h"
#include "message.h"

/* The author's address, in memory_get memory. Returns NULL, or why nobody may be answered: since that could go round in
 * circles, or to somebody who has not asked (RFC 3834 section 2). Needs SENDER. */
const char *asker_read(const struct message *m, const struct list *l, struct span *address);
#endif
