/* request: see request.h */
#include "request.h"
#include "admin.h"
#include "answer.h"
#include "asked.h"
#include "change.h"
#include "die.h"
#include "file.h"
#include "sha256.h"
#include <time.h>

void request_set(struct request *r, const char *members, const char *post_id, struct span author,
	struct span message_id)
{
	r->members = members;
	r->cdb = change_cdb(members);
	r->post_id = post_id;
	r->author = author;
	r->author_key = request_key(author);
	r->message_id = message_id;
}

bool request_may_answer(struct request *r)
{
	if (!r->asked) {	/* an owner has more to ask */
		size_t a_day = r->limits.answers * (admin_is_owner(r->author_key) ? 10 : 1);
		r->may_answer = asked_note("answer", r->author_key, r->post_id, a_day, r->limits.all_answers) == ASKED_GO;
	}
	r->asked = true;
	return r->may_answer;
}

struct span request_key(struct span address)
{
	struct mailbox b;
	if (address_one(address, &b))
		die(TEMP, "4.3.0", "%.*s is no address", (int)(address.len < 200 ? address.len : 200), address.at);
	return address_key(&b);
}

bool request_is_author(const struct request *r, struct span address)
{
	return span_is(request_key(address), r->author_key);
}

bool request_is_member(const struct request *r, struct span key, struct subscriber *out)
{
	struct subscribers s;	/* another one after each change */
	subscribers_open(&s, r->cdb);
	bool has = subscribers_has(&s, key, out);
	subscribers_close(&s);
	return has;
}

/* Only what a command is made of: the rest of its line may be anybody's advertisement. */
static void quote(struct text *t, const struct command *c)
{
	text_addf(t, ">>> %s", c->word);
	for (size_t i = 0; i < 2; i++)
		if (c->arg[i].len && c->kind != COMMAND_CONFIRM)
			text_addf(t, " %.*s", PRINTF(c->arg[i]));
	text_addc(t, '\n');
}

void request_say(struct request *r, const struct command *c, const char *phrase)
{
	if (!request_may_answer(r))
		return;
	if (c)
		quote(&r->report, c);
	texts_phrase(&r->report, &r->texts, phrase);
	text_adds(&r->report, "\n\n");
}

struct letter *request_letter(struct request *r, const char *kind, const char *from, struct span to)
{
	struct letter *x = &r->letter[r->letters++];
	*x = (struct letter){ .kind = kind, .from = from, .to = to };
	return x;
}

void request_write(struct request *r, const char *text, const char *from, const char *subject, struct span to)
{
	struct letter *x = request_letter(r, text, from, to);
	texts_mail(&r->texts, text, &x->subject, &x->text);
	if (subject)
		x->subject = memory_keep(span(subject));
}

/* ---- commands that need no token ---- */

static void add_member(const struct subscriber *x, void *with)
{
	struct text *t = with;
	text_add(t, x->address);
	text_addc(t, '\n');
}

static void members(struct request *r, const struct command *c)
{
	struct subscriber x;
	struct subscribers s;
	bool member = request_is_member(r, r->author_key, &x);
	if (!member || !r->limits.shows_members) {
		request_say(r, c, member ? "members-hidden" : "not-member");
		return;
	}
	request_say(r, c, "members");
	if (!request_may_answer(r))
		return;
	subscribers_open(&s, r->cdb);
	subscribers_each(&s, add_member, &r->report);
	subscribers_close(&s);
	text_addc(&r->report, '\n');
}

static void guide(struct request *r, const struct command *c)
{
	if (!request_may_answer(r))
		return;
	quote(&r->report, c);
	texts_add(&r->report, &r->texts, "guide");
	text_addc(&r->report, '\n');
}

/* A command that could not be read: a line that says how it is written. */
static void show_usage(struct request *r, const struct command *c)
{
	static const char *const phrase[COMMAND_END + 1] = { [COMMAND_UNSUBSCRIBE] = "usage-unsubscribe",
		[COMMAND_CONFIRM] = "usage-confirm", [COMMAND_CHADDR] = "usage-chaddr", [COMMAND_DIGEST] = "usage-digest",
		[COMMAND_SUMMARY] = "usage-summary", [COMMAND_GET] = "usage-get", [COMMAND_ADMIN] = "usage-admin" };
	bool owner = admin_is_owner(r->author_key);
	texts_set(&r->texts, "COMMAND", span(c->word));
	request_say(r, c, c->kind == COMMAND_ADMIN && !owner ? "not-owner" :
		phrase[c->kind] ? phrase[c->kind] : "usage-alone");
	if (c->kind == COMMAND_ADMIN && owner && request_may_answer(r)) {
		texts_add(&r->report, &r->texts, "help-admin");
		text_addc(&r->report, '\n');
	}
}

