/* admin: an owner's commands: `admin add anne@example.org Anne`, `admin approve 8f3a…`, as fml had them. */
#ifndef ADMIN_H
#define ADMIN_H
#include "text.h"
#include <stdbool.h>

enum admin_kind {
	ADMIN_CHANGE,		/* of the members file: what changes it asks a confirmation */
	ADMIN_APPROVE, ADMIN_DISCARD,	/* of a post that is held: these too */
	ADMIN_MEMBERS, ADMIN_STATUS, ADMIN_HELD, ADMIN_LOG	/* only show something */
};

struct admin {
	enum admin_kind kind;
	struct span change;	/* as change_read takes it; in memory_get memory */
	struct span word;	/* a number of a held post, of lines of the log, or an address; may be empty */
};

/* Reads what follows `admin`, words with single blanks between them. False if it is no such command. */
bool admin_read(struct admin *a, struct span words);

/* Appends what it shows, with a newline at the end. cdb is that of the members. Dies with TEMP. */
void admin_show(const struct admin *a, const char *cdb, struct text *t);

/* Does what it changes, in members, their text, once more without harm; returns the name of the phrase that says what
 * came of it. Dies with TEMP. */
const char *admin_do(const struct admin *a, const char *members);

/* True if the file owners.cdb has that key. */
bool admin_is_owner(struct span key);
#endif
