/* wire: a message as SMTP wants it (RFC 5321 section 4.5.2): lines end in CRLF, a dot at the start of a line
 * is doubled, a line with a single dot ends it. Neither a bare CR nor a bare LF ever leaves, so that no two
 * servers can disagree about where the message ends (SMTP smuggling, CVE-2023-51764). */
#ifndef WIRE_H
#define WIRE_H
#include "message.h"
#include "text.h"
#include <stdint.h>

/* Appends lines in wire form. A CR before LF is dropped, any other is sent as a blank, as the runner's intake
 * does. *last is the last octet of what went before, '\n' at the start. */
void wire_add(struct text *out, struct span lines, char *last);

/* A settled message, measured: what has to be known before its first octet is sent. Dies with TEMP if it can't be
 * read. A message of at most a block lies converted in small, so that each transaction only copies it. */
struct wire_text {
	const struct message *m;
	unsigned long long octets;	/* as RFC 1870 counts: dots once */
	bool eight_bit;
	struct text small;
};
void wire_measure(struct wire_text *t, const struct message *m);

/* Reads it block by block, with an offset of its own. */
struct wire { const struct wire_text *text; off_t at; bool begun; char last; };
void wire_start(struct wire *w, const struct wire_text *t);
bool wire_next(struct wire *w, struct text *out);	/* appends a block; false: that was the last */
#endif
