/* limit: what an owner does not want in a post. Each looks at one thing, and says what is wrong in a few words for the
 * author ("it has 12 recipients in To and Cc, and 10 are allowed"), or NULL. For a mime the
 * body must be settled. */
#ifndef LIMIT_H
#define LIMIT_H
#include "list.h"
#include "message.h"
#include "mime.h"
#include "text.h"

const char *limit_size(struct message *m, unsigned long long octets);	/* as it stands here, with LF line ends */
const char *limit_recipients(const struct message *m, unsigned long long count);
const char *limit_to_list(const struct message *m, const struct list *l);	/* the list must be in To or Cc */
const char *limit_subject(const struct message *m);	/* there must be one */
const char *limit_body(const struct message *m, const struct mime *mime);	/* there must be something in it */

/* A command that was meant for the list's -request address: "unsubscribe", alone in the text, or in the subject above
 * an empty text; with the # that fml's users write, or without. */
const char *limit_command(const struct message *m, const struct mime *mime, const struct list *l);

/* No part that matches one of the patterns (part_match). */
const char *limit_part(const struct message *m, const struct mime *mime, const struct span *pattern, size_t patterns);
#endif
