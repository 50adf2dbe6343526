/* delivery_begin: in whose name a post goes out, and the mark that it gets; see delivery.h */
#include "delivery.h"
#include "die.h"

/* LIST-return-NUMBER, the number from X-Mail-Count without zeros; 0 for a message without one. */
static void set_sender(struct delivery *d, const char *given)
{
	struct text t = { 0 };
	unsigned long long n;
	if (given && address_is_null(span(given)))
		return;
	if (!given) {
		if (!span_number(message_value(d->m, "X-Mail-Count"), &n) || n > 9999999999)
			n = 0;
		list_address(&t, d->list, memory_format("return-%llu", n).at);
		given = text_string(&t);
	}
	if (address_one(span(given), &d->sender))
		die(TEMP, "4.3.5", "%.200s is no address to send from", given);
}

/* `Delivered-To: LIST` on top, once, by which check-loop knows its own posts. */
static void mark_delivered(struct message *m, struct span list)
{
	for (size_t i = m->count; i-- > 0; )
		if (field_is(&m->field[i], "Delivered-To") && span_is_nocase(field_value(&m->field[i]), list))
			message_remove_at(m, i);
	message_prepend(m, "Delivered-To", list);
}

void delivery_begin(struct delivery *d, const char *sender)
{
	d->post_id = post_id(d->m);
	d->deadline = post_deadline();
	set_sender(d, sender);
	mark_delivered(d->m, d->list->address);
}

void delivery_add_sender(struct text *t, const struct delivery *d, bool verp)
{
	if (!d->sender.local.len)
		return;
	text_add(t, d->sender.local);
	text_adds(t, verp ? "-@" : "@");
	text_add(t, d->sender.domain);
	text_adds(t, verp ? "-@[]" : "");
}
