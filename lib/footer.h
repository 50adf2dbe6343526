/* footer: a few lines of the list's own under each post, put there by the structure of the mail (RFC 2045, RFC 2046),
 * never by its looks. */
#ifndef FOOTER_H
#define FOOTER_H
#include "message.h"
#include "mime.h"

enum { FOOTER_MAX = 16384 };	/* octets of the file */

struct footer { struct span text; };	/* UTF-8, ending with one newline; empty if there is nothing to add */

/* Dies with TEMP if the file is missing, larger, no UTF-8, or has a control character or a line over 998 octets. */
void footer_read(struct footer *f, const char *path);

/* Writes m with the footer to fd. What has it already at its end, or has more than MIME_PARTS parts, leaves as it
 * came. Else:
 *
 * - text/plain gets it at its end, in the text's own charset and encoding; where the charset can't hold it the text
 *   becomes UTF-8, if it can without loss;
 * - multipart/mixed gets a part more, before its closing line;
 * - anything else becomes, octet for octet, the first part of a new multipart/mixed, and the footer the second.
 *
 * Settles the body. */
void footer_write(const struct footer *f, struct message *m, int fd);

/* For the two modules of this header: the footer under the text of m, which is number 0 and all of its parts. False,
 * and nothing is written, if that can't be. */
bool footer_text_write(const struct footer *f, struct message *m, const struct mime_part *p, int fd);
void footer_pass(struct message *m, int fd);	/* as it came */
#endif
