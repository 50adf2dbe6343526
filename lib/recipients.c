/* recipients: see recipients.h */
#include "recipients.h"
#include "address.h"
#include "die.h"
#include "spec.h"
#include "subscribers.h"
#include <stdlib.h>
#include <string.h>

struct collecting {
	struct recipients *to;
	struct keyset seen;
	const struct keyset *skip;
	const struct sent *sent;
	const char *digest;	/* NULL: posts */
	bool several;	/* files; within one the keys are unique */
};

/* From an address as a member wrote it; false if mail must not be sent to it. */
static bool make(struct recipient *r, struct span address)
{
	struct mailbox b;
	*r = (struct recipient){ .outcome = WAITING };
	if (address_one(address, &b))
		return false;
	char *raw = memory_get(b.local.len + b.domain.len + 1);
	memcpy(raw, b.local.at, b.local.len);
	raw[b.local.len] = '@';
	memcpy(raw + b.local.len + 1, b.domain.at, b.domain.len);
	r->raw = raw;
	r->local = (uint16_t)b.local.len;
	r->len = (uint16_t)(b.local.len + b.domain.len + 1);
	char before = '.';
	for (size_t i = 0; i < r->len; i++) {
		/* Once more, where it matters: what would end a command early must not hide in quotes. */
		unsigned char c = (unsigned char)raw[i];
		if (c <= ' ' || c == 127 || c == '<' || c == '>')
			return false;
		r->utf8 |= c > 127;
		r->odd |= (before == '.' && (c == '.' || c == '@')) || c == '!';
		before = raw[i];
	}
	r->odd |= address.at[0] == '"' || raw[0] == '.';
	return true;
}

static void collect_one(const struct subscriber *x, void *with)
{
	struct collecting *c = with;
	struct recipient r;
	if (!(c->digest ? subscriber_gets_digest(x, span(c->digest)) : subscriber_gets_mail(x)) ||
			sent_has(c->sent, x->key) || (c->skip && keyset_has(c->skip, x->key)))
		return;
	if (c->several && !keyset_add(&c->seen, x->key))
		return;
	if (!make(&r, x->address))
		return;
	c->to->at[c->to->count++] = r;
}

/* All at once, since a list that grows by doubling touches three times the memory. */
static void reserve(struct recipients *r, size_t more)
{
	struct recipient *at = memory_get((r->count + more) * sizeof *at);
	if (r->count)
		memcpy(at, r->at, r->count * sizeof *at);
	r->at = at;
}

void recipients_collect(struct recipients *r, char **files, const struct keyset *skip, const struct sent *s,
	const char *digest)
{
	struct collecting c = { .to = r, .skip = skip, .sent = s, .digest = digest, .several = files[0] && files[1] };
	for (; *files; files++) {
		struct subscribers list;
		subscribers_open(&list, *files);
		/* Whoever has joined since it was built is missing in it, and nobody would notice. */
		subscribers_check_beside(&list);
		reserve(r, list.count);
		subscribers_each(&list, collect_one, &c);
		subscribers_close(&list);
	}
	keyset_free(&c.seen);
}

void recipients_of_envelope(struct recipients *to, const struct sent *sent)
{
	const char *recipient = getenv("RECIPIENT");
	char key[RECIPIENT_MAX];
	to->at = memory_get(sizeof *to->at);
	if (!recipient || !make(to->at, span(recipient)))
		die(TEMP, "4.3.5", "RECIPIENT is no address to send to");
	to->count = !sent_has(sent, recipient_key(to->at, key));
}

const char *recipients_digest(void)
{
	static const char start[] = "digest-";
	const char *extension = getenv("EXTENSION") ? getenv("EXTENSION") : "";
	if (!span_starts_nocase(span(extension), span(start)))
		die(TEMP, "4.3.5", "EXTENSION does not say which digest this is; -D is for the score that make-digest runs");
	return extension + strlen(start);
}

void recipients_group(struct recipients *r)
{
	struct recipient *sorted;
	size_t n = 0, first = 0;
	while (first < r->count && !r->at[first].plain && !r->at[first].utf8)
		first++;
	if (first == r->count)
		return;		/* all of one kind, as nearly always */
	sorted = memory_get(r->count * sizeof *sorted);
	for (int kind = 0; kind < 4; kind++)
		for (size_t i = 0; i < r->count; i++)
			if (r->at[i].plain * 2 + r->at[i].utf8 == kind)
				sorted[n++] = r->at[i];
	r->at = sorted;
}

struct span recipient_key(const struct recipient *r, char buffer[RECIPIENT_MAX])
{
	for (size_t i = 0; i < r->len; i++)
		buffer[i] = (char)ascii_lower((unsigned char)r->raw[i]);
	return (struct span){ buffer, r->len };
}

/* A bang in the open is a way through several hosts to some servers (Courier refuses it), in quotes just a letter. */
void recipient_add_path(struct text *t, const struct recipient *r)
{
	struct span local = { r->raw, r->local };
	if (memchr(local.at, '!', local.len) && spec_is_dot_atom(local))
		text_addf(t, "\"%.*s\"%.*s", PRINTF(local), r->len - r->local, r->raw + r->local);
	else if (r->odd)
		address_add(t, &(struct mailbox){ .local = { r->raw, r->local },
			.domain = { r->raw + r->local + 1, (size_t)r->len - r->local - 1 } });
	else
		text_add(t, (struct span){ r->raw, r->len });
}

/* What can't be read names nobody. */
static void add_field(struct keyset *out, struct span value, const struct keyset *but)
{
	struct mailboxes all;
	if (address_parse(value, &all))
		return;
	for (size_t i = 0; i < all.count; i++) {
		struct span key = address_key(&all.at[i]);
		if (!but || !keyset_has(but, key))
			keyset_add(out, key);
	}
}

void recipients_add_author(struct keyset *out, const struct message *m)
{
	add_field(out, post_author(m), NULL);
}

void recipients_add_addressed(struct keyset *out, const struct message *m)
{
	struct keyset author = { 0 };
	recipients_add_author(&author, m);
	for (size_t i = 0; i < m->count; i++)
		if (field_is(&m->field[i], "To") || field_is(&m->field[i], "Cc"))
			add_field(out, field_value(&m->field[i]), &author);
	keyset_free(&author);
}
