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

/* What has to be known before the first octet is sent. */
struct wire_size { unsigned long long octets; bool eight_bit; };	/* as RFC 1870 counts: dots once */
void wire_measure(const struct message *m, struct wire_size *size);

/* Reads a settled message block by block, with an offset of its own. */
struct wire { const struct message *m; off_t at; bool begun; char last; };
void wire_start(struct wire *w, const struct message *m);
bool wire_next(struct wire *w, struct text *out);	/* appends a block; false: that was the last */
#endif
