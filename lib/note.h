/* note: a few lines of the list's own as a part of a mail. */
#ifndef NOTE_H
#define NOTE_H
#include "text.h"

/* Appends a header, a blank line and lines, which are UTF-8 and end with a newline; what is appended ends with one. In
 * seven bits, whatever the mail around it says of itself, and no line of it can be taken for the boundary line of the
 * multipart it goes into; an empty boundary is none. */
void note_add(struct text *out, struct span lines, struct span boundary);
#endif
