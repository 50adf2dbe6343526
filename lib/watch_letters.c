/* watch_letters: what the list writes to a member whom mail does not reach, and to the owners. See watch.h. */
#include "answer.h"
#include "clean.h"
#include "sha256.h"
#include "subscribers.h"
#include "texts.h"
#include "watch.h"

enum { WORDS = 2000 };	/* octets of a report that an owner sees */

/* Of a Message-ID: the same for the same mail, other for another one. */
static struct span make_id(const char *what, long long when, struct span whom)
{
	char hex[65];
	sha256_hex(whom, hex);
	return memory_format("%s-%lld-%.16s", what, when, hex);
}

static void begin(struct texts *t, const struct list *l, struct span address)
{
	struct text owner = { 0 }, request = { 0 };
	list_address(&owner, l, "owner");
	list_address(&request, l, "request");
	texts_begin(t);
	texts_set(t, "LIST", l->address);
	texts_set(t, "LIST_NAME", l->name);
	texts_set(t, "OWNER", text_keep(&owner));
	texts_set(t, "REQUEST", text_keep(&request));
	texts_set(t, "ADDRESS", address);
}

enum answered letter_probe(const struct watch *w, struct span to, long long when, struct span token, struct span *why)
{
	struct text sender = { 0 }, extension = { 0 };
	struct texts texts;
	struct answer a = { .from = "owner", .to = to, .date = (time_t)when, .id = make_id("probe", when, token) };
	text_addf(&extension, "return-p-%.*s", PRINTF(token));
	list_address(&sender, w->list, text_string(&extension));
	a.sender = text_span(&sender);
	begin(&texts, w->list, to);
	texts_mail(&texts, "probe", &a.subject, &a.text);
	enum answered how = answer_try(&a, w->list, why);
	text_free(&sender);
	text_free(&extension);
	return how;
}

struct to_owners { const struct list *list; struct answer a; long long when; struct span about; };

static void write_to(const struct subscriber *x, void *with)
{
	struct to_owners *t = with;
	struct text both = { 0 };
	struct span why;
	t->a.to = memory_keep(x->address);
	text_addf(&both, "%.*s %.*s", PRINTF(x->key), PRINTF(t->about));
	t->a.id = make_id("note", t->when, text_span(&both));
	text_free(&both);
	answer_send(&t->a, t->list, &why);	/* refused: nobody to tell */
}

/* To each of them, and not to LIST-owner, for the list knows by sight what it has sent itself, and stops it. */
static void write_to_owners(const struct watch *w, long long when, struct span about, struct texts *texts,
	const char *name)
{
	struct subscribers owners;
	struct to_owners t = { w->list, { .from = "owner", .date = (time_t)when }, when, about };
	if (subscribers_wrong("owners.cdb"))
		return;
	texts_mail(texts, name, &t.a.subject, &t.a.text);
	subscribers_open(&owners, "owners.cdb");
	subscribers_each(&owners, write_to, &t);
	subscribers_close(&owners);
}

void letters_off(const struct watch *w, long long when, const struct bounce *b)
{
	struct text words = { 0 };
	struct texts texts;
	for (struct span rest = span_trim(b->text); rest.len && words.len < WORDS; ) {
		text_adds(&words, words.len ? "\n    " : "    ");
		text_add_clean(&words, span_take(&rest, '\n'), WORDS);
	}
	begin(&texts, w->list, b->address);
	texts_set(&texts, "WORDS", text_span(&words));
	write_to_owners(w, when, b->address, &texts, "bounced");
	text_free(&words);
}

void letters_removed(const struct watch *w, struct span addresses, long days)
{
	struct text number = { 0 };
	struct texts texts;
	text_addf(&number, "%ld", days);
	begin(&texts, w->list, SPAN(""));
	texts_set(&texts, "MEMBERS", addresses);
	texts_set(&texts, "DAYS", text_span(&number));
	write_to_owners(w, w->now, addresses, &texts, "removed");
	text_free(&number);
}
