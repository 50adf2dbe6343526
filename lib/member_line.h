/* member_line: edits one line of a members file, and leaves the rest of it byte for byte. Lines have no newline. */
#ifndef MEMBER_LINE_H
#define MEMBER_LINE_H
#include "text.h"

/* Appends line with the setting name=value: in the place of the one that it has, in whatever form, else behind its
 * last word, before a comment. value.at is NULL: without it. The setting s also takes away the `#` of fml's
 * `# ADDRESS`. Returns NULL, or what speaks against it: then out is to be thrown away. */
const char *member_line_set(struct text *out, struct span line, struct span name, struct span value);

/* Appends line with another address. */
void member_line_move(struct text *out, struct span line, struct span address);
#endif
