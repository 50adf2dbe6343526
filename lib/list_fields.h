/* list_fields: the header fields in which a list speaks for itself (RFC 2369, RFC 2919). */
#ifndef LIST_FIELDS_H
#define LIST_FIELDS_H
#include "list.h"

/* Removes what only this list may say, whoever wrote it, and what must not be passed on; then appends List-Id,
 * List-Post and the like, and Precedence. Twice is as once. announce: nobody posts there. archive: a URL without < >
 * and blanks, or NULL. */
void list_fields_set(struct message *m, const struct list *l, bool announce, const char *archive);
#endif
