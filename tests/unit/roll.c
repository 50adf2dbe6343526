/* People of another list manager: what stands behind an address, and each address once. */
#include "members.h"
#include "roll.h"
#include "tap.h"

static struct members_line state;

static void line(const char *in, const char *want, const char *want_left)
{
	struct roll r = { 0 };
	struct tally left = { 0 };
	struct text t = { 0 }, told = { 0 };
	if (roll_add_line(&r, &state, span(in), "f:1", &left))
		text_addf(&t, "%.*s|%.*s|%.*s|%s", PRINTF(r.at[0].address), PRINTF(r.at[0].settings), PRINTF(r.at[0].note),
			r.at[0].off ? "off" : "");
	tally_write(&left, &told);
	is(text_span(&t), want, in);
	is(text_span(&told), want_left, in);
	text_free(&t);
	text_free(&told);
}

static void all(const char *in, const char *want)
{
	struct roll r = { 0 };
	struct tally left = { 0 };
	struct text t = { 0 };
	for (struct span rest = span(in); rest.len; )
		roll_add_line(&r, &state, span_take(&rest, ','), "f", &left);
	roll_settle(&r, &left);
	for (size_t i = 0; i < r.count; i++) {
		text_addf(&t, "%.*s;", PRINTF(r.at[i].address));
		if (roll_find(&r, r.at[i].key) != &r.at[i])
			text_adds(&t, "not found;");
	}
	text_addf(&t, "%zu", left.count ? left.at[0].count : 0);
	is(text_span(&t), want, in);
	ok(!roll_find(&r, SPAN("z@x.org")), "a stranger is not found");
	text_free(&t);
}

int main(void)
{
	line("A@x.org", "A@x.org|||", "");
	line(" A@x.org\ts=skip m=3mp\r", "A@x.org|s=skip m=3mp||", "");
	line("a@x.org 3", "a@x.org|m=3||", "");
	line("a@x.org matome 3 # x", "a@x.org|m=3|x|", "");
	line("a@x.org m=0 skip", "a@x.org|s=skip||", "");
	line("a@x.org name=\"A B\"  # x  y", "a@x.org|name=\"A B\"|x y|", "");
	line("a@x.org Anne Person ## x", "a@x.org||Anne Person x|", "");
	line("#\ta@x.org m=3", "a@x.org|s=off m=3||off", "");
	line("a@x.org # \xce\xeb\xcc\xda", "a@x.org||\xe9\x88\xb4\xe6\x9c\xa8|", "");
	line("a@x.org # \033$BNkLZ\033(B", "a@x.org||\xe9\x88\xb4\xe6\x9c\xa8|", "");
	line("a@x.org # \xff\xff", "a@x.org|||", "words left out, in a charset that nobody knows: 1 (f:1: a@x.org)\n");
	line("a@x.org r=relay.x.org", "a@x.org|||",
		"relays left out (r=), since mail goes out through the mail server: 1 (f:1: a@x.org)\n");
	line("##BYE a@x.org", "", "not taken, they have left (##BYE): 1 (a@x.org)\n");
	line("# a comment", "", "");
	line("", "", "");
	line("nobody", "", "not taken, no address: 1 (f:1: nobody)\n");
	line("#.FML", "", "");
	line("a@x.org", "", "");
	line("#.endFML", "", "");

	all("", "0");
	all("b@x.org,a@x.org", "b@x.org;a@x.org;0");
	all("b@x.org,# a@x.org,B@x.org s=skip,A@x.org,\"a\"@x.org,c@x.org", "b@x.org;A@x.org;c@x.org;3");
	all("# a@x.org,# a@x.org", "a@x.org;1");

	struct tally t = { 0 };
	struct text told = { 0 };
	tally_add(&t, "none", SPAN(""));
	for (int i = 0; i < 5; i++)
		tally_add(&t, "many", SPAN("a\nb"));
	tally_write(&t, &told);
	is(text_span(&told), "none: 1\nmany: 5 (a?b, a?b, a?b, ...)\n", "examples are few and clean");
	for (int i = 0; i < 100; i++) {
		struct text what = { 0 };
		text_addf(&what, "kind %d", i);
		tally_add(&t, memory_keep(text_span(&what)).at, SPAN(""));
		text_free(&what);
	}
	ok(t.count == TALLY_KINDS && t.at[TALLY_KINDS - 1].count == 71, "more kinds than there are");
	text_free(&told);
	return tap_end();
}
