/* part: one part of a message, to be read. The message's body must be settled; its offset does not move. */
#ifndef PART_H
#define PART_H
#include "message.h"
#include "mime.h"
#include "text.h"

/* What it is called (lib/filename), or empty. */
struct span part_name(const struct message *m, const struct mime_part *p);

/* Appends the first octets of its content, as many as max of what stands in the mail, decoded to UTF-8 text. */
void part_text(const struct message *m, const struct mime_part *p, size_t max, struct text *out);

/* True for what can be a pattern of part_match. */
bool part_is_pattern(struct span s);

/* The first of the patterns that the part matches, or NULL: its type, as in "application/zip" or "video/" and a star,
 * or as in ".exe" the end of a name. All its names count, since of two that differ readers take either. */
const struct span *part_match(const struct message *m, const struct mime_part *p, const struct span *pattern,
	size_t patterns);

/* The part that a person has written as text: the first text/plain that is not called an attachment and is not inside
 * an attached message; NULL if there is none. */
const struct mime_part *part_written(const struct message *m, const struct mime *mime);

/* Appends what a person has written, decoded as by part_text: that part, or where there is none the first that is HTML,
 * as lines of text (lib/html). Nothing if there is neither. */
void part_written_text(const struct message *m, const struct mime *mime, size_t max, struct text *out);
#endif
