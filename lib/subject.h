/* subject: the tag of a list, `[orch:00123]`, in front of a subject and nowhere else in it.
 *
 * All that decides works on decoded text: Outlook encodes the whole subject, tag and reply mark included, and
 * a list that looks at the raw bytes makes `[orch:101] Re: Re: [orch:100]` that grows for ever. */
#ifndef SUBJECT_H
#define SUBJECT_H
#include "text.h"

struct tag {
	struct span before, after;	/* the text around the number, UTF-8 */
	bool numbered;			/* %d or %0Nd stood between them */
	unsigned width;			/* N, the least number of digits */
};

/* Reads a FORMAT such as `[orch:%05d]` or `[orch]`. Returns NULL, or what is wrong with it. */
const char *tag_read(struct span format, struct tag *out);

/* Appends the tag as text. */
void tag_add(struct text *t, const struct tag *tag, unsigned long long number);

/* Appends text (UTF-8, cleaned) without the list's tags, whatever their numbers, and with the reply marks at
 * its start made one `Re: `. True if that changed anything worth a new encoding. Linear. */
bool subject_strip(struct span text, const struct tag *tag, struct text *out);

/* Appends the value of the new Subject field for the raw value of the old one: the tag, a blank, and the old
 * bytes if nothing had to go; else what is left, encoded anew. Twice is as once. */
void subject_tag(struct span value, const struct tag *tag, unsigned long long number, struct text *out);
#endif
