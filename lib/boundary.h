/* boundary: a line between parts that stands nowhere in a message. */
#ifndef BOUNDARY_H
#define BOUNDARY_H
#include "message.h"
#include "mime.h"

/* For a multipart around the whole body of m: the same for the same post, found nowhere in the body, and none of the
 * boundaries in there is its beginning, since some readers compare no more (RFC 2046 section 5.1.1). To be put between
 * quotes. Settles the body. */
struct span boundary_make(struct message *m, const struct mime *mime);
#endif
