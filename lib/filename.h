/* filename: what an attachment is called. */
#ifndef FILENAME_H
#define FILENAME_H
#include "text.h"

/* The name from Content-Disposition (filename), else from Content-Type (name), each a field's value or empty: decoded
 * to UTF-8 from whatever form senders use (RFC 2231 with charset and in pieces, encoded words in quotes or not, raw),
 * in one line without control characters. Empty if there is none. In memory_get memory. */
struct span filename_read(struct span disposition, struct span type);

/* The part behind the last dot, "exe"; empty if there is none. Blanks and dots at the end do not count, since Windows
 * takes them away. */
struct span filename_extension(struct span name);
#endif
