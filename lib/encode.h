/* encode: the encodings of RFC 2045 section 6, a block at a time.
 *
 * Octets go in as they are read, in pieces of any size, and text comes out at the end of out; the caller
 * writes it and sets out.len to 0 when it likes. Start with all zero, and end with the matching _end, since
 * a blank may be waiting for what follows it. */
#ifndef ENCODE_H
#define ENCODE_H
#include "text.h"

struct encoder {
	struct text out;
	size_t column;
	char unit[3];		/* octets that belong together and are not complete yet */
	size_t units;
	bool plain;		/* to the end of this line, nothing is broken */
};

/* Text to quoted-printable: a newline stays one, lines have at most 76 characters, and none that we begin
 * starts with a hyphen (it could become a boundary). */
void encode_quoted(struct encoder *e, struct span octets);
void encode_quoted_end(struct encoder *e);

/* Quoted-printable with more soft line breaks, so that lines have at most 76 characters. Decodes as before,
 * damaged or not: after something that is no quoted-printable the line stays as it is. */
void encode_requoted(struct encoder *e, struct span octets);
void encode_requoted_end(struct encoder *e);

/* Octets to base64, in lines of 76 characters; the last one ends with a newline. */
void encode_base64(struct encoder *e, struct span octets);
void encode_base64_end(struct encoder *e);

/* Base64 with more line breaks. */
void encode_rebroken(struct encoder *e, struct span octets);
#endif
