/* pass: a message's body on its way through a step that changes some of it: what nobody changes is copied as it is. */
#ifndef PASS_H
#define PASS_H
#include "message.h"
#include "text.h"

enum { PASS_BLOCK = 65536 };

struct pass {
	int in, out;	/* in stands where at says */
	off_t at;	/* in the body, of the next octet to be read */
};

/* Each goes up to end, an offset in the body. All die with TEMP on an error, and if the body has become shorter. */
size_t pass_read(struct pass *p, char *block, off_t end);	/* at most PASS_BLOCK octets, one at least */
void pass_copy(struct pass *p, off_t end);
void pass_skip(struct pass *p, off_t end);

void pass_add(struct pass *p, struct span s);	/* something new */

void pass_forget(struct message *m);	/* takes off the fields that count or hash a body that is to change */
#endif
