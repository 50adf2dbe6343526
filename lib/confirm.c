/* confirm: commands for which the owner of an address must be asked; see request.h
 *
 * The question carries a token, and its answer brings it back (lib/token). chaddr wants two: the old address says
 * that it leaves, then the new one that it comes. With one alone a stranger could put himself in a member's place, or a
 * member's slip of the pen could send all posts to a third person. */
#include "asked.h"
#include "change.h"
#include "die.h"
#include "request.h"
#include "setting.h"
#include "token.h"
#include <string.h>

enum { OTHERS_MAX = 2 };	/* people beside its author whom one mail can have us ask */

/* Each with a text of the same name. */
static const char subscribe[] = "confirm-subscribe", unsubscribe[] = "confirm-unsubscribe",
	leave_old[] = "confirm-chaddr-old", take_new[] = "confirm-chaddr-new", changes[] = "confirm-admin";

/* The token stands in the address, or where that would be too long in the subject. */
void confirm_ask(struct request *r, const struct token *t)
{
	struct text from = { 0 }, subject = { 0 };
	text_addf(&from, "confirm-%s", t->name);
	text_addf(&subject, "confirm %s", t->name);
	bool fits = list_address_fits(r->list, text_string(&from));
	texts_set(&r->texts, "TOKEN", memory_keep(span(t->name)));
	texts_set(&r->texts, "ADDRESS", t->address);
	request_write(r, memory_keep(t->action).at, fits ? memory_keep(text_span(&from)).at : "request",
		fits ? NULL : text_string(&subject), t->address);
	text_free(&from);
	text_free(&subject);
}

/* What the answer to t will have done, as change(1) has it. */
static void add_change(struct text *line, const struct token *t)
{
	if (span_is(t->action, span(unsubscribe))) {
		text_addf(line, "remove %.*s", PRINTF(t->address));
	} else if (span_is(t->action, span(leave_old))) {
		text_addf(line, "move %.*s %.*s", PRINTF(t->address), PRINTF(t->argument));
	} else if (span_is(t->action, span(take_new))) {
		text_addf(line, "move %.*s %.*s", PRINTF(t->argument), PRINTF(t->address));
	} else {
		text_addf(line, "add %.*s", PRINTF(t->address));
		if (t->argument.len) {
			text_addc(line, ' ');
			setting_add(line, SPAN("name"), t->argument);
		}
	}
}

static const char *read_change(struct change *c, const struct token *t)
{
	struct text line = { 0 };
	add_change(&line, t);
	const char *wrong = change_read(c, text_span(&line));
	text_free(&line);
	return wrong;
}

/* Once a day for each address and thing to be done: with one question a day for all of them, a stranger could use it up
 * every morning, and so keep a member from leaving. */
static struct span quota(const struct token *t)
{
	return memory_format("%.*s %.*s", PRINTF(t->action), PRINTF(request_key(t->address)));
}

/* Asks the owner of t's address, which is to, as the members file has it. False, and it is said why, if he can't be
 * asked now. Whether somebody else is a member is nobody's business: what is looked at, counted and said is the same
 * if he is none, and then to is empty and no question goes out. */
static bool ask(struct request *r, const struct command *c, struct token *t, struct span to)
{
	struct change made;
	const char *no = read_change(&made, t) ? "cannot" :
		!request_is_author(r, t->address) && ++r->others > OTHERS_MAX ? "too-many" : NULL;
	if (!no) {
		enum asked asked = asked_note("confirm", quota(t), r->post_id, 1, r->limits.confirmations);
		no = asked == ASKED_BUSY ? "busy" : asked == ASKED_ENOUGH ? "asked-today" : NULL;
	}
	if (no) {
		request_say(r, c, no);
		return false;
	}
	if (to.len) {
		t->address = memory_keep(to);
		token_make(t, r->post_id, r->limits.days * 86400);
		confirm_ask(r, t);
	}
	return true;
}

/* The same for a command. The question itself tells its recipient all; a report to him would be one mail too many. */
static void ask_for(struct request *r, const struct command *c, const char *action, struct span address, struct span to,
	struct span argument)
{
	struct token t = { .action = span(action), .address = memory_keep(address), .argument = memory_keep(argument) };
	struct span as_written = t.address;
	texts_set(&r->texts, "ADDRESS", as_written);
	if (!ask(r, c, &t, to) || request_is_author(r, as_written))
		return;
	texts_set(&r->texts, "ADDRESS", as_written);
	request_say(r, c, "asked");
}