static void run_one(struct request *r, const struct command *c)
{
	if (c->misused) {
		show_usage(r, c);
		return;
	}
	switch (c->kind) {
	case COMMAND_HELP: r->help = true; break;
	case COMMAND_GUIDE: guide(r, c); break;
	case COMMAND_SUBSCRIBE: confirm_subscribe(r, c); break;
	case COMMAND_UNSUBSCRIBE: confirm_unsubscribe(r, c); break;
	case COMMAND_CONFIRM: confirm_token(r, c); break;
	case COMMAND_CHADDR: confirm_chaddr(r, c); break;
	case COMMAND_OFF:
	case COMMAND_ON:
	case COMMAND_SKIP:
	case COMMAND_NOSKIP:
	case COMMAND_DIGEST:
	case COMMAND_UNDIGEST:
	case COMMAND_STATUS: membership(r, c); break;
	case COMMAND_MEMBERS: members(r, c); break;
	case COMMAND_SUMMARY: fetch_summary(r, c); break;
	case COMMAND_GET: fetch_posts(r, c); break;
	case COMMAND_ADMIN: owner_command(r, c); break;
	case COMMAND_END: break;
	}
}

static void set_addresses(struct request *r)
{
	static const char *const address[][2] = { { "LIST", "" }, { "REQUEST", "request" }, { "OWNER", "owner" },
		{ "SUBSCRIBE", "subscribe" }, { "UNSUBSCRIBE", "unsubscribe" } };
	struct text t = { 0 };
	for (size_t i = 0; i < sizeof address / sizeof *address; i++) {
		t.len = 0;
		list_address(&t, r->list, address[i][1]);
		texts_set(&r->texts, address[i][0], memory_keep(text_span(&t)));
	}
	texts_set(&r->texts, "DAYS", memory_format("%lld", r->limits.days));
	texts_set(&r->texts, "LIST_NAME", r->list->name);
	texts_set(&r->texts, "ADDRESS", r->author);
	text_free(&t);
}

void request_run(struct request *r, const struct commands *c)
{
	set_addresses(r);
	for (size_t i = 0; i < c->count; i++) {
		run_one(r, &c->at[i]);
		texts_set(&r->texts, "ADDRESS", r->author);
	}
	owner_ask(r);
	/* Whoever has written a letter, and no command, needs more than a line about its word "get". */
	bool letter = c->unknown > 0;
	for (size_t i = 0; i < c->count; i++)
		letter = letter && c->at[i].misused;
	if (!c->count || c->wrong || letter) {
		request_say(r, NULL, c->count ? "unknown" : "nothing");
		r->help = true;
	}
	if (r->help && request_may_answer(r)) {
		texts_add(&r->report, &r->texts, "help");
		if (admin_is_owner(r->author_key))
			texts_add(&r->report, &r->texts, "help-admin");
		text_addc(&r->report, '\n');
	}
	if (!r->report.len)
		return;
	while (r->report.len && r->report.at[r->report.len - 1] == '\n')
		r->report.len--;
	texts_set(&r->texts, "REPORT", memory_keep(text_span(&r->report)));
	request_write(r, "report", "request", NULL, r->author);
}

/* Of the Message-ID: the same whenever this letter is written. */
static struct span make_id(const struct request *r, const struct letter *x)
{
	char hash[65];
	sha256_hex(memory_format("%s %s %.*s", r->post_id, x->kind, PRINTF(x->to)), hash);
	return memory_keep((struct span){ hash, 32 });
}

static void send_one(struct request *r, const struct letter *x, struct sent *s)
{
	struct text t = { 0 };
	struct span why = { NULL, 0 }, key = memory_format("%s/%.*s", x->kind, PRINTF(request_key(x->to)));
	if (sent_has(s, key))
		return;
	struct answer a = { .from = x->from, .to = x->to, .subject = x->subject, .text = x->text, .body = x->body,
		.in_reply_to = request_is_author(r, x->to) ? r->message_id : SPAN(""),
		.date = (time_t)s->first_try, .id = make_id(r, x) };
	bool taken = answer_send(&a, r->list, &why);
	sent_line(&t, taken ? "accepted" : "refused", key, why);
	sent_note(s, &t);
	text_free(&t);
}

void request_send(struct request *r, bool alone)
{
	struct sent s;
	if (!sent_open(&s, r->post_id, SENT_KEYS | (alone ? SENT_LOCK : 0)))
		die(TEMP, "4.3.0", "another process is at work on this mail");
	sent_note_try(&s);
	for (size_t i = 0; i < r->letters; i++)
		send_one(r, &r->letter[i], &s);
	if (alone)
		sent_note_done(&s);
	else
		sent_sync(&s);
}

void request_print(const struct request *r)
{
	struct text t = { 0 };
	for (size_t i = 0; i < r->letters; i++) {
		const struct letter *x = &r->letter[i];
		text_addf(&t, "To: %.*s\nSubject: %.*s\n\n%.*s", PRINTF(x->to), PRINTF(x->subject), PRINTF(x->text));
	}
	write_all(1, text_span(&t), "standard output");
	text_free(&t);
}
