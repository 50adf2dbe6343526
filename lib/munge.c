/* munge: see munge.h */
#include "munge.h"
#include "keyset.h"
#include "name.h"
#include "words.h"
#include <string.h>

enum {
	LINE = 76,		/* octets of a line with an encoded word, RFC 2047 section 2; else 78 would do */
	FIELDS_MAX = 100	/* fields of one name that are merged; RFC 5322 section 3.6 allows one */
};

static struct mailbox list_mailbox(const struct list *l)
{
	return (struct mailbox){ .local = l->local, .domain = l->domain };
}

/* ---- writing mailboxes ---- */

static size_t column(const struct text *t, size_t start)
{
	size_t n = 0;
	while (n < t->len && t->at[t->len - 1 - n] != '\n')
		n++;
	return n < t->len ? n : n + start;
}

/* Appends `name <address>`, or the address alone. start is the length of "Field: ". */
static void add_mailbox(struct text *t, size_t start, struct span name, const struct mailbox *b)
{
	struct text address = { 0 };
	text_addc(&address, '<');
	address_add(&address, b);
	text_addc(&address, '>');
	if (name.len) {
		words_encode_phrase(name, column(t, start), t);
		text_adds(t, column(t, start) + 1 + address.len > LINE ? "\n " : " ");
		text_add(t, text_span(&address));
	} else {
		text_add(t, (struct span){ address.at + 1, address.len - 2 });
	}
	text_free(&address);
}

/* Appends mailboxes with commas between them, in lines that are not too long. */
static void add_mailboxes(struct text *t, size_t start, const struct mailboxes *all)
{
	for (size_t i = 0; i < all->count; i++) {
		struct text one = { 0 };
		add_mailbox(&one, i ? 1 : start, name_read(all->at[i].name, SPAN("")), &all->at[i]);
		if (i) {
			bool whole = span_find(text_span(&one), '\n') < 0;
			text_adds(t, whole && column(t, start) + 2 + one.len < LINE ? ", " : ",\n ");
		}
		text_add(t, text_span(&one));
		text_free(&one);
	}
}

static void field_write(struct message *m, const char *name, const struct mailboxes *all)
{
	struct text t = { 0 };
	add_mailboxes(&t, strlen(name) + 2, all);
	message_set(m, name, text_span(&t));
	text_free(&t);
}

/* ---- collecting mailboxes ---- */

struct collection {
	struct mailboxes all;
	size_t room;
	struct keyset seen;
	size_t fields, unclear;		/* how many there were; how many of them can't be parsed */
	bool repair;			/* one of them holds what an MTA would repair */
};

static void collect_one(struct collection *c, struct mailbox b)
{
	if (!keyset_add(&c->seen, address_key(&b)))
		return;
	c->all.at = memory_grow(c->all.at, c->all.count, &c->room, sizeof b);
	c->all.at[c->all.count++] = b;
}

/* Written outside quotes a local part still lies where the parser found it; quoted ones are copies of it. */
static bool needs_repair(const struct mailbox *b, struct span value)
{
	struct text t = { 0 };
	address_add(&t, b);
	bool wants_quotes = t.at[0] == '"' && b->local.at >= value.at && b->local.at < value.at + value.len;
	text_free(&t);
	return wants_quotes || !b->domain.len || (!b->quoted && span_find(b->name, ',') >= 0);
}

/* Adds the mailboxes of every field of that name, each address once. */
static void collect(struct collection *c, const struct message *m, const struct list *l, const char *name)
{
	ptrdiff_t i = message_find(m, name, 0);
	for (size_t n = 0; i >= 0 && n < FIELDS_MAX; n++, i = message_find(m, name, (size_t)i + 1)) {
		struct span value = field_value(&m->field[i]);
		struct mailboxes some;
		c->fields++;
		if (address_parse(value, &some)) {
			c->unclear++;
			continue;
		}
		for (size_t k = 0; k < some.count; k++) {
			struct mailbox b = some.at[k];
			c->repair = c->repair || needs_repair(&b, value);
			if (!b.domain.len)
				b.domain = l->domain;
			collect_one(c, b);
		}
	}
}

/* ---- the fields ---- */

static struct span shown_list(const struct list *l)
{
	struct span name = name_read(l->name, SPAN(""));
	return name.len ? name : l->local;
}

bool munge_needs_name(const struct list *l, const struct mailbox *author)
{
	return !list_is(l, author) && !name_read(author->name, shown_list(l)).len;
}

static struct span shown_author(const struct list *l, const struct mailbox *author, struct span known)
{
	struct span list = shown_list(l), name = name_read(author->name, list);
	if (!name.len)
		name = name_read(known, list);
	if (!name.len)
		name = name_read(author->local, list);
	return name.len ? name : SPAN("someone");
}

