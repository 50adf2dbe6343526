/* Lines of members files, ours and fml's. The wanted forms are those of members(5). */
#include "members.h"
#include "tap.h"

/* What a line reads as: "ADDRESS|SETTINGS", with a "-" before it for fml's off; "" for no member, "!…" for an
 * error. */
static void reads(struct span line, const char *want)
{
	static struct members_line l;
	struct text got = { 0 };
	const char *wrong = members_read(&l, line);
	if (wrong)
		text_addf(&got, "!%s", wrong);
	else if (l.member.key.len) {
		text_adds(&got, l.off ? "-" : "");
		text_add(&got, l.member.address);
		text_addc(&got, '|');
		text_add(&got, l.member.settings);
	}
	is(text_span(&got), want, *want == '!' ? want + 1 : line.at);
	text_free(&got);
}

static void key_is(const char *line, const char *want)
{
	struct members_line l = { 0 };
	const char *wrong = members_read(&l, span(line));
	is(wrong ? span(wrong) : l.member.key, want, line);
	text_free(&l.key);
	text_free(&l.settings);
}

static void long_line(size_t local, bool good)
{
	struct text t = { 0 };
	struct members_line l = { 0 };
	for (size_t i = 0; i < local; i++)
		text_addc(&t, 'x');
	text_adds(&t, "@example.org");
	ok(!members_read(&l, text_span(&t)) == good, "a local part of %zu octets", local);
	text_free(&t);
}

int main(void)
{
	reads(SPAN("anne@example.org"), "anne@example.org|");
	reads(SPAN("  Anne@Example.ORG\t\r"), "Anne@Example.ORG|");
	reads(SPAN(""), "");
	reads(SPAN(" \t\r"), "");
	reads(SPAN("# Members of the orchestra"), "");
	reads(SPAN("# #anne@example.org"), "");
	reads(SPAN("#"), "");
	reads(SPAN("## anne@example.org"), "");
	reads(SPAN("##BYE anne@example.org"), "");
	reads(SPAN("# anne@example.org"), "-anne@example.org|s=off");
	reads(SPAN("#\tanne@example.org"), "-anne@example.org|s=off");
	reads(SPAN("#anne@example.org m=3mp"), "-anne@example.org|s=off m=3mp");
	reads(SPAN("# anne@example.org name=\"unclosed"), "-anne@example.org|s=off");
	reads(SPAN("# anne@example.org, violin"), "");

	reads(SPAN("a@example.org m=3mp"), "a@example.org|m=3mp");
	reads(SPAN("a@example.org\ts=skip # second address"), "a@example.org|s=skip");
	reads(SPAN("a@example.org r=relay.example.org s=1"), "a@example.org|r=relay.example.org s=1");
	reads(SPAN("a@example.org m=0"), "a@example.org|");
	reads(SPAN("a@example.org 3"), "a@example.org|m=3");
	reads(SPAN("a@example.org 13mp # digest"), "a@example.org|m=13mp");
	reads(SPAN("a@example.org matome 3"), "a@example.org|m=3");
	reads(SPAN("a@example.org Matome 6u skip"), "a@example.org|m=6u s=skip");
	reads(SPAN("a@example.org 2019"), "a@example.org|");	/* a year, and no digest */
	reads(SPAN("a@example.org matome 0"), "a@example.org|");
	reads(SPAN("a@example.org skip"), "a@example.org|s=skip");
	reads(SPAN("a@example.org relay.example.org"), "a@example.org|");
	reads(SPAN("a@example.org Anne Person 3 violins"), "a@example.org|");
	reads(SPAN("a@example.org Anne \"the violin\""), "a@example.org|");
	reads(SPAN("a@example.org \xc5\xec\xb5\xfe EUC-JP"), "a@example.org|");
	reads(SPAN("a@example.org \x1b$BEl5~\x1b(B ISO-2022-JP"), "a@example.org|");

	reads(SPAN("a@example.org name=\"東京 太郎\" lang=ja"), "a@example.org|name=\"東京 太郎\" lang=ja");
	reads(SPAN("a@example.org name=\"# one\" # two"), "a@example.org|name=\"# one\"");
	reads(SPAN("a@example.org name=\"a \\\"b\\\"\""), "a@example.org|name=\"a \\\"b\\\"\"");
	reads(SPAN("東京@例え.jp"), "東京@例え.jp|");
	reads(SPAN("foo..bar@docomo.example"), "foo..bar@docomo.example|");
	reads(SPAN("\"foo.\"@ezweb.example"), "\"foo.\"@ezweb.example|");

	reads(SPAN("Anne <anne@example.org>"), "!no address");
	reads(SPAN("<anne@example.org>"), "!a blank or an angle bracket");
	reads(SPAN("anne"), "!no address");
	reads(SPAN("anne@"), "!no domain after the @");
	reads(SPAN("@example.org"), "!no local part before the @");
	reads(SPAN("a@b@c"), "!no domain after the @");
	reads(SPAN("a@example.org,b@example.org"), "!no domain after the @");
	reads(SPAN("+"), "!no address");
	reads(SPAN("a\x01@example.org"), "!a control character");
	reads(SPAN("a@example.org\0"), "!a NUL");
	reads(SPAN("a@example.org name=\"x\x1b[2J\""), "!a control character");
	reads(SPAN("a@example.org name=\"\xc5\xec\""), "!a setting that is not UTF-8");
	reads(SPAN("\xc5\xec@example.org"), "!an address that is not UTF-8");
	reads(SPAN("a@example.org name=\"Anne"), "!an unclosed quote");
	reads(SPAN("a@example.org name=\"Anne\"x"), "!text after a quote");
	long_line(256, true);
	long_line(257, false);

	reads(SPAN("#.FML HEADER"), "");
	reads(SPAN("not@a.member"), "");
	reads(SPAN("anything # at all"), "");
	reads(SPAN("#.endFML HEADER"), "");
	reads(SPAN("after@example.org"), "after@example.org|");

	key_is("Anne@Example.ORG", "anne@example.org");
	key_is("\"Foo.\"@EZweb.example", "foo.@ezweb.example");
	key_is("\"anne\"@example.org", "anne@example.org");

	struct text t = { 0 };
	members_write(&t, &(struct subscriber){ SPAN("k"), SPAN("A@b.jp"), SPAN("s=skip") });
	members_write(&t, &(struct subscriber){ SPAN("k"), SPAN("A@b.jp"), SPAN("") });
	is(text_span(&t), "A@b.jp s=skip\nA@b.jp\n", "written");
	return tap_end();
}
