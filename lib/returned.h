/* returned: a mail that came back to LIST-return, read: whether it reports a failure, of whom, and of what kind.
 *
 * Not everything that comes back is a bounce: holiday replies, questions of challenge systems, receipts, warnings
 * of a delay and complaints come too, and must not count against anyone. A message/delivery-status is believed
 * wherever it stands; words only if a mail system seems to have written them. */
#ifndef RETURNED_H
#define RETURNED_H
#include "address.h"
#include "judge.h"
#include "message.h"

struct bounce {
	struct span address;		/* to whom the mail was sent; empty if nothing tells */
	struct span final;		/* another name of the same in the report, or empty */
	struct judgement judged;
	struct span text;		/* why, in the words of the report */
};

struct bounces { struct bounce *at; size_t count, room; };

/* Reads the report in m, whose body it settles. Nothing is appended for a mail that is no report of a failure;
 * what did not fail is there with JUDGED_NOTHING. */
void returned_read(struct message *m, struct bounces *out);

/* All of it is about member, since it came to the address that only the copy of that member had: one bounce, of
 * the mildest kind that the report tells, with what it tells of member himself first. */
struct bounce returned_about(const struct bounces *all, const struct mailbox *member);
#endif
