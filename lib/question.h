/* question: the mail that asks a moderator about a post, with the post attached. */
#ifndef QUESTION_H
#define QUESTION_H
#include "list.h"
#include "message.h"

struct question {
	const struct list *list;
	const char *id;			/* of the post: 64 digits */
	const char *token;		/* behind LIST-moderate- in Reply-To, or "moderate" in the subject */
	struct span subject, text;	/* UTF-8, in one line; and with a newline at its end */
};

/* Writes it to fd, with m as it is, unless m has a line that no mail may have. Settles m's body. Dies with TEMP. */
void question_write(const struct question *q, struct message *m, int fd);
#endif
