/* bounce_text: see bounce_text.h */
#include "bounce_text.h"
#include "address.h"
#include "mentions.h"
#include <string.h>

enum { NAMED_MAX = 200 };	/* addresses in a report */

static bool has_any(struct span s, const char *const *words)
{
	for (; *words; words++)
		if (span_find_nocase(s, span(*words)) >= 0)
			return true;
	return false;
}

static bool starts_any(struct span s, const char *const *words)
{
	for (; *words; words++)
		if (span_starts_nocase(s, span(*words)))
			return true;
	return false;
}

static bool ends_any(struct span s, const char *const *words)
{
	for (; *words; words++) {
		size_t n = strlen(*words);
		if (s.len >= n && span_is_nocase((struct span){ s.at + s.len - n, n }, span(*words)))
			return true;
	}
	return false;
}

/* The line that begins the copy of the mail: words between dashes and the like, or a field of a header. */
static bool begins_copy(struct span line)
{
	static const char *const words[] = {
		"below this line is a copy", "below is a copy", "this is a copy of", "the header of the original",
		"original message", "original mail", "unsent message follows", "message header follows",
		"returned message", "message text follows", "included is a copy", "a copy of the message",
		"bounced e-mail", "undelivered message", "the following is a copy", NULL
	};
	static const char *const fields[] = {
		"Received:", "Return-Path:", "X-Originating-IP:", "DKIM-Signature:", "Message-ID:", NULL
	};
	if (starts_any(line, fields))
		return true;
	while (line.len && (unsigned char)*line.at < 128 && !ascii_alnum(*line.at))
		line.at++, line.len--;
	return starts_any(line, words) && !span_starts_nocase(line, SPAN("original message was"));
}

struct span bounce_text_own(struct span text)
{
	for (struct span rest = text; rest.len; ) {
		struct span line = span_take(&rest, '\n');
		if (begins_copy(line))
			return (struct span){ text.at, (size_t)(line.at - text.at) };
	}
	return text;
}

bool bounce_text_says_so(struct span own)
{
	static const char *const words[] = {
		"permanent error", "permanent fatal error", "permanent failure", "failed permanently", "delivery failed",
		"delivery has failed", "delivery failure", "could not be delivered", "couldn't be delivered",
		"cannot be delivered", "can't be delivered", "couldn't deliver", "could not deliver", "unable to deliver",
		"not able to deliver", "wasn't able to deliver", "not be delivered", "was not delivered",
		"not delivered to", "did not reach", "not reached", "did not receive this message", "undeliverable",
		"undelivered", "had delivery problems", "had delivery errors", "delivery error", "attempting to deliver",
		"trying to deliver", "permanent errors", "was rejected by", "no valid recipients", "failed addresses",
		"failure reasons",
		"送信できません", "配信できません", "配送できません", "配達できません", "お届けできません",
		"届けることができません", "送信に失敗", "送信エラー", NULL
	};
	/* A text wraps where it likes. */
	struct text t = { 0 };
	for (size_t i = 0; i < own.len && t.len < 65536; i++)
		if (!ascii_blank(own.at[i]))
			text_addc(&t, own.at[i]);
		else if (t.len && t.at[t.len - 1] != ' ')
			text_addc(&t, ' ');
	bool so = has_any(text_span(&t), words);
	text_free(&t);
	return so;
}

enum how { NOT_NAMED, SOMEWHERE, LABELLED, IN_FRONT };

/* True if nothing but marks stands there: `* `, `>>> `, `-- `. */
static bool only_marks(struct span s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!strchr("*>-.|#= \t", s.at[i]))
			return false;
	return true;
}

/* `550 <anne@…>... User unknown`, as sendmail 5 wrote it. */
static bool is_code(struct span s)
{
	return s.len == 3 && reply_code_find(s) != 0;
}

/* How this mention names an address as one that failed, by what stands before it. */
static enum how how_named(const struct mention *m)
{
	static const char *const people[] = {	/* who is no recipient */
		"mail from:", "from:", "sender:", "reply-to:", "return-path:", "message-id:", "envelope-from", "contact",
		"subject:", "cc:", "from", "write to", "send mail to", "to you by", "by", NULL
	};
	static const char *const helpers[] = { "postmaster@", "mailer-daemon@", "abuse@", "support@", NULL };
	static const char *const recipients[] = { "rcpt to:", "recipient:", "recipients:", "recipient address:",
		"final-recipient: rfc822;", "original-recipient: rfc822;", "delivered to:", NULL };
	if (starts_any(m->address, helpers) || ends_any(m->before, people) || span_is_nocase(m->before, SPAN("to:")))
		return NOT_NAMED;
	if (only_marks(m->before))
		return IN_FRONT;
	if (ends_any(m->before, recipients) || is_code(m->before) || m->before.at[m->before.len - 1] == ':')
		return LABELLED;
	return SOMEWHERE;
}

