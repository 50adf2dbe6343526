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

enum {
	LOCAL_MAX = 64,		/* octets of a local part, RFC 5321 section 4.5.3.1.1 */
	OTHERS_MAX = 2		/* people beside its author whom one mail can have us ask */
};

/* Each with a text of the same name. */
static const char subscribe[] = "confirm-subscribe", unsubscribe[] = "confirm-unsubscribe",
	leave_old[] = "confirm-chaddr-old", take_new[] = "confirm-chaddr-new", changes[] = "confirm-admin";

/* The token stands in the address, or where that would be too long in the subject. */
void confirm_ask(struct request *r, const struct token *t)
{
	struct text from = { 0 }, subject = { 0 }, address = { 0 };
	struct mailbox b;
	text_addf(&from, "confirm-%s", t->name);
	text_addf(&subject, "confirm %s", t->name);
	list_address(&address, r->list, text_string(&from));
	bool fits = !address_one(text_span(&address), &b) && b.local.len <= LOCAL_MAX;
	texts_set(&r->texts, "TOKEN", memory_keep(span(t->name)));
	texts_set(&r->texts, "ADDRESS", t->address);
	request_write(r, memory_keep(t->action).at, fits ? memory_keep(text_span(&from)).at : "request",
		fits ? NULL : text_string(&subject), t->address);
	text_free(&from);
	text_free(&subject);
	text_free(&address);
}

/* Asks the owner of an address, unless he has been asked today and has not answered. False, and it is said why, if
 * the list has asked too many people. */
static bool ask(struct request *r, const struct command *c, const char *action, struct span address,
	struct span argument)
{
	struct token t = { .action = span(action), .address = memory_keep(address), .argument = memory_keep(argument) };
	if (!request_is_author(r, address) && ++r->others > OTHERS_MAX) {
		request_say(r, c, "busy");
		return false;
	}
	enum asked asked = asked_note("confirm", request_key(address), r->post_id, 1, r->limits.confirmations);
	if (asked == ASKED_ENOUGH)
		return true;
	if (asked == ASKED_BUSY || !token_make(&t, r->limits.days * 86400)) {
		request_say(r, c, "busy");
		return false;
	}
	confirm_ask(r, &t);
	return true;
}

/* The question itself tells its recipient all; a report to him would be one mail too many. */
static void say_asked(struct request *r, const struct command *c, struct span address)
{
	texts_set(&r->texts, "ADDRESS", memory_keep(address));
	if (!request_is_author(r, address))
		request_say(r, c, "asked");
}

void confirm_subscribe(struct request *r, const struct command *c)
{
	struct subscriber x;
	if (!request_is_member(r, r->author_key, &x)) {
		if (ask(r, c, subscribe, r->author, c->text))
			say_asked(r, c, r->author);
		return;
	}
	/* Somebody else may be at play with his name: once a day is enough. */
	if (asked_note("member", r->author_key, r->post_id, 1, r->limits.all_answers) == ASKED_GO)
		request_say(r, c, "member-already");
}

void confirm_unsubscribe(struct request *r, const struct command *c)
{
	struct subscriber x;
	struct span address = c->arg[0].len ? c->arg[0] : r->author;
	bool member = request_is_member(r, request_key(address), &x);
	if (!member && request_is_author(r, address))
		request_say(r, c, "not-member");
	/* Whether somebody else is a member is nobody's business. */
	else if (!member || ask(r, c, unsubscribe, x.address, SPAN("")))
		say_asked(r, c, member ? x.address : address);
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
	texts_set(&r->texts, "OLD", member ? x.address : old);
	texts_set(&r->texts, "NEW", new);
	if (!member && request_is_author(r, old))
		request_say(r, c, "not-member");
	else if (!member || ask(r, c, leave_old, x.address, new))
		say_asked(r, c, member ? x.address : old);
}

/* ---- the answer ---- */

/* One change; what is so already, since a try before this one was cut off, is as good. */
static enum change_result change_one(struct request *r, struct text *line)
{
	struct change made;
	const char *wrong = change_read(&made, text_span(line));
	if (wrong)
		die(TEMP, "4.3.0", "%s: %s", wrong, text_string(line));
	change_members(r->members, &made, 1);
	text_free(line);
	return made.result;
}

static void join(struct request *r, const struct token *t)
{
	struct text line = { 0 };
	text_addf(&line, "add %.*s", PRINTF(t->address));
	if (t->argument.len) {
		text_addc(&line, ' ');
		setting_add(&line, SPAN("name"), t->argument);
	}
	change_one(r, &line);
	request_write(r, "welcome", "request", NULL, t->address);
}

static void leave(struct request *r, const struct token *t)
{
	struct text line = { 0 };
	text_addf(&line, "remove %.*s", PRINTF(t->address));
	change_one(r, &line);
	request_write(r, "goodbye", "request", NULL, t->address);
}

/* t was sent to the new address, and names the old one. */
static const char *move(struct request *r, const struct token *t)
{
	struct text line = { 0 };
	text_addf(&line, "move %.*s %.*s", PRINTF(t->argument), PRINTF(t->address));
	enum change_result result = change_one(r, &line);
	if (result >= CHANGE_ABSENT)
		return result == CHANGE_TAKEN ? "chaddr-taken" : "chaddr-gone";
	request_write(r, "moved", "request", NULL, t->address);
	request_write(r, "moved-away", "request", NULL, t->argument);
	return NULL;
}

/* Returns the phrase for whoever has sent the token. */
static const char *act(struct request *r, const struct command *c, const struct token *t)
{
	texts_set(&r->texts, "ADDRESS", t->address);
	texts_set(&r->texts, "OLD", span_is(t->action, span(take_new)) ? t->argument : t->address);
	texts_set(&r->texts, "NEW", span_is(t->action, span(take_new)) ? t->address : t->argument);
	if (span_is(t->action, span(subscribe)))
		join(r, t);
	else if (span_is(t->action, span(unsubscribe)))
		leave(r, t);
	else if (span_is(t->action, span(take_new)))
		return move(r, t);
	else if (ask(r, c, take_new, t->argument, t->address))
		return "chaddr-half";
	return NULL;
}

void confirm_token(struct request *r, const struct command *c)
{
	static const char *const actions[] = { subscribe, unsubscribe, leave_old, take_new, changes };
	struct token t;
	bool found = false;
	for (size_t i = 0; i < sizeof actions / sizeof *actions && !found; i++)
		found = token_find(&t, c->arg[0], actions[i]);
	if (!found || !token_take(&t, r->post_id)) {
		request_say(r, c, found ? "token-used" : "token-unknown");
		return;
	}
	if (span_is(t.action, span(changes))) {
		owner_confirmed(r, &t);
		return;
	}
	asked_forget("confirm", request_key(t.address));
	const char *phrase = act(r, c, &t);
	if (phrase || !request_is_author(r, t.address))
		request_say(r, c, phrase ? phrase : "confirmed");
}
