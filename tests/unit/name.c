/* name: what may stay of a display name, and what may not. */
#include "name.h"
#include "tap.h"
#include "utf8.h"
#include <stdlib.h>

static void reads(const char *what, const char *raw, const char *want)
{
	struct span got = name_read(span(raw), SPAN("Ant"));
	is(got, want, what);
	is(name_read(got, SPAN("Ant")), want, "and a second time");
}

static void test_addresses(void)
{
	reads("a name", "Anne Person", "Anne Person");
	reads("an address", "anne@yahoo.com", "");
	reads("an address and a name in parentheses", "anne@yahoo.com (Anne)", "Anne");
	reads("a name and an address in parentheses", "Anne (anne@yahoo.com)", "Anne");
	reads("a name and an address in brackets", "Anne <anne@yahoo.com>", "Anne");
	reads("the same, encoded", "=?utf-8?q?Evil_=3Cceo=40corp.example=3E?=", "Evil");
	reads("Outlook's quotes around an address", "'anne@yahoo.com'", "");
	reads("Outlook's quotes around a name", "'Anne Person'", "Anne Person");
	reads("a name that holds quotes", "Anne 'Annie' Person", "Anne 'Annie' Person");
	reads("two addresses", "a@b.org, Anne; c@d.org", "Anne");
	reads("full-width signs", "Anne ＜ｃｅｏ＠ｃｏｒｐ＞", "Anne");
	reads("small signs", "Anne ﹤ceo﹫corp﹥", "Anne");
	reads("an address with a full-width at sign", "ceo＠corp.example Anne", "Anne");
	reads("an address that touches kanji", "山田anne@yahoo.com", "山田");
	reads("an address of two alphabets", "jürgen@bücher.example Jürgen", "Jürgen");
	reads("a lone at sign", "Anne @ work", "Anne work");
	reads("at the start of a word", "@anne", "anne");
	reads("at the end of a word", "anne@", "anne");
	reads("twice in a word", "anne@@home x", "x");
	reads("an address made of the pieces of another", "a<@>b anne", "a b anne");
	reads("an address after a slash", "Anne/anne@yahoo.com", "Anne");
	reads("brackets left empty", "Anne [anne@yahoo.com] Person ()", "Anne Person");
	reads("a comma", "Person, Anne", "Person, Anne");
	reads("a lone bracket", "Anne > Bart", "Anne Bart");
}

static void test_unreadable(void)
{
	reads("blanks", " \t\u3000 ", "");
	reads("nothing that can be read", "\xff\xfe", "");
	reads("bad base64", "=?utf-8?b?!!!?=", "");
	reads("an unknown charset", "=?x-unknown?q?J=FCrgen?=", "J\uFFFDrgen");
	reads("punctuation only", "...", "");
	reads("one kanji is a name", "林", "林");
	reads("a number is a name", "007", "007");
	reads("control and bidi characters", "An\x01ne\u202E\u2066 P\u200Bx", "Anne Px");
	reads("a tag that nobody sees", "Anne\U000E0001\U000E0041\u00AD", "Anne");
	reads("nothing that anybody sees", "\u3164\u115F", "");
	reads("lines", "=?utf-8?q?Anne=0D=0ABcc=3A_evil?=", "Anne Bcc: evil");
}

static void test_via(void)
{
	reads("the list's own mark", "Anne via Ant", "Anne");
	reads("twice", "Anne via Ant via Ant", "Anne");
	reads("alone", "via Ant", "");
	reads("another list's mark stays", "Anne via Bee", "Anne via Bee");
	reads("only at the end", "Anne via Ant Colony", "Anne via Ant Colony");
	reads("as a word of its own", "Annevia Ant", "Annevia Ant");
}

static size_t characters(struct span s)
{
	size_t n = 0;
	for (; s.len; n++)
		utf8_next(&s);
	return n;
}

static void test_random(void)
{
	static const char *const piece[] = { "anne", "@", "＠", "<", ">", "(", ")", "[", "]", "'", " ", ",", ".", "山田",
		"x.org", "via Ant", " via Ant", "=?utf-8?q?", "=40", "=3C", "?=", "\u3000", "\u200B", "\xff", "\"",
		"/", "ｃ", ":", "(@)", "\u00AD" };
	bool clean = true, same = true, fits = true;
	srand(4);
	for (int i = 0; i < 30000 && clean && same && fits; i++) {
		struct text t = { 0 };
		for (int n = rand() % (rand() % 10 ? 12 : 200); n > 0; n--)
			text_adds(&t, piece[(size_t)rand() % (sizeof piece / sizeof *piece)]);
		struct span once = name_read(text_span(&t), SPAN("Ant"));
		struct span twice = name_read(once, SPAN("Ant"));
		same = span_is(once, twice) || span_find_nocase(once, SPAN("=?")) >= 0;
		fits = characters(once) <= 100 && utf8_ok(once);
		static const char *const never[] = { "@", "＠", "<", ">", "\u200B" };
		for (size_t k = 0; k < sizeof never / sizeof *never; k++)
			clean = clean && span_find_nocase(once, span(never[k])) < 0;
		if (!same || !clean || !fits)
			printf("# %.*s\n# %.*s\n", PRINTF(text_span(&t)), PRINTF(once));
		text_free(&t);
		memory_reset();
	}
	ok(clean, "30,000 random names: nothing is left that makes an address");
	ok(same, "and twice is as once, but for an encoded word within an encoded word");
	ok(fits, "and none is longer than 100 characters");
}

int main(void)
{
	test_addresses();
	test_unreadable();
	test_via();
	test_random();
	return tap_end();
}
