/* source: octets to be read from front to back, however they are kept: a stretch of a file, or what an encoding
 * (source) or a packing (unpack) of another source stands for. They stand one on the other, and memory does not grow
 * with what runs through. */
#ifndef SOURCE_H
#define SOURCE_H
#include "base64.h"
#include "content.h"
#include "text.h"
#include <sys/types.h>

enum { SOURCE_BLOCK = 32768 };

struct source {
	/* Writes at most room octets, which is at least SOURCE_BLOCK / 2, and says how many; 0 is the end. May set
	 * wrong; what is wrong with under is taken over. */
	size_t (*fill)(struct source *s, char *at, size_t room);
	const char *wrong;		/* why the end came too early; NULL if it did not */
	struct source *under;		/* what this one reads from, or NULL */
	size_t used, have;		/* of block */
	bool ended;
	char block[SOURCE_BLOCK];
};

/* What comes next, without taking it: at least n octets (n <= SOURCE_BLOCK / 2) if there are so many, and never
 * nothing before the end. Valid until the next call. */
struct span source_see(struct source *s, size_t n);
void source_take(struct source *s, size_t n);	/* off the front; no more than source_see has given */
struct span source_next(struct source *s);	/* sees and takes */

/* For a source of another kind. */
void source_begin(struct source *s, size_t (*fill)(struct source *, char *, size_t), struct source *under);

/* The octets of fd from at up to end. The file's own offset does not move. Dies with TEMP on an error. */
struct source_file { struct source s; int fd; off_t at, end; };
void source_file(struct source_file *f, int fd, off_t at, off_t end);

/* What stands in under for something else (RFC 2045 section 6); as it is with an encoding that we do not know. */
struct source_decoded { struct source s; struct base64 base64; };
void source_decoded(struct source_decoded *d, struct source *under, enum content_encoding encoding);

/* All that is left, copied to an unlinked file: for what can't be read from front to back. wrong may be set. Dies
 * with TEMP on an error. */
int source_to_file(struct source *s);
#endif
