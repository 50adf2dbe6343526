/* delivery: one run of handing a post to its recipients: who sends it, what has become of each recipient,
 * what is noted when, and which exit code all that makes.
 *
 * A transport takes a group of recipients and tells of each what the MTA said. It calls delivery_handing
 * before the octet that makes a hand-over final, delivery_accept or delivery_no afterwards, and
 * delivery_flush before it goes on: what was handed over is on record before the next begins (RFC 1047). */
#ifndef DELIVERY_H
#define DELIVERY_H
#include "address.h"
#include "list.h"
#include "recipients.h"
#include "sent.h"

struct delivery {
	struct list *list;
	struct message *m;		/* finished, its body settled */
	const char *post_id;
	struct sent *sent;
	struct recipients to;
	struct mailbox sender;		/* orch-return-123; all empty for the null sender */
	bool verp;			/* make it orch-return-123-user=dom for each, where that can be */
	bool own;			/* by a transaction a member (SMTP only) */
	size_t batch;			/* recipients in an SMTP transaction, at most */
	size_t links;			/* SMTP connections */
	long long deadline;
	/* the rest belongs to delivery.c */
	struct text lines;		/* notes not yet written */
	const char *why;		/* the first trouble that was no recipient's */
	bool stop;			/* begin nothing more */
	int file;			/* of delivery_file, 0 before */
};

/* Recipients that can share a hand-over. */
struct group { struct recipient *at; size_t count; bool verp, utf8; };

/* Takes what "-t" said ("smtp:localhost:25"; NULL for the default). Dies with TEMP 4.3.5 if it is unknown. */
struct transport {
	const char *name;
	void (*deliver)(struct delivery *, struct group *, const char *where);
	bool bare;	/* its VERP knows no quotes, and puts those of a member's local part into the sender's */
};
const struct transport *transport_choose(const char *option, const char **where);
void qmail_deliver(struct delivery *d, struct group *g, const char *where);
void sendmail_deliver(struct delivery *d, struct group *g, const char *where);
void courier_deliver(struct delivery *d, struct group *g, const char *where);
void qmqp_deliver(struct delivery *d, struct group *g, const char *where);
void smtp_deliver(struct delivery *d, struct group *g, const char *where);
void maildirs_deliver(struct delivery *d, struct group *g, const char *where);

/* For a transport: */
void delivery_handing(struct delivery *d, size_t count);
void delivery_accept(struct delivery *d, struct recipient *r);
/* The same for a whole transaction, in two steps, the first of which can be done while the answer is awaited. */
void delivery_add_yes(struct text *notes, const struct recipient *r);
void delivery_accept_all(struct delivery *d, struct recipient **r, size_t count, struct span notes);
/* The MTA has said no, for good (5xx) or for now (4xx), with a reply as reply_keep makes them. whole: to the
 * message or the sender, so that it says nothing about the recipient. */
void delivery_no(struct delivery *d, struct recipient *r, const char *reply, bool whole);
void delivery_kept(struct delivery *d, size_t count);	/* of those it was handing, so many were not taken */
void delivery_flush(struct delivery *d);
void delivery_fail(struct delivery *d, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
bool delivery_late(struct delivery *d);			/* past the deadline: nothing more is begun */
int delivery_file(struct delivery *d);			/* the message in a file, at its start */
/* The same answer for all of a hand-over: accepted if reply is NULL. */
void delivery_all(struct delivery *d, struct recipient *r, size_t count, const char *reply);
/* The sender as one string, unquoted; with verp as qmail wants it, "orch-return-123-@dom-@[]". */
void delivery_add_sender(struct text *t, const struct delivery *d, bool verp);

/* For inject: */
/* Once list and message are read: POST_ID, deadline, and the sender, which is LIST-return-NUMBER if it is not given
 * (NULL); a Delivered-To goes on top of the message. Dies with TEMP if the sender is no address. */
void delivery_begin(struct delivery *d, const char *sender);
void delivery_run(struct delivery *d, const struct transport *t, const char *where);
/* Judges the run. Returns if it is over; dies with PERM if the MTA will not have the message and nobody has
 * got it, with TEMP if something is left to do. */
void delivery_end(struct delivery *d);
/* The same for what goes to one recipient, who need not be a member: no counting of bounces, and a refusal is one. */
void delivery_end_one(struct delivery *d);
#endif
