/* spec: the pieces of an address: what may stand left and right of the @ (RFC 5322 section 3.4.1). */
#ifndef SPEC_H
#define SPEC_H
#include "text.h"

static inline bool spec_is_control(char c) { return (unsigned char)c < ' ' || c == 127; }
bool spec_is_local(struct span s);	/* without quotes: atext, UTF-8, and dots wherever they stand */
bool spec_is_domain(struct span s);	/* names with single dots between them, or [an address literal] */
bool spec_is_dot_atom(struct span s);	/* a local part that needs no quotes */

/* Takes the quoted string or comment (open and close say which) off the start of rest; its text without quotes,
 * backslashes and folds goes to *out, in memory_get memory. Returns NULL or what is wrong. */
const char *spec_read_quoted(struct span *rest, char open, char close, struct span *out);
#endif