struct named {
	struct span key;
	struct span address;
	size_t from;		/* of the line in the text; where what is said of it begins */
};

struct report {
	struct span own;
	struct named named[NAMED_MAX];
	size_t count;
};

static struct span key_of(struct span address)
{
	struct mailbox b;
	return address_one(address, &b) ? (struct span){ NULL, 0 } : address_key(&b);
}

static void add(struct report *r, struct span address, size_t from)
{
	struct span key = key_of(address);
	if (key.at && r->count < NAMED_MAX)
		r->named[r->count++] = (struct named){ key, address, from };
}

/* Calls for each mention in the text, with the place of its line. */
static void each_mention(struct span own, void (*with)(void *, const struct mention *, struct span line), void *data)
{
	for (struct span rest = own; rest.len; ) {
		struct span line = span_take(&rest, '\n');
		struct mention m;
		for (size_t at = 0; mention_next(line, &at, &m); )
			with(data, &m, line);
	}
}

static void find_surest(void *data, const struct mention *m, struct span line)
{
	enum how *surest = data, how = how_named(m);
	(void)line;
	if (how > *surest)
		*surest = how;
}

struct taking { struct report *r; enum how how; struct span last; };

/* In a line that begins with an address, others are about that one: `<a@x> (expanded from <b@y>): …`. */
static void take(void *data, const struct mention *m, struct span line)
{
	struct taking *t = data;
	if (how_named(m) == t->how && !(t->how == IN_FRONT && t->last.at == line.at)) {
		add(t->r, m->address, (size_t)(line.at - t->r->own.at));
		t->last = line;
	}
}

static void take_known(void *data, const struct mention *m, struct span line)
{
	struct taking *t = data;
	struct span key = key_of(m->address);
	for (size_t i = 0; i < t->r->count; i++)
		if (span_is(key, t->r->named[i].key)) {
			struct named *n = &t->r->named[i];
			if (n->from == t->r->own.len && only_marks(m->before))
				n->from = (size_t)(line.at - t->r->own.at);
			return;
		}
}

/* What stands from the line of this address to that of the next one, and where else the address stands. */
static struct span said_of(const struct report *r, const struct named *n)
{
	struct text t = { 0 };
	size_t end = r->own.len;
	for (size_t i = 0; i < r->count; i++)
		if (r->named[i].from > n->from && r->named[i].from < end && !span_is(r->named[i].key, n->key))
			end = r->named[i].from;
	text_add(&t, (struct span){ r->own.at + n->from, end - n->from });
	for (struct span rest = r->own; rest.len; ) {
		struct span line = span_take(&rest, '\n');
		size_t place = (size_t)(line.at - r->own.at);
		if ((place < n->from || place >= end) && span_find_nocase(line, n->address) >= 0) {
			text_addc(&t, '\n');
			text_add(&t, line);
		}
	}
	return text_keep(&t);
}

/* Postfix' `(expanded from <a@x>)` and Exim's `(generated from a@x)`: to whom the mail was sent. */
static struct span sent_to(struct span said, struct span otherwise)
{
	static const char *const words[] = { "expanded from", "generated from", "generated by" };
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		ptrdiff_t at = span_find_nocase(said, span(words[i]));
		size_t from = at < 0 ? 0 : (size_t)at + strlen(words[i]);
		struct mention m = { 0 };
		if (at >= 0 && mention_next((struct span){ said.at + from, said.len - from }, &(size_t){ 0 }, &m)
		    && m.before.len < 3 && key_of(m.address).at)
			return memory_keep(m.address);
	}
	return otherwise;
}

static bool seen_before(const struct report *r, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (span_is(r->named[k].key, r->named[i].key))
			return true;
	return false;
}

static size_t different(const struct report *r)
{
	size_t n = 0;
	for (size_t i = 0; i < r->count; i++)
		n += !seen_before(r, i);
	return n;
}

void bounce_text_read(struct span own, struct span known, struct failures *out)
{
	struct report r = { .own = memory_keep(own) };
	struct taking t = { .r = &r };
	struct mention m;
	for (size_t at = 0; mention_next(known, &at, &m); )
		add(&r, memory_keep(m.address), own.len);
	if (r.count)
		each_mention(r.own, take_known, &t);
	else {
		each_mention(r.own, find_surest, &t.how);
		if (t.how != NOT_NAMED)
			each_mention(r.own, take, &t);
	}
	bool so = bounce_text_says_so(own);
	for (size_t i = 0; i < r.count; i++) {
		if (seen_before(&r, i))
			continue;
		struct span said = said_of(&r, &r.named[i]);
		struct failure f = { .final = r.named[i].address, .text = said };
		if (different(&r) == 1 || judge(&f).class == JUDGED_NOTHING)
			f.text = r.own;
		f.action = so ? SPAN("failed") : SPAN("");
		f.address = sent_to(said, f.final);
		out->at = memory_grow(out->at, out->count, &out->room, sizeof *out->at);
		out->at[out->count++] = f;
	}
}
