/* smtp: what its three parts share: smtp.c has the connections, smtp_talk.c the dialogue on one, and
 * smtp_transaction.c a transaction in it. */
#ifndef SMTP_H
#define SMTP_H
#include "delivery.h"
#include "reply.h"
#include "wire.h"

enum stage { CLOSED, GREETING, EHLO, HELO, ENVELOPE, TEXT, FINAL, RESET, QUIT };

/* MAIL, an RCPT for each, DATA: command k of count + 2 is answered by reply k. */
struct transaction {
	struct recipient **to;
	size_t count, room;
	size_t queued, answered;	/* commands */
	const char *mail;		/* MAIL was refused with this */
	unsigned long long due;		/* no reply may come before so many octets are written */
};

struct link {
	struct smtp *all;
	int fd;
	enum stage stage;
	long long limit;		/* when the wait is over */
	struct text out;		/* to be written, from out_done */
	size_t out_done;
	unsigned long long written;
	char in[16384];			/* read, and not yet a whole line */
	size_t in_len;
	struct reply reply;
	struct transaction now, handed;	/* the one in its envelope or text; the one whose dot is unanswered */
	struct text yes;		/* the notes for handed if the server says yes */
	struct wire wire;
	/* what EHLO offered */
	bool pipelining, eight_bit, utf8, takes_size;
	const char *xverp;		/* the parameter of MAIL */
	unsigned long long size_max;
	/* how it goes */
	bool progress;			/* it has brought an answer that lasts */
	bool in_step;			/* replies and commands have matched so far */
	int broken;			/* the error of a write; what was said before is still read */
	size_t fruitless;		/* connections in a row without progress */
	size_t failed;			/* transactions in a row that nobody was accepted in */
	const char *why;
};

struct smtp {
	struct delivery *d;
	struct group *g;
	const char *where;
	struct wire_text text;
	struct link *link;
	size_t links;
	size_t batch;			/* recipients a transaction, less when the server has said 452 */
	size_t next;			/* nobody before this index is waiting */
};

void smtp_begin(struct link *l);			/* a new connection: waits for the greeting */
void smtp_read_offer(struct link *l);			/* a line of the reply to EHLO */
void smtp_await_final(struct link *l);			/* made use of: while the server thinks */
bool smtp_in_step(const struct link *l);		/* may a reply come now? */
const char *smtp_reply(struct link *l);			/* acts on it; NULL, or why the connection must end */
void smtp_add_text(struct link *l);			/* a block of the text, the dot, what is next */
void smtp_refuse_dot(struct link *l);			/* 421 */
void smtp_put_back(struct link *l, bool in_step);	/* the connection is lost */

unsigned long long smtp_queued(const struct link *l);	/* octets, written or waiting to be */

void transaction_pick(struct smtp *all, struct transaction *t);	/* takes recipients who are waiting */
void transaction_add_envelope(struct link *l);		/* its commands; without PIPELINING the first */
void transaction_add_command(struct link *l, struct transaction *t);
/* Judges the replies to RCPT, and leaves in t those who may get the message. A limit, once reached, is for
 * all that follow; where a yes comes after it, it was that recipient's own. */
void transaction_settle(struct link *l, struct transaction *t);
/* The server will not have the message for any of them. */
void transaction_refuse(struct link *l, struct transaction *t, const char *reply);
/* A transaction has brought nothing. There is no use in a thousand of them. */
void transaction_failed(struct link *l, const char *reply);
#endif
