/* membership: how a member gets posts, by mail; see request.h */
#include "request.h"
#include "change.h"
#include "die.h"
#include "digests.h"

/* Of the author alone. Who has not asked for it learns of it by the report. */
static void change(struct request *r, const struct command *c, const char *set, const char *unset, const char *phrase)
{
	struct subscriber x;
	struct change made[2];
	size_t count = 0;
	if (!request_may_answer(r))
		return;
	if (!request_is_member(r, r->author_key, &x)) {
		request_say(r, c, "not-member");
		return;
	}
	const char *const words[] = { set, unset };
	for (size_t i = 0; i < 2; i++) {
		struct text line = { 0 };
		if (!words[i])
			continue;
		text_addf(&line, "%s %.*s %s", i == 0 ? "set" : "unset", PRINTF(x.address), words[i]);
		const char *wrong = change_read(&made[count++], text_span(&line));
		if (wrong)
			die(TEMP, "4.3.0", "%s: %s", wrong, text_string(&line));
		text_free(&line);
	}
	request_say(r, c, change_members(r->members, made, count) ? phrase : "cannot");
}

/* Sets {{WHEN}} for a digest of that class: "every 3 hours". */
static void set_when(struct request *r, struct span class)
{
	struct text t = { 0 };
	int hours = digests_hours(class);
	text_addf(&t, "%d", hours > DIGESTS_EVERY ? hours % 24 : hours);
	texts_set(&r->texts, "HOURS", memory_keep(text_span(&t)));
	t.len = 0;
	texts_phrase(&t, &r->texts, hours == 1 ? "each-hour" : hours <= DIGESTS_EVERY ? "each-hours" : "each-day");
	texts_set(&r->texts, "WHEN", text_keep(&t));
}

static void digest(struct request *r, const struct command *c)
{
	struct text set = { 0 };
	text_addf(&set, "m=%.*s", PRINTF(c->arg[0]));
	set_when(r, c->arg[0]);
	change(r, c, text_string(&set), "digest", "digest");
	text_free(&set);
}

/* What was posted since his last digest has not come one by one, and is in no digest that he will get. */
static void undigest(struct request *r, const struct command *c)
{
	struct subscriber x;
	bool had = request_is_member(r, r->author_key, &x) && digests_hours(subscriber_digest(&x));
	change(r, c, NULL, "m digest", had ? "undigest-since" : "undigest");
}

/* An owner may have written into the file what no command does. */
static void status(struct request *r, const struct command *c)
{
	struct subscriber x;
	if (!request_is_member(r, r->author_key, &x)) {
		request_say(r, c, "not-member");
		return;
	}
	struct span s = subscriber_setting(&x, "s"), class = subscriber_digest(&x);
	if (s.at) {
		request_say(r, c, span_is_nocase(s, SPAN("skip")) ? "status-skip" :
			span_is_nocase(s, SPAN("bounced")) ? "status-bounced" : "status-off");
	} else if (class.at && digests_hours(class)) {
		set_when(r, class);
		request_say(r, c, "status-digest");
	} else {
		request_say(r, c, class.at ? "status-none" : "status-mail");
	}
}

void membership(struct request *r, const struct command *c)
{
	switch (c->kind) {
	case COMMAND_OFF: change(r, c, "s=off", NULL, "off"); break;
	case COMMAND_SKIP: change(r, c, "s=skip", NULL, "skip"); break;
	case COMMAND_DIGEST: digest(r, c); break;
	case COMMAND_UNDIGEST: undigest(r, c); break;
	case COMMAND_STATUS: status(r, c); break;
	default: change(r, c, NULL, "s", "on"); break;
	}
}
