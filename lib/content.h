/* content: what Content-Type and Content-Transfer-Encoding say (RFC 2045 sections 5 and 6). */
#ifndef CONTENT_H
#define CONTENT_H
#include "text.h"

struct content_type {
	struct span type, subtype;	/* lower-case; text/plain where there is none */
	struct span boundary;		/* without quotes; at is NULL if there is none */
	struct span charset;		/* lower-case; at is NULL if there is none */
	bool unclear;			/* no type at all, or two boundaries: readers would disagree */
};

enum content_encoding { ENCODING_NONE /* 7bit, 8bit, binary */, ENCODING_QUOTED_PRINTABLE, ENCODING_BASE64,
	ENCODING_UNKNOWN };

/* The value of the field; empty without one. Tolerant: comments, and parameters that should be quoted. The
 * result lies in memory_get memory, a few hundred octets however long the value is. */
struct content_type content_type_parse(struct span value);

enum content_encoding content_encoding_parse(struct span value);

/* What stands behind `type/subtype;` of the value of a Content-Type; a comment before it may hold a ';'. */
struct span content_parameters(struct span value);

/* The next parameter off the front of rest, which is what stands behind `type/subtype;` or `attachment;`. The value is
 * as written, without its quotes, with its backslashes. False if there is none left. Linear over all calls. */
bool content_next_parameter(struct span *rest, struct span *name, struct span *value);
#endif
