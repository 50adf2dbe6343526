/* watch_letters: what the list writes to a member whom mail does not reach, and to the owners. See watch.h. */
#include "answer.h"
#include "die.h"
#include "sha256.h"
#include "subscribers.h"
#include "watch.h"
#include <string.h>

/* Of a Message-ID: the same for the same mail, other for another one. */
static struct span make_id(const char *what, long long when, struct span whom)
{
	struct sha256 s;
	char hex[65];
	struct text t = { 0 };
	sha256_init(&s);
	sha256_add(&s, whom);
	sha256_end(&s, hex);
	text_addf(&t, "%s-%lld-%.16s", what, when, hex);
	struct span id = memory_keep(text_span(&t));
	text_free(&t);
	return id;
}

bool letter_probe(const struct watch *w, struct span to, long long when, struct span token, struct span *why)
{
	struct text sender = { 0 }, extension = { 0 }, subject = { 0 }, text = { 0 };
	const struct list *l = w->list;
	text_addf(&extension, "return-p-%.*s", PRINTF(token));
	list_address(&sender, l, text_string(&extension));
	text_addf(&subject, "%.*s: mail to you has come back / メールが届いていません", PRINTF(l->address));
	text_addf(&text,
		"Mail from the list %.*s to you\n\n\t%.*s\n\n"
		"has come back on several days. This is a test. If you can read it, all is well\n"
		"again, and there is nothing to do. If it comes back too, the list will send\n"
		"nothing more to this address.\n\n"
		"メーリングリスト %.*s から上記のアドレスへのメールが、\n"
		"数日にわたり届かずに戻ってきました。これは確認のためのメールです。\n"
		"お読みになれた場合は、何もする必要はありません。\n"
		"このメールも戻ってきた場合は、配送を停止します。\n", PRINTF(l->address), PRINTF(to), PRINTF(l->address));
	struct answer a = { .from = "owner", .to = to, .sender = text_span(&sender), .subject = text_span(&subject),
		.text = text_span(&text), .date = (time_t)when, .id = make_id("probe", when, token) };
	bool sent = answer_send(&a, l, why);
	text_free(&sender);
	text_free(&extension);
	text_free(&subject);
	text_free(&text);
	return sent;
}

struct to_owners { const struct watch *w; struct answer a; long long when; };

static void write_to(const struct subscriber *x, void *with)
{
	struct to_owners *t = with;
	struct span why;
	t->a.to = memory_keep(x->address);
	t->a.id = make_id("note", t->when, t->a.to);
	answer_send(&t->a, t->w->list, &why);	/* refused: nobody to tell */
}

/* To each of them, and not to LIST-owner, for that address belongs to the list, which knows its own mail by sight. */
void letters_to_owners(const struct watch *w, long long when, struct span subject, struct span text)
{
	struct subscribers owners;
	struct to_owners t = { w, { .from = "owner", .subject = subject, .text = text, .date = (time_t)when }, when };
	if (subscribers_wrong("owners.cdb"))
		return;
	subscribers_open(&owners, "owners.cdb");
	subscribers_each(&owners, write_to, &t);
	subscribers_close(&owners);
}

void letters_off(const struct watch *w, long long when, const struct bounce *b)
{
	struct text subject = { 0 }, text = { 0 };
	text_addf(&subject, "%.*s: no more mail to %.*s", PRINTF(w->list->address), PRINTF(b->address));
	text_addf(&text,
		"Mail to the member\n\n\t%.*s\n\nhas come back on several days, and so has a test. The list sends nothing there\n"
		"any more (s=bounced in the file members). What the other side says:\n\n\t",
		PRINTF(b->address));
	for (size_t i = 0; i < b->text.len && i < 2000; i++) {
		text_addc(&text, b->text.at[i]);
		if (b->text.at[i] == '\n')
			text_addc(&text, '\t');
	}
	text_adds(&text, "\n\nTo send there again: change-members members unset ADDRESS s\n");
	letters_to_owners(w, when, text_span(&subject), text_span(&text));
	text_free(&subject);
	text_free(&text);
}

void letters_removed(const struct watch *w, struct span addresses)
{
	struct text subject = { 0 }, text = { 0 };
	text_addf(&subject, "%.*s: members removed", PRINTF(w->list->address));
	text_adds(&text, "These members, whom mail has not reached for a long time, have been removed:\n\n");
	text_add(&text, addresses);
	if (addresses.len)
		letters_to_owners(w, w->now, text_span(&subject), text_span(&text));
	text_free(&subject);
	text_free(&text);
}
