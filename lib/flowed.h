/* flowed: format=flowed (RFC 3676), text whose paragraphs a reader breaks anew. */
#ifndef FLOWED_H
#define FLOWED_H
#include "text.h"

bool flowed_is(struct span type);	/* the value of a Content-Type: does it say so? */

/* The line, without its newline, goes on in the next one. The separator of a signature does not (section 4.3). */
bool flowed_goes_on(struct span line);

/* Appends text, lines that end with a newline, as fixed lines: without a blank at the end but that of a signature's
 * separator (section 4.2), and with one before what would be read as a quote or as stuffed already (section 4.4). */
void flowed_add(struct text *out, struct span text);
#endif
