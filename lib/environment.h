/* environment: the environment that the steps of a chain get, built from nothing.
 *
 * What the MTA or a shell happens to export stays outside: a step must behave the same whoever started it. */
#ifndef ENVIRONMENT_H
#define ENVIRONMENT_H
#include "text.h"

struct environment {
	char **at;		/* "NAME=value" strings and a NULL, as posix_spawn wants them */
	size_t count, room;
};

/* The name that s starts with, maybe empty: letters, digits and _, no digit first (POSIX XBD 8.1). */
struct span environment_name(struct span s);
void environment_set(struct environment *e, struct span name, struct span value);	/* keeps copies */
const char *environment_get(const struct environment *e, struct span name);	/* NULL if it is not set */

/* Sets what goes through from our own environment: HOME, USER, TZ, LANG, MAIL_CONFIG (Postfix' own). */
void environment_inherit(struct environment *e);

/* What the runner alone may set (SENDER, POST_ID and so on): a score that fakes them would undo what its steps
 * rely on. */
bool environment_is_runners(struct span name);
#endif
