/* Addresses as real senders and as liars write them. */
#include "address.h"
#include "tap.h"

/* "name|local|domain" of each mailbox, joined by " & "; or "!" and what is wrong. */
static struct span shape(const char *value)
{
	struct mailboxes all;
	struct text t = { 0 };
	const char *wrong = address_parse(span(value), &all);
	if (wrong)
		text_addf(&t, "!%s", wrong);
	else
		for (size_t i = 0; i < all.count; i++)
			text_addf(&t, "%s%.*s|%.*s|%.*s", i ? " & " : "", PRINTF(all.at[i].name),
				PRINTF(all.at[i].local), PRINTF(all.at[i].domain));
	return text_span(&t);
}

static const char *author(const char *header)
{
	struct message m = { 0 };
	static struct mailbox b;
	const char *wrong = message_parse(&m, span(header));
	return wrong ? wrong : address_author(&m, &b);
}

int main(void)
{
	static const struct { const char *in, *want; } table[] = {
		{ "anne@yahoo.com", "|anne|yahoo.com" },
		{ "Anne Person <anne@yahoo.com>", "Anne Person|anne|yahoo.com" },
		{ "\"Person, Anne\" <anne@yahoo.com>", "Person, Anne|anne|yahoo.com" },
		{ "\"Anne \\\"Annie\\\" Person\" <a@y>", "Anne \"Annie\" Person|a|y" },
		{ "A. Person <a@y>", "A. Person|a|y" },
		{ "anne@y (Anne Person)", "Anne Person|anne|y" },
		{ "<anne@y> (Anne)", "Anne|anne|y" },
		{ "Person, Anne <a@y>", "Person, Anne|a|y" },
		{ "Person,\n Anne <a@y>", "Person, Anne|a|y" },
		{ "foo..bar@docomo.ne.jp", "|foo..bar|docomo.ne.jp" },
		{ ".foo.@docomo.ne.jp", "|.foo.|docomo.ne.jp" },
		{ "\"foo.\"@ezweb.ne.jp", "|foo.|ezweb.ne.jp" },
		{ "\"a b\"@example.net", "|a b|example.net" },
		{ "a@x, \"B, C\" <b@y>, c@z (C)", "|a|x & B, C|b|y & C|c|z" },
		{ "orch", "|orch|" },
		{ "orch, bart@y", "|orch| & |bart|y" },
		{ "\"\", bart@y", "|bart|y" },
		{ "orch, ant,bee", "|orch| & |ant| & |bee|" },
		{ "orch, ant, <bart@y>", "|orch| & |ant| & |bart|y" },
		{ "Person, Anne, Dr. <a@y>, orch, B, C <c@y>", "Person, Anne, Dr.|a|y & orch, B, C|c|y" },
		{ "orch, anne person", "!words without an address" },
		{ "Friends: a@example.net, b@example.com;", "|a|example.net & |b|example.com" },
		{ "undisclosed-recipients:;", "" },
		{ "a@x,, b@y", "|a|x & |b|y" },
		{ "[ML] Anne <a@y>", "[ML] Anne|a|y" },
		{ "anne@y <Anne@Y>", "anne@y|Anne|Y" },
		{ "a@[192.0.2.1]", "|a|[192.0.2.1]" },
		{ "J\xc3\xbcrgen <j\xc3\xbcrgen@b\xc3\xbc" "cher.example>",
			"J\xc3\xbcrgen|j\xc3\xbcrgen|b\xc3\xbc" "cher.example" },
		{ "\xff\xfe <a@y>", "\xff\xfe|a|y" },
		{ "=?utf-8?Q?Person,_Anne_(x:y@z)?= <a@y>", "=?utf-8?Q?Person,_Anne_(x:y@z)?=|a|y" },
		{ "=?utf-8?Q?a,b?= =?utf-8?B?eA==?= <a@y>, c@d", "=?utf-8?Q?a,b?= =?utf-8?B?eA==?=|a|y & |c|d" },
		{ "=?utf-8?b?eA==?=@y", "!no address" },
		{ "=?utf-8?b?cG90dXM=?==?utf-8?Q?=00?=@mailsploit.example", "!no address" },
		{ "x=?y@z", "|x=?y|z" },
		{ "=?a@b?Q?x?= <a@y>", "!two addresses in one" },
		{ "=?utf-8?Q?x<v@w>?= <a@y>", "!no address" },
		{ "=?utf-8?Q?v@w?=@y", "!no address" },
		{ "", "" },
		{ "bart@y <a@x>", "!two addresses in one" },
		{ "<a@x>:<b@y>", "!a colon in an address" },
		{ "<a@x>b@y", "!text after the address, or an unclosed <" },
		{ "<@x,@y:a@z>", "!text after the address, or an unclosed <" },
		{ "<@x:a@z>", "!a colon in an address" },
		{ "x <a@y", "!text after the address, or an unclosed <" },
		{ "\"abc <a@y>", "!an unclosed quote" },
		{ "a@y (b", "!an unclosed comment" },
		{ "a@y )", "!an unopened comment" },
		{ "a@y\\,b@z", "!a backslash outside quotes" },
		{ "a@b@c", "!no address" },
		{ "a @ b", "!no address" },
		{ "anne person@y", "!no address" },
		{ "a@y..z", "!no domain after the @" },
		{ "a@", "!no address" },
		{ "<>", "!an empty address" },
		{ "a@x; b@y", "!a semicolon in an address" },
		{ "a@\x01y", "!a control character in an address" },
		{ "Anne Person, <a@y>", "!words without an address" },
	};
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		is(shape(table[i].in), table[i].want, table[i].in);

	ok(!author("From: a@x\n"), "one author");
	ok(!author("fRoM : a@x\n"), "a blank before the colon");
	ok(!author("From\n : a@x\n"), "a folded name");
	ok(author("From: a@x\nFrom: b@y\n"), "two From");
	ok(author("From: a@x\nFrom\n : b@y\n"), "two From, one with a folded name");
	ok(author("From: a@x, b@y\n"), "two mailboxes");
	ok(author("From: Friends: a@x;\n"), "a group of one");
	ok(author("From: anne\n"), "no domain");
	ok(author("From:\n"), "empty");
	ok(author("To: a@x\n"), "none");

	struct mailbox b;
	ok(!address_one(span("Foo..Bar@DoCoMo.ne.jp"), &b), "a bare address");
	is(address_key(&b), "foo..bar@docomo.ne.jp", "its key");
	struct text t = { 0 };
	address_add(&t, &b);
	is(text_span(&t), "\"Foo..Bar\"@DoCoMo.ne.jp", "written with quotes");
	static const char *const bad[] = { "", "anne", "a b@c", "<a@b>", "a@b>\r\nRCPT TO:<c@d", "a@b, c@d", "x <a@b>",
		"a@b (c)", "a@", "@b" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		ok(address_one(span(bad[i]), &b), "no address: %s", i == 4 ? "two lines" : bad[i]);
	ok(address_one((struct span){ "a\0b@c", 5 }, &b), "no address: a NUL");

	ok(address_is_null(span("")) && address_is_null(span("<>")) && address_is_null(span("#@[]"))
		&& address_is_null(span("mailer-daemon")) && !address_is_null(span("a@b")), "null senders");

	/* Linear in time and bounded in memory, whatever comes (a hang would show as a time-out of the tests). */
	struct text big = { 0 };
	struct mailboxes all;
	for (int i = 0; i < 200000; i++)
		text_adds(&big, "\"\" ");
	ok(address_parse(text_span(&big), &all), "200,000 quotes");
	big.len = 0;
	for (int i = 0; i < 500000; i++)
		text_addc(&big, '(');
	ok(address_parse(text_span(&big), &all), "500,000 open comments");
	big.len = 0;
	for (int i = 0; i < 49999; i++)
		text_adds(&big, "a@b.example,");
	ok(!address_parse(text_span(&big), &all) && all.count == 49999, "49,999 addresses");
	big.len = 0;
	for (int i = 0; i < 49999; i++)
		text_adds(&big, "ab, ");
	ok(!address_parse(text_span(&big), &all) && all.count == 49999, "49,999 bare names");
	for (int i = 0; i < 300000; i++)
		text_adds(&big, "ab, ");
	ok(address_parse(text_span(&big), &all), "349,999 bare names");
	return tap_end();
}