void munge_from(struct message *m, const struct list *l, const struct mailbox *author, struct span known)
{
	struct mailbox list = list_mailbox(l);
	struct text name = { 0 }, from = { 0 }, original = { 0 };
	struct mailboxes sender;

	text_add(&name, shown_author(l, author, known));
	text_adds(&name, " via ");
	text_add(&name, shown_list(l));
	add_mailbox(&from, strlen("From: "), text_span(&name), &list);

	if (!list_is(l, author)) {
		/* The longer field name may push a line over the limit that it kept before. */
		struct span old = message_value(m, "From");
		ptrdiff_t fold = span_find(old, '\n');
		size_t first = fold < 0 ? old.len : (size_t)fold;
		text_adds(&original, strlen("X-Original-From: ") + first > LINE ? "\n " : "");
		text_add(&original, old);
		message_set(m, "X-Original-From", text_span(&original));
	}
	message_set(m, "From", text_span(&from));

	struct span value = message_value(m, "Sender");
	if (value.at && !address_parse(value, &sender) && sender.count == 1 && list_is(l, &sender.at[0]))
		message_set(m, "Sender", value);
	else
		message_remove(m, "Sender");
	text_free(&name);
	text_free(&from);
	text_free(&original);
}

static void repair(struct message *m, const struct list *l, const char *name)
{
	struct collection c = { 0 };
	collect(&c, m, l, name);
	if (c.all.count && (c.repair || c.fields > 1))
		field_write(m, name, &c.all);
	else if (c.fields > 1)
		message_set(m, name, message_value(m, name));
	keyset_free(&c.seen);
}

void munge_repair(struct message *m, const struct list *l)
{
	repair(m, l, "To");
	repair(m, l, "Cc");
	repair(m, l, "Reply-To");
}

bool reply_to_read(const char *word, enum reply_to *out)
{
	static const char *const words[] = { "list", "list+cc", "author", "both", "keep" };
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(word, words[i]) == 0) {
			*out = (enum reply_to)i;
			return true;
		}
	return false;
}

/* Where a reply to the author goes: to his own Reply-To, as far as it is not the list, else to himself. False
 * if that is what Reply-To says already, in a way that needs no repair. */
static bool collect_author(struct collection *c, const struct message *m, const struct list *l,
	const struct mailbox *author)
{
	struct collection own = { 0 };
	collect(&own, m, l, "Reply-To");
	for (size_t i = 0; i < own.all.count; i++)
		if (!list_is(l, &own.all.at[i]))
			collect_one(c, own.all.at[i]);
	bool same = c->all.count && c->all.count == own.all.count && own.fields == 1 && !own.repair;
	if (!c->all.count)
		collect_one(c, list_is(l, author) ? list_mailbox(l) : *author);
	keyset_free(&own.seen);
	return !same;
}

/* Adds to Cc whoever of those is not in To or Cc yet. A Cc that is there keeps its bytes. */
static void add_cc(struct message *m, const struct list *l, const struct mailboxes *those)
{
	struct collection there = { 0 }, cc = { 0 }, more = { 0 };
	struct text t = { 0 };

	collect(&there, m, l, "To");
	collect(&there, m, l, "Cc");
	collect(&cc, m, l, "Cc");
	for (size_t i = 0; i < those->count; i++)
		if (!list_is(l, &those->at[i]) && !keyset_has(&there.seen, address_key(&those->at[i])))
			collect_one(&more, those->at[i]);
	if (more.all.count) {
		if (cc.fields == 1 && !cc.unclear && cc.all.count) {
			text_add(&t, message_value(m, "Cc"));
			text_adds(&t, ",\n ");
		} else if (cc.all.count) {
			add_mailboxes(&t, strlen("Cc: "), &cc.all);
			text_adds(&t, ",\n ");
		}
		struct text added = { 0 };
		add_mailboxes(&added, t.len ? 1 : strlen("Cc: "), &more.all);
		text_add(&t, text_span(&added));
		text_free(&added);
		message_set(m, "Cc", text_span(&t));
	}
	text_free(&t);
	keyset_free(&there.seen);
	keyset_free(&cc.seen);
	keyset_free(&more.seen);
}

void munge_reply_to(struct message *m, const struct list *l, const struct mailbox *author, enum reply_to how)
{
	struct collection people = { 0 }, to = { 0 };

	if (how == REPLY_KEEP)
		return;
	bool change = collect_author(&people, m, l, author);

	if (how == REPLY_LIST_CC)
		add_cc(m, l, &people.all);
	for (size_t i = 0; i < people.all.count; i++)
		if (how == REPLY_AUTHOR || how == REPLY_BOTH)
			collect_one(&to, people.all.at[i]);
	if (how != REPLY_AUTHOR)
		collect_one(&to, list_mailbox(l));
	if (how != REPLY_AUTHOR || change)
		field_write(m, "Reply-To", &to.all);
	keyset_free(&people.seen);
	keyset_free(&to.seen);
}