void confirm_subscribe(struct request *r, const struct command *c)
{
	struct subscriber x;
	if (!request_is_member(r, r->author_key, &x))
		ask_for(r, c, subscribe, r->author, r->author, c->text);
	/* Somebody else may be at play with his name: once a day is enough. */
	else if (asked_note("member", r->author_key, r->post_id, 1, r->limits.all_answers) == ASKED_GO)
		request_say(r, c, "member-already");
}

void confirm_unsubscribe(struct request *r, const struct command *c)
{
	struct subscriber x;
	struct span address = c->arg[0].len ? c->arg[0] : r->author;
	bool member = request_is_member(r, request_key(address), &x);
	if (!member && request_is_author(r, address))
		request_say(r, c, "not-member");
	else
		ask_for(r, c, unsubscribe, address, member ? x.address : SPAN(""), SPAN(""));
}

void confirm_chaddr(struct request *r, const struct command *c)
{
	struct subscriber x;
	struct span old = c->arg[0], new = c->arg[1];
	if (!request_is_author(r, old) && !request_is_author(r, new)) {
		request_say(r, c, "chaddr-not-yours");
		return;
	}
	bool member = request_is_member(r, request_key(old), &x);
	texts_set(&r->texts, "OLD", member ? memory_keep(x.address) : old);
	texts_set(&r->texts, "NEW", new);
	if (!member && request_is_author(r, old))
		request_say(r, c, "not-member");
	else
		ask_for(r, c, leave_old, old, member ? x.address : SPAN(""), new);
}

/* ---- the answer ---- */

/* The old address has said yes. Its token stays good as long as no question has gone to the new one, so that the same
 * answer can be sent again. */
static void half(struct request *r, const struct command *c, const struct token *old)
{
	struct token t = { .action = span(take_new), .address = old->argument, .argument = old->address };
	texts_set(&r->texts, "ADDRESS", t.address);
	if (!ask(r, c, &t, t.address) || !token_take(old, r->post_id))
		return;
	asked_forget("confirm", quota(old));
	request_say(r, c, "chaddr-half");
}

/* What is so already, since a try before this one was cut off, is as good. Returns the phrase for whoever has sent the
 * token. */
static const char *act(struct request *r, const struct token *t)
{
	struct change made;
	const char *wrong = read_change(&made, t);
	if (wrong)
		die(TEMP, "4.3.0", "pending/%s can't be done: %s", t->name, wrong);
	change_members(r->members, &made, 1);
	if (span_is(t->action, span(subscribe))) {
		request_write(r, "welcome", "request", NULL, t->address);
	} else if (span_is(t->action, span(unsubscribe))) {
		request_write(r, "goodbye", "request", NULL, t->address);
	} else if (made.result >= CHANGE_ABSENT) {
		return made.result == CHANGE_TAKEN ? "chaddr-taken" : "chaddr-gone";
	} else {
		request_write(r, "moved", "request", NULL, t->address);
		request_write(r, "moved-away", "request", NULL, t->argument);
	}
	return request_is_author(r, t->address) ? NULL : "confirmed";
}

void confirm_token(struct request *r, const struct command *c)
{
	static const char *const actions[] = { subscribe, unsubscribe, leave_old, take_new, changes };
	struct token t;
	bool found = false;
	for (size_t i = 0; i < sizeof actions / sizeof *actions && !found; i++)
		found = token_find(&t, c->arg[0], actions[i]);
	bool first = found && span_is(t.action, span(leave_old));
	if (!found || !(first ? token_is_open(&t, r->post_id) : token_take(&t, r->post_id))) {
		request_say(r, c, found ? "token-used" : "token-unknown");
		return;
	}
	if (span_is(t.action, span(changes))) {
		owner_confirmed(r, &t);
		return;
	}
	bool new = span_is(t.action, span(take_new));
	texts_set(&r->texts, "ADDRESS", t.address);
	texts_set(&r->texts, "OLD", new ? t.argument : t.address);
	texts_set(&r->texts, "NEW", new ? t.address : t.argument);
	if (first) {
		half(r, c, &t);
		return;
	}
	asked_forget("confirm", quota(&t));
	const char *phrase = act(r, &t);
	if (phrase)
		request_say(r, c, phrase);
}
