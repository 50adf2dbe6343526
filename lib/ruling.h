/* ruling: what a moderator has written about a post that is held. */
#ifndef RULING_H
#define RULING_H
#include "message.h"

enum ruling { RULING_NONE, RULING_RELEASE, RULING_DISCARD };

/* What the first line says that is neither empty nor quoted: `ok`, `release`, `approve`, `discard`, or the same in
 * Japanese. NONE if it is no such word alone. Settles m's body. */
enum ruling ruling_read(struct message *m);
#endif
