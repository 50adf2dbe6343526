/* wrap: no line longer than mail allows (RFC 5322 section 2.1.1: 998 octets), and no other change. */
#ifndef WRAP_H
#define WRAP_H
#include "message.h"

/* Writes m to fd. Without a long line it leaves as it came. Else:
 *
 * - a part without encoding becomes quoted-printable, so that its line ends stay line ends; quoted-printable
 *   and base64 get line breaks where they do not count. What a reader decodes is the same, octet for octet;
 * - a line of a header is folded, as lib/fold has it;
 * - what is in a multipart/signed, a message/rfc822 or any other message/ part stays (RFC 1847 section 2.1,
 *   RFC 2046 section 5.2.1), and so does what readers could understand in two ways: an unknown encoding, a
 *   field twice.
 *
 * Settles the body. */
void wrap_write(struct message *m, int fd);
#endif
