/* digest: some posts of an archive as one mail (RFC 2046 section 5.1.5, RFC 1153). */
#ifndef DIGEST_H
#define DIGEST_H
#include "list.h"
#include "range.h"
#include "texts.h"
#include <stdbool.h>
#include <time.h>

enum { DIGEST_OCTETS = 8 << 20 };	/* of the posts in one: mail servers take 10 MB, Postfix 10,240,000 by default */

struct digest {
	const struct list *list;
	struct texts *texts;			/* for its subject, and what stands in place of a post */
	const char *folder;			/* of the archive */
	const struct range *range;		/* of numbers; those that are missing are passed over */
	size_t ranges;
	const char *class;			/* "3mp": letters and digits; in its Message-ID */
	time_t date;
	bool plain;				/* RFC 1153, all in one text; else multipart/digest with the posts as they are */
};

/* Writes it to fd. Given the same values and files, the mail is the same to the octet, so that a second try is no other
 * mail. Returns the number of posts in it; with none nothing is written. A post that no mail may hold as it is (a line
 * of more than 998 octets, more than DIGEST_OCTETS) is named instead; one whose file is no message is passed over.
 * Memory grows neither with their size nor with their number. Dies with TEMP. */
size_t digest_write(const struct digest *d, int fd);

/* What a post takes of DIGEST_OCTETS: 0 if it is missing or only named. As plain text it may be up to nine times as
 * much once it is written, in UTF-8 and quoted-printable. */
unsigned long long digest_octets(const char *folder, unsigned long long number, bool plain);

/* The same without the header but for its last fields, from Content-Type on. */
size_t digest_write_body(const struct digest *d, int fd);
#endif
