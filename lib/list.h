/* list: what a step knows beside the message, from its environment (DESIGN section 2). */
#ifndef LIST_H
#define LIST_H
#include "message.h"
#include "sha256.h"
#include "text.h"

struct list {
	struct span address;	/* LIST=, as written, e.g. orch@ml.example.jp */
	struct span local, domain;
	struct span name;	/* LIST_NAME=, UTF-8; without it the local part */
};

struct mailbox;
bool list_is(const struct list *l, const struct mailbox *b);	/* true if that is the list's own address */

/* Reads LIST and LIST_NAME. Dies with TEMP 4.3.5 if LIST is missing or no address, or one of them has a
 * control character. */
void list_read(struct list *l);

/* Appends an address of the list: list_address(t, l, "request") gives orch-request@ml.example.jp, with the
 * list's DELIMITER= (default "-"); an empty extension the list's own address. */
void list_address(struct text *t, const struct list *l, const char *extension);

/* True if such an address has no more than 64 octets before the @, which is all that one may have. */
bool list_address_fits(const struct list *l, const char *extension);

/* POST_ID: 64 hexadecimal digits, from the environment or, alone in a shell, computed from the message
 * (DESIGN section 2.5). Settles the body in the latter case. A C string in memory_get memory. */
const char *post_id(struct message *m);

/* The definition of POST_ID: the hash of this (the fields that no MTA on the way adds, raw, and an LF), then of
 * the body. The runner feeds the body while it reads it. */
void post_id_header(struct sha256 *s, const struct message *m);

/* The value of the field that names whoever has written the post: From, but where that is the list's own, as
 * munge-from makes it, X-Original-From. Beside another From that field is a stranger's. Without LIST, which is so for
 * an archive from elsewhere, it is believed. Empty if there is none. */
struct span post_author(const struct message *m);

bool post_is_dry(void);		/* DRY_RUN=1: look, do not write */
bool post_is_released(void);	/* RELEASED=1: a moderator has seen it, and it is to go out */
long long post_deadline(void);	/* DEADLINE, in seconds since 1970; far away without one */
#endif
