/* smtp_transaction: one MAIL with its recipients: who goes into it, its commands, and what the replies to
 * them mean. See smtp.h. */
#include "smtp.h"
#include "verp.h"
#include <string.h>

enum {
	FAILED = 3,		/* transactions in a row that the server will not have */
	FAILED_OWN = 20		/* the same where each has one recipient, and may fail for that one's sake */
};

static void put_back(struct smtp *all, struct recipient *r)
{
	size_t i = (size_t)(r - all->g->at);
	r->outcome = WAITING;
	r->reply = NULL;
	if (i < all->next)
		all->next = i;
}

static void put_back_all(struct smtp *all, struct transaction *t)
{
	for (size_t i = 0; i < t->count; i++)
		if (t->to[i]->outcome == TRYING)
			put_back(all, t->to[i]);
	t->count = 0;
}

void transaction_refuse(struct link *l, struct transaction *t, const char *reply)
{
	struct delivery *d = l->all->d;
	for (size_t i = 0; i < t->count; i++)
		delivery_no(d, t->to[i], reply, true);
	t->count = 0;
}

void transaction_failed(struct link *l, const char *reply)
{
	if (++l->failed >= (l->all->d->own ? FAILED_OWN : FAILED))
		delivery_fail(l->all->d, "%s: %s", l->all->where, reply);
}

void transaction_settle(struct link *l, struct transaction *t)
{
	struct smtp *all = l->all;
	size_t answered = t->answered ? t->answered - 1 : 0, after_yes = 0, taken = 0;
	const char *limit = NULL;
	answered = answered < t->count ? answered : t->count;
	for (size_t i = 0; i < answered; i++)
		if (!t->to[i]->reply)
			after_yes = i + 1;
	for (size_t i = 0; i < t->count; i++) {
		struct recipient *r = t->to[i];
		if (i < answered && !r->reply)
			t->to[taken++] = r;
		else if (i >= answered)
			put_back(all, r);
		else if (i >= after_yes && t->count > 1 && reply_is_limit(r->reply)) {
			limit = r->reply;
			put_back(all, r);
		} else {
			delivery_no(all->d, r, r->reply, false);
			l->progress = true;
		}
	}
	if (limit && taken && taken < all->batch)
		all->batch = taken;
	if (limit && !taken)
		transaction_failed(l, limit);
	t->count = taken;
}

void smtp_put_back(struct link *l, bool in_step)
{
	struct transaction *t = &l->now;
	if (in_step && t->count && t->mail)
		transaction_refuse(l, t, t->mail);
	else if (in_step && t->count && l->stage != TEXT)
		transaction_settle(l, t);
	put_back_all(l->all, t);
	put_back_all(l->all, &l->handed);
}

void transaction_pick(struct smtp *all, struct transaction *t)
{
	struct group *g = all->g;
	t->count = t->queued = t->answered = 0;
	t->mail = NULL;
	if (all->d->stop || delivery_late(all->d))
		return;
	for (; all->next < g->count && t->count < all->batch; all->next++) {
		struct recipient *r = &g->at[all->next];
		if (r->outcome != WAITING)
			continue;
		r->outcome = TRYING;
		r->reply = NULL;
		t->to = memory_grow(t->to, t->count, &t->room, sizeof *t->to);
		t->to[t->count++] = r;
	}
}

static void add_mail(struct link *l, const struct transaction *t)
{
	const struct delivery *d = l->all->d;
	bool own = l->all->g->verp && d->own;
	struct text local = { 0 };
	text_adds(&l->out, "MAIL FROM:<");
	if (own) {	/* orch-return-123-user=dom */
		const struct recipient *r = t->to[0];
		verp_add(&local, d->sender.local, (struct span){ r->raw, r->local },
			(struct span){ r->raw + r->local + 1, (size_t)r->len - r->local - 1 });
		struct mailbox sender = { .local = text_span(&local), .domain = d->sender.domain };
		address_add(&l->out, &sender);
		text_free(&local);
	} else if (d->sender.local.len)
		address_add(&l->out, &d->sender);
	text_addc(&l->out, '>');
	if (l->takes_size)
		text_addf(&l->out, " SIZE=%llu", l->all->text.octets);
	if (l->eight_bit && l->all->text.eight_bit)
		text_adds(&l->out, " BODY=8BITMIME");
	if (l->all->g->utf8)
		text_adds(&l->out, " SMTPUTF8");
	if (l->all->g->verp && !own && l->xverp)
		text_adds(&l->out, l->xverp);
	text_adds(&l->out, "\r\n");
}

void transaction_add_command(struct link *l, struct transaction *t)
{
	size_t k = t->queued++;
	if (k == 0)
		add_mail(l, t);
	else if (k <= t->count) {
		text_add(&l->out, SPAN("RCPT TO:<"));
		recipient_add_path(&l->out, t->to[k - 1]);
		text_add(&l->out, SPAN(">\r\n"));
	} else
		text_adds(&l->out, "DATA\r\n");
	if (k == 0 || !l->pipelining)
		t->due = smtp_queued(l);
}

void transaction_add_envelope(struct link *l)
{
	do
		transaction_add_command(l, &l->now);
	while (l->pipelining && l->now.queued < l->now.count + 2);
}
