/* words: what is decoded is what the sender meant; what is encoded keeps RFC 2047's limits and comes back. */
#include "address.h"
#include "tap.h"
#include "utf8.h"
#include "words.h"
#include <stdint.h>
#include <stdlib.h>

static void decodes(const char *what, const char *value, const char *want)
{
	struct text t = { 0 };
	words_decode(span(value), &t);
	is(text_span(&t), want, what);
	text_free(&t);
}

static void cleans(const char *what, const char *s, const char *want)
{
	struct text t = { 0 };
	words_clean(span(s), &t);
	is(text_span(&t), want, what);
	text_free(&t);
}

static void shows(const char *what, const char *value, size_t max, const char *want)
{
	is(words_shown(span(value), max, "-"), want, what);
}

static void encodes(const char *what, const char *s, size_t column, const char *want)
{
	struct text t = { 0 };
	words_encode(span(s), column, &t);
	is(text_span(&t), want, what);
	text_free(&t);
}

static void phrases(const char *what, const char *s, const char *want)
{
	struct text t = { 0 };
	words_encode_phrase(span(s), 6, &t);
	is(text_span(&t), want, what);
	text_free(&t);
}

static void test_decode(void)
{
	decodes("plain text stays", "Hello, world", "Hello, world");
	decodes("nothing stays nothing", "", "");
	decodes("raw UTF-8 stays", "東京 concert", "東京 concert");
	decodes("Q", "=?iso-8859-1?Q?A_Pers=F3n?=", "A Persón");
	decodes("Q with lower-case digits and encoding", "=?utf-8?q?=e6=9d=b1?=", "東");
	decodes("B", "=?UTF-8?B?5p2x5Lqs?=", "東京");
	decodes("b without padding", "=?utf-8?b?5p2x5Lqs44Kq?= =?utf-8?b?YQ?=", "東京オa");
	decodes("B with padding in the middle", "=?utf-8?B?YQ==Yg==?=", "ab");
	decodes("bad base64 is no text", "=?utf-8?b?!!!?=", "");
	decodes("a charset with a language", "=?utf-8*ja?B?5p2x5Lqs?=", "東京");
	decodes("blanks between words are dropped", "=?utf-8?q?a?=  \n\t=?utf-8?q?b?=", "ab");
	decodes("blanks beside text stay", "x =?utf-8?q?a?= y", "x a y");
	decodes("a fold is unfolded", "one\n two", "one two");
	decodes("words without a blank between", "=?utf-8?q?a?==?utf-8?q?b?=c", "abc");
	decodes("a character split over two words", "=?utf-8?q?J=C3?= =?utf-8?q?=BCrgen?=", "Jürgen");
	decodes("the same in base64", "=?utf-8?B?5p0=?=\n =?UTF-8?B?sQ==?=", "東");
	decodes("not over a change of charset", "=?utf-8?q?J=C3?= =?iso-8859-1?q?=FC?=", "J\uFFFDü");
	decodes("mixed charsets", "=?shift_jis?B?k/qWew==?= =?koi8-r?q?=C1?=", "日本а");
	decodes("inside quotes", "\"=?utf-8?q?J=C3=BC?=\"", "\"Jü\"");
	decodes("blanks and question marks in Q", "=?utf-8?Q?hello world?? ?= b", "hello world??  b");
	decodes("an equals sign that encodes nothing", "=?utf-8?q?1=1=ZZ=?=", "1=1=ZZ=");
	decodes("a word that never ends", "=?a?q?=?utf-8?q?x?=", "=?a?q?x");
	decodes("no encoded word at all", "=? =?? =??? =?a?x?b?= ?=", "=? =?? =??? =?a?x?b?= ?=");
	decodes("unknown charset: the ASCII", "=?x-unknown?q?J=FCrgen?=", "J\uFFFDrgen");
	decodes("raw bytes of no charset", "a\xff\xfe" "b", "a\uFFFD\uFFFDb");
	decodes("overlong, surrogate, cut short", "\xC0\xAF \xED\xA0\x80 \xF0\x9F\x8E",
		"\uFFFD\uFFFD \uFFFD\uFFFD\uFFFD \uFFFD");
	decodes("8-bit under us-ascii is UTF-8 or nothing", "=?us-ascii?q?=C3=BC=FC?=", "ü\uFFFD");
}

