/* smtp_talk: the dialogue on one connection: what a reply means in each stage, and what is said next. See
 * smtp.h. */
#include "smtp.h"
#include <string.h>

static void add_command(struct link *l, const char *verb, struct span rest)
{
	text_adds(&l->out, verb);
	text_add(&l->out, rest);
	text_adds(&l->out, "\r\n");
}

unsigned long long smtp_queued(const struct link *l) { return l->written + l->out.len - l->out_done; }

void smtp_begin(struct link *l)
{
	l->stage = GREETING;
	l->out.len = l->out_done = l->in_len = 0;
	l->written = 0;
	l->now.count = l->handed.count = 0;
	l->pipelining = l->eight_bit = l->utf8 = l->takes_size = l->progress = false;
	l->xverp = NULL;
	l->size_max = 0;
	l->in_step = true;
	l->broken = 0;
	reply_clear(&l->reply);
}

/* RFC 5321 section 4.1.1.1: the first line is the server's name, each other one an extension. */
void smtp_read_offer(struct link *l)
{
	struct span s = l->reply.line;
	if (l->reply.lines < 2 || s.len < 5)
		return;
	struct span rest = span_trim((struct span){ s.at + 4, s.len - 4 }), word = span_take_word(&rest);
	if (span_is_nocase(word, SPAN("PIPELINING")))
		l->pipelining = true;
	else if (span_is_nocase(word, SPAN("8BITMIME")))
		l->eight_bit = true;
	else if (span_is_nocase(word, SPAN("SMTPUTF8")))
		l->utf8 = true;
	else if (span_is_nocase(word, SPAN("XVERP")))
		l->xverp = " XVERP=-=";		/* Postfix: the delimiters of qmail's form */
	else if (span_is_nocase(word, SPAN("XVERP=Courier")))
		l->xverp = " VERP";
	else if (span_is_nocase(word, SPAN("SIZE"))) {
		l->takes_size = true;
		if (!span_number(span_trim(rest), &l->size_max))
			l->size_max = 0;	/* no limit known, as with 0 (RFC 1870 section 4) */
	}
}

static void start_transaction(struct link *l)
{
	transaction_pick(l->all, &l->now);
	l->stage = l->now.count ? ENVELOPE : QUIT;
	if (l->now.count)
		transaction_add_envelope(l);
	else
		add_command(l, "QUIT", SPAN(""));
}

static void reset(struct link *l)
{
	add_command(l, "RSET", SPAN(""));
	l->stage = RESET;
}

void smtp_add_text(struct link *l)
{
	if (wire_next(&l->wire, &l->out))
		return;
	struct transaction handed = l->handed;
	delivery_handing(l->all->d, l->now.count);
	l->handed = l->now;
	l->handed.due = smtp_queued(l);
	l->yes.len = 0;
	l->now = handed;
	l->now.count = 0;
	l->stage = FINAL;
	if (!l->pipelining)
		return;
	transaction_pick(l->all, &l->now);
	if (l->now.count)
		transaction_add_envelope(l);
}

/* Notes for hundreds of members take a tenth of a turn; made now, they are ready when the yes comes. */
void smtp_await_final(struct link *l)
{
	if (l->stage != FINAL || l->yes.len)
		return;
	for (size_t i = 0; i < l->handed.count; i++)
		delivery_add_yes(&l->yes, l->handed.to[i]);
}

bool smtp_in_step(const struct link *l)
{
	const struct transaction *t = &l->now;
	bool all_written = l->out.len == l->out_done;
	switch (l->stage) {
	case TEXT:
		return true;
	case FINAL:
		return l->written >= l->handed.due;
	case ENVELOPE:
		return t->answered < t->queued && l->written >= t->due
			&& (t->answered <= t->count || all_written);
	default:
		return all_written;
	}
}

void smtp_refuse_dot(struct link *l)
{
	if (l->stage == FINAL)
		delivery_kept(l->all->d, l->handed.count);
}

