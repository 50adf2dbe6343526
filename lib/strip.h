/* strip: parts that a list does not pass on. What stays is octet for octet as it was. */
#ifndef STRIP_H
#define STRIP_H
#include "message.h"
#include "texts.h"

struct strip {
	const struct span *pattern;	/* as part_match has them */
	size_t patterns;
	bool first;			/* of alternatives only the first, plain one */
	struct texts *texts;
};

/* Writes m to fd without the parts that match. Where one was there is a line of text now that names it (the phrases
 * stripped and stripped-unnamed); but of a multipart/alternative, whose other parts say the same, it just goes, and a
 * multipart/related goes with its first part, which the others belong to.
 *
 * What is in a multipart/signed or encrypted stays, since nobody could use the rest; so does an attached message, which
 * is one part. first keeps an alternative that is not the first where the first is empty or the other has attachments
 * (a multipart/mixed) in it. Settles the body. */
void strip_write(struct message *m, const struct strip *s, int fd);
#endif
