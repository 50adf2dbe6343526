/* look: what a text is like, found by reading it once. Memory does not grow with it. */
#ifndef LOOK_H
#define LOOK_H
#include "message.h"
#include "mime.h"
#include "source.h"
#include "text.h"

/* The octets that a part's encoding stands for. It lies still while it is read. */
struct reading { struct source_file file; struct source_decoded decoded; };
struct source *reading_begin(struct reading *r, const struct message *m, const struct mime_part *p);

struct look {
	bool high;		/* there is an octet beyond ASCII */
	bool escape, shifted;	/* ISO 2022: there is an escape sequence; it ends with double octets or kana still on */
	bool sealed;		/* PGP has signed or encrypted it: no character may change (RFC 9580 section 7) */
	struct text tail;	/* its last octets */
};

enum { LOOK_TAIL = 131072 };	/* so many, if there are so many */

void look_read(struct look *k, struct source *s);

/* All of it in UTF-8, in a scratch file. False if that can't be done without loss, or has lines of many thousand
 * octets. */
struct utf8_copy {
	int fd;
	off_t octets, high;	/* in all, and beyond ASCII */
};
bool look_to_utf8(struct source *s, struct span charset, struct utf8_copy *copy);

/* It ends with these lines, as they are but for blanks and empty lines after them. */
bool look_ends_with(const struct look *k, struct span lines);

struct span look_last_line(const struct look *k, bool *ended);	/* without its line end, which it has or has not */

/* For base64 (RFC 2045 section 6.8): where the last whole group of four letters ends, from the start of the body; -1 if
 * there is something that is no base64, and readers would disagree. */
off_t look_base64(const struct message *m, const struct mime_part *p);
#endif