/* The reply to EHLO is complete: can this server have this message at all? */
static void start_session(struct link *l)
{
	struct smtp *all = l->all;
	struct text t = { 0 };
	bool whole = true;
	if (l->size_max && all->text.octets > l->size_max)
		text_addf(&t, "552 5.3.4 the message has %llu octets, and the server takes %llu",
			all->text.octets, l->size_max);
	else if (all->text.eight_bit && !l->eight_bit)
		text_adds(&t, "554 5.6.3 the message has 8-bit text, and the server takes none");
	else if (all->g->utf8 && !l->utf8) {
		text_adds(&t, "553 5.6.7 the server takes no address beyond ASCII");
		whole = false;
	}
	for (size_t i = 0; t.len && i < all->g->count; i++)
		if (all->g->at[i].outcome == WAITING)
			delivery_no(all->d, &all->g->at[i], text_string(&t), whole);
	start_transaction(l);
}

static const char *out_of_step(struct link *l)
{
	l->in_step = false;
	return "the server's replies do not match our commands";
}

/* The reply to command k of the envelope. */
static const char *reply_envelope(struct link *l)
{
	struct transaction *t = &l->now;
	size_t k = t->answered++;
	int code = l->reply.code;
	bool data = k == t->count + 1, yes = false;
	const char *kept = code >= 400 ? reply_keep(&l->reply) : NULL;

	if (code < 400 && (data ? code != 354 : code >= 300))
		return out_of_step(l);
	if (k == 0)
		t->mail = kept;
	else if (!data && !t->mail)
		t->to[k - 1]->reply = kept;
	if (!data && l->pipelining)
		return NULL;
	for (size_t i = 0; i < t->count && !t->mail; i++)
		yes = yes || !t->to[i]->reply;
	if (!data && yes) {
		transaction_add_command(l, t);
		return NULL;
	}
	if (t->mail) {
		transaction_failed(l, t->mail);
		transaction_refuse(l, t, t->mail);
	} else
		transaction_settle(l, t);
	if (code == 354 && t->count) {
		l->stage = TEXT;
		wire_start(&l->wire, &l->all->text);
	} else if (code == 354) {	/* it takes a text for nobody: an empty one (RFC 2920 section 3.1) */
		add_command(l, ".", SPAN(""));
		l->stage = RESET;
	} else {
		if (t->count) {
			transaction_failed(l, kept);
			transaction_refuse(l, t, kept);
		}
		reset(l);
	}
	return NULL;
}

static const char *reply_final(struct link *l)
{
	struct transaction *t = &l->handed;
	struct delivery *d = l->all->d;
	if (l->reply.code >= 300 && l->reply.code < 400)
		return out_of_step(l);
	if (l->reply.code < 300) {
		smtp_await_final(l);
		delivery_accept_all(d, t->to, t->count, text_span(&l->yes));
		t->count = 0;
		l->progress = true;
		l->failed = l->fruitless = 0;
	} else {
		const char *reply = reply_keep(&l->reply);
		delivery_kept(d, t->count);
		transaction_failed(l, reply);
		transaction_refuse(l, t, reply);
	}
	if (l->now.count && d->stop)
		return "stopped";	/* what was begun meanwhile has no text yet */
	if (l->now.count)
		l->stage = ENVELOPE;
	else
		start_transaction(l);
	return NULL;
}

const char *smtp_reply(struct link *l)
{
	int code = l->reply.code;
	switch (l->stage) {
	case GREETING:
		if (code != 220)
			return reply_keep(&l->reply);
		add_command(l, "EHLO ", l->all->d->list->domain);
		l->stage = EHLO;
		return NULL;
	case EHLO:
		if (code >= 500) {
			add_command(l, "HELO ", l->all->d->list->domain);
			l->stage = HELO;
			return NULL;
		} /* fall through */
	case HELO:
		if (code != 250)
			return reply_keep(&l->reply);
		start_session(l);
		return NULL;
	case ENVELOPE:
		return reply_envelope(l);
	case FINAL:
		return reply_final(l);
	case RESET:
		start_transaction(l);
		return NULL;
	case TEXT:	/* it has seen enough before the end; nothing of it counts */
		return reply_keep(&l->reply);
	default:
		l->stage = CLOSED;
		return NULL;
	}
}
