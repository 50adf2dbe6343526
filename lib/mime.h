/* mime: the parts of a message (RFC 2045, RFC 2046), found by reading the body once, line by line.
 *
 * The result is a list of parts with their places in the body; what lies between them (preambles, boundary
 * lines, epilogues) belongs to none. Whoever changes a part copies everything else as it is. No recursion;
 * memory does not grow with the body. Where readers would disagree, the part is marked and best left alone. */
#ifndef MIME_H
#define MIME_H
#include "content.h"
#include "message.h"
#include <sys/types.h>

enum { MIME_DEPTH = 100, MIME_PARTS = 2000 };	/* deeper or more: unclear */

struct mime_part {
	size_t parent;			/* its place in the list; the whole message, number 0, is its own */
	unsigned depth;			/* 0: the whole message */
	off_t header, body, end;	/* where each starts, from the start of the message's body; the header of number
					 * 0 is the message's and not here. end leaves out the newline that belongs
					 * to the boundary line after the part. */
	struct content_type type;
	enum content_encoding encoding;
	off_t line, stop;		/* where the boundary line before it starts, and the one after it, or the end of all */
	off_t close;			/* of a multipart: where its closing line starts; -1 if it has none */
	bool has_children;
	bool unclear;			/* read in more than one way: damaged header, or too many or too deep */
	size_t longest;			/* octets of the longest line of its own content, for a part without children */
	size_t longest_header;
};

struct mime { struct mime_part *part; size_t count, room; };

/* Reads the body of m, which must be settled, and leaves it at its start again. */
void mime_read(struct mime *mime, struct message *m);

bool mime_is(const struct mime_part *p, const char *type, const char *subtype);	/* NULL: any subtype */
#endif
