/* fold: header fields in lines no longer than mail allows (RFC 5322 section 2.1.1: 998 octets). */
#ifndef FOLD_H
#define FOLD_H
#include "message.h"

/* The field with every longer line folded, to lines of 78 octets where that can be; without one it is f as it came.
 * What a reader understands is the same:
 *
 * - any field is folded at its blanks, but never into a line of blanks only;
 * - fields of addresses also behind a comma, Content-Type and Content-Disposition behind a semicolon, References and
 *   In-Reply-To behind a `>`, where none of these stands in quotes, in a comment or in an encoded word: there the
 *   grammar allows a fold;
 * - a Subject that is still too long is from there on written as encoded words, which a reader puts together without
 *   blanks;
 * - of a field X-… it is cut, as Postfix would cut it on the way, since nobody signs or depends on those.
 *
 * What is still too long in any other field stays: fold_fits says so. */
struct field fold_field(struct field f);
bool fold_fits(const struct field *f);
#endif
