/* canon: a message as a signature sees it (RFC 6376 section 3.4), so that what mail servers may change between
 * signer and verifier does not count. Lines end in LF here and in CRLF in what comes out. */
#ifndef CANON_H
#define CANON_H
#include "text.h"

enum canon { CANON_SIMPLE, CANON_RELAXED };

/* Appends a header field, raw with its final newline, and its CRLF. For the field that holds the signature itself
 * the caller takes that CRLF away again. */
void canon_field(enum canon how, struct span raw, struct text *out);

/* The body, as a stream: set how, put and to (the rest zero), add the body in pieces of any size, then end it.
 * put gets what is to be hashed, in pieces. Memory does not grow with the body, whatever is in it. */
struct canon_body {
	enum canon how;
	void (*put)(void *to, struct span canonical);
	void *to;

	unsigned long long empty_lines;	/* held back: at the end of a body they do not count */
	bool begun;			/* something of this line has come out */
	bool blanks;			/* blanks held back: at the end of a line they do not count */
	bool any;			/* something has come out at all */
	size_t column, longest;		/* octets of this line, and of the longest, as they were given */
	char out[32768];
	size_t used;
};
void canon_body_add(struct canon_body *b, struct span piece);
void canon_body_end(struct canon_body *b);
#endif