static void test_charsets(void)
{
	decodes("ISO-2022-JP", "=?ISO-2022-JP?B?GyRCRnxLXBsoQg==?=", "日本");
	decodes("left in JIS at the end", "=?iso-2022-jp?Q?=1B$BF|K\\?=", "日本");
	decodes("state over two words", "=?iso-2022-jp?Q?=1B$BF|?= =?iso-2022-jp?Q?K\\=1B(B!?=", "日本!");
	decodes("escapes $@ and (J", "=?iso-2022-jp?Q?=1B$@F|=1B(Ja\\~?=", "日a\\~");
	decodes("half-width kana", "=?iso-2022-jp?Q?=1B(I1=1B(B?=", "ｱ");
	decodes("row 13, circled one", "=?iso-2022-jp?Q?=1B$B-!=1B(B?=", "①");
	decodes("row 92, the IBM kanji taka", "=?iso-2022-jp-ms?Q?=1B$B|b=1B(B?=", "髙");
	decodes("JIS X 0212", "=?iso-2022-jp-1?Q?=1B$(D0!=1B(B?=", "丂");
	decodes("a kanji cut in half", "=?iso-2022-jp?Q?=1B$BF|K=1B(B!?=", "日\uFFFD!");
	decodes("an unknown escape", "=?iso-2022-jp?Q?a=1B[2Jb?=", "a\uFFFD[2Jb");
	decodes("raw ISO-2022-JP", "\033$BF|K\\\033(B abc", "日本 abc");
	decodes("raw, with =?a?q? in kanji", "\033$B=?a?q?F|?=\033(B", "戎畤饋日申");
	decodes("Shift_JIS as CP932", "=?Shift_JIS?B?h0CBYLHu4A==?=", "①～ｱ髙");
	decodes("cp932 as an iPhone says", "=?cp932?Q?=93=FA?=", "日");
	decodes("EUC-JP", "=?euc-jp?Q?=C6=FC=8E=B1=AD=A1=FC=E2=8F=B0=A1=A1?=", "日ｱ①髙丂\uFFFD");
	decodes("Big5 and GB 2312", "=?big5?B?pKSk5Q==?= =?gb2312?B?1tDOxA==?=", "中文中文");
	decodes("ks_c_5601-1987", "=?ks_c_5601-1987?B?x9GxuQ==?=", "한국");
	decodes("ISO-2022-KR", "=?iso-2022-kr?Q?=1B$)C=0EGQ19=0F a?=", "한국 a");
	decodes("Windows-1252 under the name of Latin-1", "=?iso-8859-1?Q?=93x=94?=", "\u201cx\u201d");
	decodes("Latin-9, Windows-1251", "=?iso-8859-15?Q?=A4?= =?windows-1251?Q?=C0?=", "€А");
	decodes("UTF-7", "=?utf-7?Q?+ZeVnLA-?=", "日本");
	decodes("a multibyte character cut off", "=?shift_jis?Q?=93?=", "\uFFFD");
}

static void test_clean(void)
{
	cleans("injected lines", "Anne\r\nBcc: evil\x01", "Anne Bcc: evil");
	cleans("bidi, zero width, BOM, C1",
		"\uFEFFa\u202Eb\u200Bc\u2066d\xC2\x85" "e\xC2\x9F" "f", "abcd ef");
	cleans("what else has no width", "a\u00ADb\u034Fc\u180Ed\u206Ae\U000E0041f", "abcdef");
	cleans("blanks of Hangul", "a\u115Fb\u1160c\u3164d\uFFA0e", "abcde");
	cleans("the forms of a kanji stay", "\u845B\U000E0100\u57CE", "\u845B\U000E0100\u57CE");
	cleans("blanks", " \t a \n\n b\u2028 ", "a b");
	cleans("ideographic blank stays", "山田　太郎", "山田　太郎");
	cleans("nothing", " \t", "");
	shows("a field as it is read", "=?utf-8?q?caf=C3=A9?=\n  tonight ", 300, "café tonight");
	shows("cut, and between characters", "=?utf-8?q?caf=C3=A9?=", 4, "caf");
	shows("nothing to read", " =?utf-8?q?=E2=80=8B?=", 300, "-");
}

