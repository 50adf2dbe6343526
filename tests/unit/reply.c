/* What a refusal means, by its codes, and what is no reply at all. */
#include "reply.h"
#include "tap.h"

static void reads(const char *what, const char *in, const char *want)
{
	struct reply r = { 0 };
	struct span rest = span(in);
	enum reply_state state;
	while ((state = reply_read(&r, &rest)) == REPLY_MORE && r.line.at)
		;
	is(state == REPLY_WHOLE ? span(reply_keep(&r)) : state == REPLY_MORE ? SPAN("more") : SPAN("bad"), want, what);
	text_free(&r.first);
}

static void test_read(void)
{
	reads("one line", "250 2.1.5 yes\r\n", "250 2.1.5 yes");
	reads("several, of which the first says most", "550-5.1.1 no such user\r\n550-look\r\n550 5.1.1 elsewhere\r\n",
		"550 5.1.1 no such user");
	reads("a code alone", "250\r\n", "250");
	reads("LF alone", "250 yes\n", "250 yes");
	reads("half a line", "250 yes", "more");
	reads("half a reply", "250-yes\r\n", "more");
	reads("two codes in one", "250-yes\r\n550 no\r\n", "bad");
	reads("a code that is none", "650 yes\r\n", "bad");
	reads("a code that goes on", "2500 yes\r\n", "bad");
	reads("no code", "yes\r\n", "bad");
	reads("an empty line", "\r\n", "bad");
}

int main(void)
{
	static const struct { const char *kept, *status; bool member, limit; } replies[] = {
		{ "550 5.1.1 no such user", "5.1.1", true, false },
		{ "550 5.1.2 no such domain", "5.1.2", true, false },
		{ "501 5.1.3 bad syntax", "5.1.3", true, false },
		{ "551 5.1.6 moved", "5.1.6", true, false },
		{ "556 5.1.10 null MX", "5.1.10", true, false },
		{ "550 5.2.1 disabled", "5.2.1", true, false },
		{ "550 5.1.0 who knows", "5.1.0", false, false },
		{ "550 5.1.8 bad sender", "5.1.8", false, false },
		{ "552 5.2.2 full", "5.2.2", false, false },
		{ "550 5.7.1 not from you", "5.7.1", false, false },
		{ "550 5.1.11 no such code", "5.1.11", false, false },
		{ "550 5.1.1.1 nor this", "", false, false },
		{ "550 4.1.1 the two disagree", "", false, false },
		{ "450 4.1.1 no such user yet", "4.1.1", false, false },
		{ "550 no such user", "", false, false },
		{ "550", "", false, false },
		{ "452 4.5.3 too many recipients", "4.5.3", false, true },
		{ "452 enough", "", false, true },
		{ "452 4.2.2 full", "4.2.2", false, false },
		{ "552 enough", "", false, true },
		{ "552 5.5.3 too many recipients", "5.5.3", false, true },
		{ "450 4.5.3 another number", "4.5.3", false, false },
	};
	for (size_t i = 0; i < sizeof replies / sizeof *replies; i++) {
		const char *kept = replies[i].kept;
		is(reply_status(kept), replies[i].status, kept);
		ok(reply_about_member(kept) == replies[i].member, "%s: %s", kept,
			replies[i].member ? "about the member" : "not about the member");
		ok(reply_is_limit(kept) == replies[i].limit, "%s: %s", kept,
			replies[i].limit ? "enough for now" : "no limit");
	}
	test_read();
	return tap_end();
}
