/* digest_form: what the two forms of a digest share; see digest.h for both. */
#ifndef DIGEST_FORM_H
#define DIGEST_FORM_H
#include "digest.h"
#include "encode.h"
#include "header.h"
#include "sha256.h"

enum { DIGEST_TEXT = 1 << 18 };	/* octets of a post's text in RFC 1153 */

struct writer {
	const struct digest *d;
	int fd;
	size_t count;
	struct sha256 hash;	/* of all the posts: no post can hold the boundary that is made of it */
	char boundary[65];
	struct span no_text;	/* what stands for the text of a post that has none */
	struct encoder text;	/* quoted-printable, on its way out */
};

struct post {
	unsigned long long number;
	int fd;			/* at its start */
	struct header *header;	/* read already */
};

/* Calls each with every post that is there and is a message. */
void digest_each_post(struct writer *w, void (*each)(struct writer *w, struct post *p));

void digest_put(struct writer *w, const struct text *t);	/* octets as they are */
void digest_add_text(struct writer *w, struct span s);		/* UTF-8, into the text that digest_end_text ends */
void digest_end_text(struct writer *w);
void digest_add_content(struct writer *w, struct post *p);	/* its line in the table of contents */

void digest_write_plain(struct writer *w);	/* digest_plain.c: the whole mail from Content-Type on */
#endif
