/* header: the header of a message that lies in a file, for a look between two steps. */
#ifndef HEADER_H
#define HEADER_H
#include "message.h"

struct header {
	struct message m;	/* the fields; its body is not to be read */
	struct text text;	/* what they point into */
};

/* Reads the header of the message that begins where fd is, and goes back there. Returns NULL, or what is wrong with it.
 * The memory of an earlier reading is used again. Dies with TEMP when the system fails. */
const char *header_read(struct header *h, int fd);

/* Appends the names of the fields in which the two differ, for a person to read: " Subject, From". */
void header_changes(struct text *t, const struct message *before, const struct message *after);
#endif
