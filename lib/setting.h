/* setting: the words after an address in a members file, some of them NAME=VALUE or NAME="VALUE". */
#ifndef SETTING_H
#define SETTING_H
#include "text.h"

struct setting {
	struct span word;	/* as written; empty at the end */
	struct span name;	/* what is before the =; at is NULL if it is another word */
	struct span value;	/* what is after it, without quotes and backslashes */
};

/* Takes the next word off rest. Returns NULL, or what is wrong with it. A value with backslashes is copied to
 * memory_get memory, else the spans point into rest. */
const char *setting_next(struct span *rest, struct setting *out);

bool setting_is_name(struct span s);	/* a letter, then letters, digits, `-` and `_` */

/* Appends NAME=VALUE, with the value in quotes where it must be. */
void setting_add(struct text *t, struct span name, struct span value);
#endif
