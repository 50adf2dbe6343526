/* owner: an owner's commands by mail; see request.h and admin.h
 *
 * What is only shown goes to the owner's address, whoever has asked. What changes something waits for one token for all
 * the changes of a mail, unless it is proven that the owner wrote it. */
#include "admin.h"
#include "asked.h"
#include "request.h"
#include <string.h>

enum {
	QUESTIONS = 20,		/* to one owner in a day, without an answer */
	CHANGES_MAX = 8192	/* octets of changes in one mail */
};

/* Between the changes in a token: no control character can stand there, and no command has this one. */
static const char mark[] = " \xe2\x90\xa4 ";

static void show(struct request *r, const char *what, struct span words, const char *phrase)
{
	if (!request_may_answer(r))
		return;
	text_addf(&r->report, ">>> %s %.*s\n", what, PRINTF(words));
	if (phrase)
		request_say(r, NULL, phrase);
}

static void perform(struct request *r, struct span words)
{
	struct admin a;
	if (admin_read(&a, words))
		show(r, "admin", words, admin_do(&a, r->members));
}

void owner_command(struct request *r, const struct command *c)
{
	struct admin a;
	if (!admin_is_owner(r->author_key)) {
		request_say(r, NULL, "not-owner");
		return;
	}
	if (!request_may_answer(r) || !admin_read(&a, c->text))
		return;
	if (span_find_nocase(c->text, span_trim(span(mark))) >= 0)
		show(r, "admin", c->text, "cannot");
	else if (a.kind >= ADMIN_MEMBERS) {
		show(r, "admin", c->text, NULL);
		size_t before = r->report.len;
		admin_show(&a, r->cdb, &r->report);
		if (r->report.len == before)
			request_say(r, NULL, "admin-none");
		else
			text_addc(&r->report, '\n');
	} else if (r->proven) {
		perform(r, c->text);
	} else if (r->changes.len + c->text.len < CHANGES_MAX) {
		text_adds(&r->changes, r->changes.len ? mark : "");
		text_add(&r->changes, c->text);
	} else {
		show(r, "admin", c->text, "too-many");
	}
}

/* One change a line. */
static struct span as_lines(struct span changes)
{
	struct text t = { 0 };
	size_t n = strlen(mark);
	while (changes.len) {
		bool end = changes.len >= n && memcmp(changes.at, mark, n) == 0;
		text_addc(&t, end ? '\n' : *changes.at);
		size_t used = end ? n : 1;
		changes = (struct span){ changes.at + used, changes.len - used };
	}
	return text_keep(&t);
}

void owner_ask(struct request *r)
{
	struct token t = { .action = SPAN("confirm-admin"), .address = r->author, .argument = text_span(&r->changes) };
	struct text lines = { 0 };
	if (!r->changes.len)
		return;
	if (asked_note("admin", r->author_key, r->post_id, QUESTIONS, r->limits.all_answers) != ASKED_GO) {
		request_say(r, NULL, "busy");
		return;
	}
	token_make(&t, r->post_id, r->limits.days * 86400);
	for (struct span rest = as_lines(t.argument); rest.len; ) {
		struct span line = span_take(&rest, '\n');
		text_addf(&lines, "    admin %.*s\n", PRINTF(line));
	}
	texts_set(&r->texts, "COMMANDS", span_trim(text_keep(&lines)));
	confirm_ask(r, &t);
}

/* Who is an owner no more can't go on with what he asked for. */
void owner_confirmed(struct request *r, const struct token *t)
{
	struct span key = request_key(t->address);
	if (!admin_is_owner(key)) {
		request_say(r, NULL, "not-owner");
		return;
	}
	asked_forget("admin", key);
	for (struct span rest = as_lines(t->argument); rest.len; )
		perform(r, span_take(&rest, '\n'));
}
