/* message: a mail as a list of header fields and a body, with every byte kept.
 *
 * A field keeps its raw bytes: name as written, folds, final newline. What no step edits leaves as it came.
 * The header lies in memory (at most 1 MiB); the body stays in its file and is copied from there. Lines end
 * in LF; the runner's intake has seen to that. Field names are compared without case. */
#ifndef MESSAGE_H
#define MESSAGE_H
#include "text.h"
#include <sys/types.h>

enum { HEADER_MAX = 1 << 20 };	/* octets; Postfix' header_size_limit is 100 KB, Gmail's 500 KB */

struct field {
	struct span raw;	/* the whole field with its final newline */
	size_t name;		/* length of the name alone: `From :` has 4 */
};

struct message {
	struct field *field;
	size_t count, room;
	bool blank;		/* there was a blank line after the header */
	int fd;			/* the body is read from here */
	struct text begun;	/* the start of the body, read together with the header */
	off_t body;		/* where the body starts in fd; -1 if fd can't be rewound */
};

/* Reads header and the start of the body from fd. Dies with PERM if the header is empty, over 1 MiB, has a
 * NUL or CR, starts with a blank, or has a line that is no field; with TEMP if reading fails. */
void message_read(struct message *m, int fd);

/* The same for a header that is in memory already, body not included. Returns what is wrong or NULL.
 * The spans point into header, which must stay. */
const char *message_parse(struct message *m, struct span header);

/* Where the header at the start of s ends: the index of the blank line, or -1 if it has not come yet. Looks from
 * `from` on: the last octet that was there the time before. */
ptrdiff_t message_header_end(struct span s, size_t from);

/* Writes the message with its body to fd, once. Dies with TEMP if not all of it could be written. */
void message_write(struct message *m, int fd);

/* Writes the header, the blank line and what of the body was read together with it: nothing, once the body is settled.
 * For steps that write another body behind it. */
void message_write_header(const struct message *m, int fd);

/* Makes sure that the body lies in a file that can be read more than once: a pipe is copied to an unlinked
 * file. Leaves fd at the start of the body and begun empty. Returns the body's length in octets. */
off_t message_settle_body(struct message *m);

/* A second header over the same bytes and the same body, to be changed by itself; settles the body. */
void message_copy(struct message *from, struct message *to);

/* Field access. Indices stay valid until a field is removed or put in before them. */
bool field_is_name(struct span s);			/* what a field could be called */
struct span field_name(const struct field *f);
struct span field_value(const struct field *f);		/* raw, blanks at both ends removed, folds inside kept */
bool field_is(const struct field *f, const char *name);
ptrdiff_t message_find(const struct message *m, const char *name, size_t from);	/* index >= from, or -1 */
size_t message_count(const struct message *m, const char *name);
struct span message_value(const struct message *m, const char *name);	/* of the first; at is NULL if none */
void message_remove(struct message *m, const char *name);		/* every one of them */
void message_remove_at(struct message *m, size_t i);

/* New fields. value is printed after "NAME: " as it is and must not hold CR or NUL; an LF only before a
 * blank (a fold made by us). Anything else would let data become a header field: dies with TEMP. */
struct field field_make(const char *name, struct span value);
void message_prepend(struct message *m, const char *name, struct span value);
void message_append(struct message *m, const char *name, struct span value);
void message_set(struct message *m, const char *name, struct span value);
	/* exactly one: in the place of the first, else at the end; others of that name go */

/* Value with each fold (newline before a blank) removed (RFC 5322 section 2.2.3). In memory_get memory. */
struct span span_unfold(struct span value);
#endif