static void test_encode(void)
{
	encodes("ASCII stays", "Hello, (world) \"x\"", 9, "Hello, (world) \"x\"");
	encodes("Q where it is shorter", "Persón", 9, "=?UTF-8?Q?Pers=C3=B3n?=");
	encodes("B where it is shorter", "東京", 9, "=?UTF-8?B?5p2x5Lqs?=");
	encodes("what looks like a word", "abcdef =?x", 9, "=?UTF-8?Q?abcdef_=3D=3Fx?=");
	encodes("ASCII is folded at blanks",
		"aaaaaaaaa bbbbbbbbb ccccccccc ddddddddd eeeeeeeee fffffffff ggggggggg hhhhhhhhh", 9,
		"aaaaaaaaa bbbbbbbbb ccccccccc ddddddddd eeeeeeeee fffffffff\n ggggggggg hhhhhhhhh");
	encodes("a new line where the first has no room", "東京", 70, "\n =?UTF-8?B?5p2x5Lqs?=");
	phrases("atoms", "Anne Person via Ant", "Anne Person via Ant");
	phrases("a dot", "A. Person", "\"A. Person\"");
	phrases("a comma", "Person, Anne", "\"Person, Anne\"");
	phrases("quotes and backslash", "Anne \"Annie\" \\", "\"Anne \\\"Annie\\\" \\\\\"");
	phrases("not ASCII", "A. Persón", "=?UTF-8?Q?A=2E_Pers=C3=B3n?=");
}

/* Random text of one kind after another: ASCII, with specials, Latin, Japanese, emoji, all mixed. */
static void random_text(struct text *t)
{
	int kind = rand() % 6, n = rand() % (rand() % 8 ? 60 : 400);
	for (int i = 0; i < n; i++) {
		int k = kind == 5 ? rand() % 5 : kind;
		if (rand() % 7 == 0)
			text_addc(t, ' ');
		else if (k == 0)
			text_addc(t, (char)('a' + rand() % 26));
		else if (k == 1)
			text_addc(t, "\"\\()<>@,;:.=?_[]!#$%&'*+-/^`{|}~0A"[rand() % 34]);
		else
			utf8_add(t, k == 2 ? 0xC0u + (unsigned)rand() % 0x100
				: k == 3 ? 0x3041u + (unsigned)rand() % 0x5000
				: 0x1F300u + (unsigned)rand() % 0x200);
	}
}

/* Lines of at most 76, words of at most 75, each of whole characters; only "\n " as a fold. */
static bool within_limits(struct span s, size_t column)
{
	for (size_t i = 0, line = column, word = 0; i < s.len; i++) {
		if ((s.at[i] & 0x80) || (s.at[i] < ' ' && s.at[i] != '\n'))
			return false;
		if (s.at[i] == '\n') {
			if (i + 2 >= s.len || s.at[i + 1] != ' ' || s.at[i + 2] == ' ' || s.at[i + 2] == '\n')
				return false;
			line = word = 0;
			continue;
		}
		bool in_word = s.at[i] != ' ';
		word = in_word ? word + 1 : 0;
		if (++line > 76 && span_find(s, '?') >= 0 && span_find_nocase(s, SPAN("=?UTF-8?")) >= 0)
			return false;
		if (word > 75 && span_find_nocase(s, SPAN("=?UTF-8?")) >= 0)
			return false;
	}
	for (ptrdiff_t i; (i = span_find_nocase(s, SPAN("=?UTF-8?"))) >= 0;) {
		struct text t = { 0 };
		struct span rest = { s.at + i, s.len - (size_t)i };
		size_t end = 0;
		while (end < rest.len && !ascii_blank(rest.at[end]))
			end++;
		words_decode((struct span){ rest.at, end }, &t);
		bool whole = span_find_nocase(text_span(&t), SPAN("\uFFFD")) < 0;
		text_free(&t);
		if (!whole)
			return false;
		s = (struct span){ rest.at + end, rest.len - end };
	}
	return true;
}

