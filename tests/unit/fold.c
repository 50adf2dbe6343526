/* Where a field may be folded, and what becomes of one that can't be. */
#include "fold.h"
#include "tap.h"
#include "words.h"
#include <string.h>

static struct text long_line(const char *before, char c, size_t n, const char *after)
{
	struct text t = { 0 };
	text_adds(&t, before);
	for (size_t i = 0; i < n; i++)
		text_addc(&t, c);
	text_adds(&t, after);
	return t;
}

static struct field field_of(struct text *raw)
{
	size_t name = strcspn(text_string(raw), " :");
	return (struct field){ text_span(raw), name };
}

/* Folded, what begins with from begins with want, and is short enough or not; a second time nothing happens. */
static void folds(const char *from, const char *want, bool fits, const char *what)
{
	struct text raw = long_line(from, 'x', 999, "\n");
	struct field f = fold_field(field_of(&raw)), again = fold_field(f);
	bool begins = f.raw.len >= strlen(want) && memcmp(f.raw.at, want, strlen(want)) == 0;
	ok(begins && fold_fits(&f) == fits && span_is(again.raw, f.raw), "%s", what);
	if (!begins)
		printf("# got %.*s\n", (int)(f.raw.len < 200 ? f.raw.len : 200), f.raw.at);
	text_free(&raw);
}

int main(void)
{
	struct text short_one = long_line("To: a,b,", 'x', 990, "\n");
	struct field f = field_of(&short_one);
	ok(fold_fits(&f) && fold_field(f).raw.at == f.raw.at, "998 octets stay as they are");
	text_free(&short_one);

	folds("To: a@b.c,", "To: a@b.c,\n xx", false, "behind a comma");
	folds("To: a@b.c,,", "To: a@b.c,,\n xx", false, "behind the last of two");
	folds("To:,", "To:,\n xx", false, "behind a comma that comes first");
	folds("Subject: a,", "Subject: =?UTF-8?Q?a=2Cxx", true, "a subject has no such places");
	folds("Keywords: a,", "Keywords: a,xx", false, "nor have fields that we do not know");
	folds("Resent-Subject: a", "Resent-Subject: axx", false, "a Resent field is what its name says");
	folds("To: \"a,b\\\",c\",", "To: \"a,b\\\",c\",\n xx", false, "not within quotes");
	folds("To: (a,(b,\"),c),", "To: (a,(b,\"),c),\n xx", false, "not within comments");
	folds("To: a@b.c\\,", "To: a@b.c\\,\n xx", false, "a backslash outside of both hides nothing");
	folds("To: =?utf-8?Q?Doe,_J?= <a@b>,", "To: =?utf-8?Q?Doe,_J?= <a@b>,\n xx", false, "before one with a comma");
	folds("To: c@d,=?utf-8?Q?Doe,_J?=", "To: c@d,\n =?utf-8?Q?Doe,_J?=xx", false, "not within an encoded word");
	folds("To: c@d,\033$BJ,Nr\033(B", "To: c@d,\n \033$BJ,Nr\033(Bxx", false, "nor within raw ISO-2022-JP");
	folds("To: \033$B\"J\033(B,", "To: \033$B\"J\033(B,\n xx", false, "where a quote is none either");
	folds("To: \"a\n b,c\",d,e", "To: \"a\n b,c\",d,\n exx", false, "quotes may begin in the line before");
	folds("To: \"a\n b,c", "To: \"a\n b,cxx", false, "and not end");
	folds("References: <a@b><c@d>", "References: <a@b><c@d>\n xx", false, "behind a message-id");
	folds("Content-Type: a/b;c=\";\";", "Content-Type: a/b;c=\";\";\n xx", false, "behind a semicolon");
	folds("From: =?utf-8?q?a?= ", "From: =?utf-8?q?a?=\n xx", false, "at a blank, which is not doubled");
	folds("X-Y: ", "X-Y: xx", true, "what begins with X- is cut");
	folds("XY: ", "XY: xx", false, "what does not is not");
	folds("Subject: a b ", "Subject: a b\n =?UTF-8?Q?xx", true, "a subject is encoded from the long line on");
	folds("Subject: =?utf-8?q?a?= ", "Subject: =?UTF-8?Q?a_xx", true, "so that no blank behind an encoded word is lost");
	folds("Subject:\xe6\x9d", "Subject: =?UTF-8?", true, "whatever it holds");

	struct text two = long_line("Subject: ", 'y', 1000, " "), both = long_line(text_string(&two), 'x', 1000, "\n");
	struct text before = { 0 }, after = { 0 };
	f = field_of(&both);
	words_read(field_value(&f), &before);
	f = fold_field(f);
	words_read(field_value(&f), &after);
	ok(fold_fits(&f) && after.len == 2001 && span_is(text_span(&before), text_span(&after)),
		"nor one between two long words");
	text_free(&two);
	text_free(&both);
	text_free(&before);
	text_free(&after);

	/* Whoever looks at the rest of the line at each of its octets is at it for minutes. */
	struct text million = long_line("To: =?a?q?", 'x', 1000000, "\n");
	f = field_of(&million);
	ok(!fold_fits(&f) && fold_field(f).raw.len == f.raw.len, "a million octets, soon");
	text_free(&million);
	return tap_end();
}
