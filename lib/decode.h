/* decode: the way back from the encodings of RFC 2045 section 6 and from charsets, to read a part, not to change it. */
#ifndef DECODE_H
#define DECODE_H
#include "content.h"
#include "text.h"

/* The octet that two hexadecimal digits stand for; -1 if they are none. */
int decode_hex(char high, char low);

/* Appends what s, in quoted-printable, stands for. What is damaged stays as it is (RFC 2045 section 6.7). */
void decode_quoted(struct span s, struct text *out);

/* Appends the content of a text part as UTF-8. An unknown encoding is taken for none, an unknown charset, and
 * none, for UTF-8, but ISO-2022-JP is known by itself; what can't be decoded becomes U+FFFD. */
void decode_text(struct span content, const struct content_type *type, enum content_encoding encoding,
	struct text *out);
#endif