static bool comes_back(struct span x, size_t column)
{
	struct text e = { 0 }, d = { 0 };
	words_encode(x, column, &e);
	words_decode(text_span(&e), &d);
	/* A text that found no room in its line begins with a fold, which is no part of a field's value. */
	bool good = span_is(span_trim(text_span(&d)), x) && within_limits(text_span(&e), column);
	if (!good)
		printf("#   %zu %.*s\n#   %.*s\n", column, PRINTF(x), PRINTF(text_span(&e)));
	text_free(&e);
	text_free(&d);
	return good;
}

/* A phrase goes through the address parser, as it will at every receiver. */
static bool phrase_comes_back(struct span x)
{
	struct text e = { 0 }, d = { 0 };
	struct mailboxes all;
	words_encode_phrase(x, 6, &e);
	bool limits = within_limits(text_span(&e), 6);
	text_adds(&e, " <a@example.org>");
	bool good = limits && !address_parse(text_span(&e), &all) && all.count == 1 && !all.group;
	if (good)
		words_decode(all.at[0].name, &d);
	good = good && span_is(text_span(&d), x);
	if (!good)
		printf("#   %.*s\n#   %.*s\n", PRINTF(x), PRINTF(text_span(&e)));
	text_free(&e);
	text_free(&d);
	return good;
}

static void test_properties(void)
{
	bool back = true, phrase = true;
	srand(2);
	for (int i = 0; i < 20000 && back && phrase; i++) {
		struct text raw = { 0 }, x = { 0 };
		random_text(&raw);
		words_clean(text_span(&raw), &x);
		back = comes_back(text_span(&x), (size_t)rand() % 90);
		phrase = phrase_comes_back(text_span(&x));
		text_free(&raw);
		text_free(&x);
		memory_reset();
	}
	ok(back, "20,000 random texts come back, within the limits");
	ok(phrase, "20,000 random names come back through the address parser");

	bool valid = true;
	for (int i = 0; i < 20000 && valid; i++) {
		static const char *const piece[] = { "=?", "?=", "?b?", "?q?", "utf-8", "iso-2022-jp", "euc-jp",
			"big5", "=", "\033$B", "\033(B", "\n ", " ", "F|", "GyRC",
			"\xe6\x9d\xb1", "\xff", "=E6", "?", "\xfc\xe2" };
		struct text t = { 0 }, d = { 0 };
		for (int n = rand() % 20; n > 0; n--)
			text_adds(&t, piece[(size_t)rand() % (sizeof piece / sizeof *piece)]);
		words_decode(text_span(&t), &d);
		valid = utf8_ok(text_span(&d));
		text_free(&t);
		text_free(&d);
		memory_reset();
	}
	ok(valid, "20,000 random values decode to valid UTF-8");
}

/* A header of 1 MiB must not cost more than its length: were it the square, this would run for minutes. */
static void test_linear(void)
{
	static const char *const unit[] = { "=?a?q?", "=?utf-8?q?a?= ", "=?koi8-r?q?=C1?= =?big5?q?a?= ",
		"=?", "\033$B", "(" };
	bool good = true;
	for (size_t u = 0; u < sizeof unit / sizeof *unit; u++) {
		struct text t = { 0 }, d = { 0 };
		while (t.len < 1 << 20)
			text_adds(&t, unit[u]);
		words_decode(text_span(&t), &d);
		good = good && utf8_ok(text_span(&d));
		text_free(&d);
		words_encode(text_span(&t), 9, &d);
		text_free(&t);
		text_free(&d);
		memory_reset();
	}
	ok(good, "1 MiB of hostile beginnings");
}

int main(void)
{
	test_decode();
	test_charsets();
	test_clean();
	test_encode();
	test_properties();
	test_linear();
	return tap_end();
}
