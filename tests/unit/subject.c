/* subject: what is a tag, what is a reply mark, what stays; and that twice is as once. */
#include "subject.h"
#include "tap.h"
#include "utf8.h"
#include "words.h"
#include <stdlib.h>

static struct tag tag_of(const char *format)
{
	struct tag tag;
	const char *wrong = tag_read(span(format), &tag);
	if (wrong)
		ok(false, "FORMAT %s %s", format, wrong);
	return tag;
}

static void refuses(const char *format)
{
	struct tag tag;
	ok(tag_read(span(format), &tag) != NULL, "FORMAT \"%s\" is refused", format);
}

static void makes(const char *format, unsigned long long number, const char *want)
{
	struct tag tag = tag_of(format);
	struct text t = { 0 };
	tag_add(&t, &tag, number);
	is(text_span(&t), want, want);
	text_free(&t);
}

/* What is left of a decoded subject; want is NULL where nothing had to go. */
static void strips(const char *format, const char *subject, const char *want)
{
	struct tag tag = tag_of(format);
	struct text t = { 0 };
	bool changed = subject_strip(span(subject), &tag, &t);
	if (want)
		is(text_span(&t), want, subject);
	ok(changed == (want != NULL), "%s %s", subject, want ? "had to change" : "stays");
	text_free(&t);
}

static void tags(const char *format, const char *value, const char *want)
{
	struct tag tag = tag_of(format);
	struct text t = { 0 }, again = { 0 };
	subject_tag(span(value), &tag, 124, &t);
	is(text_span(&t), want, value);
	subject_tag(text_span(&t), &tag, 124, &again);
	is(text_span(&again), want, "and a second time");
	text_free(&t);
	text_free(&again);
}

static void test_formats(void)
{
	makes("[orch:%05d]", 124, "[orch:00124]");
	makes("[orch:%d]", 124, "[orch:124]");
	makes("[orch:%05d]", 1234567, "[orch:1234567]");
	makes("[orch]", 124, "[orch]");
	makes("[楽団:%03d]", 7, "[楽団:007]");
	static const char *const bad[] = { "", " ", "%d", "%05d", "[%s]", "[%]", "[100%]", "[%%]", "[%d%d]",
		"[%05d:%d]", "[%5d]", "[%0d]", "[%019d]", "[%099999999999999999999d]", "[%ld]", "[%n]", "[1%d]",
		"[%d0]", "[a]\t", "a\x01", "\xff" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		refuses(bad[i]);
}

static void test_tags(void)
{
	const char *f = "[orch:%05d]";
	strips(f, "Hello", NULL);
	strips(f, "[orch:00123] Hello", "Hello");
	strips(f, "Re: [orch:00123] Hello", "Re: Hello");
	strips(f, "[orch:1] Re: [orch:00123] Re: [orch:2] Hello", "Re: Hello");
	strips(f, "Hello [orch:99] world", "Hello world");
	strips(f, "Hello[orch:99]world", "Helloworld");
	strips(f, "Hello [orch:99]", "Hello");
	strips(f, "[orch:00123]", "");
	strips(f, "[orch:[orch:1]2] x", "x");
	strips(f, "[orch:] [orch:x] [orch 1] [Orch:1] [orchestra:1]", NULL);
	strips("[orch]", "Re: [orch] x [orch", "Re: x [orch");
	strips("orch %d", "orch 12 x orch 1", "x");
	strips("orch %d", "orch x", NULL);
	strips("%d:orch", "Re: 123:orch x", "Re: x");
	strips("[楽団:%d]", "Re: [楽団:12] 練習", "Re: 練習");
}

static void test_marks(void)
{
	const char *f = "[orch]";
	strips(f, "Re: x", NULL);
	strips(f, "Re:x", NULL);
	strips(f, "Re:", NULL);
	static const char *const one[] = { "RE: x", "re: x", "Re[2]: x", "Re(3): x", "Re^2: x", "Re*2: x", "Re2: x",
		"Re>x", "AW: x", "SV: x", "Sv: x", "返信: x", "返信：x", "返: x", "ＲＥ：x", "Ｒｅ： x", "ｒｅ:　x",
		"Re : x", "Re：x", "　Re: x", "Re: Re: x", "Re:Re:Re: x", "RE: Re[2]: ＲＥ：返信:　AW: SV:x" };
	for (size_t i = 0; i < sizeof one / sizeof *one; i++)
		strips(f, one[i], "Re: x");
	static const char *const none[] = { "Regarding: x", "Re x", "Rex: y", "AWS: x", "x Re: Re: y", "返信用: x",
		"Re[x]: y", "Re[2: y", "Fwd: Re: Re: x", "　x" };
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		strips(f, none[i], NULL);
	strips(f, "Re: Re:", "Re:");
}

static void test_fields(void)
{
	const char *f = "[orch:%05d]";
	tags(f, "Hello", "[orch:00124] Hello");
	tags(f, "", "[orch:00124] (no subject)");
	tags(f, "[orch:00123]", "[orch:00124] (no subject)");
	tags(f, "=?utf-8?q?[orch:1]?=", "[orch:00124] (no subject)");
	tags(f, "=?utf-8?b?!?=", "[orch:00124] (no subject)");
	tags(f, "Re: [orch:00123] Hello", "[orch:00124] Re: Hello");
	tags(f, "=?ISO-2022-JP?B?GyRCRnxLXBsoQg==?=", "[orch:00124] =?ISO-2022-JP?B?GyRCRnxLXBsoQg==?=");
	tags(f, "=?ISO-2022-JP?B?GyRCRnxLXBsoQg==?=\n\t=?utf-8?q?x?=",
		"[orch:00124] =?ISO-2022-JP?B?GyRCRnxLXBsoQg==?=\n\t=?utf-8?q?x?=");
	tags(f, "one\n two", "[orch:00124] one\n two");
	tags(f, "Re: [orch:1] =?ISO-2022-JP?B?GyRCRnxLXBsoQg==?=", "[orch:00124] Re: =?UTF-8?B?5pel5pys?=");
	tags(f, "=?utf-8?q?Re:_=5Borch:1=5D_Re:_Hello?=", "[orch:00124] Re: Hello");
	tags(f, "=?utf-8?q?[orch:1]_x=0D=0ABcc:_evil?=", "[orch:00124] x Bcc: evil");
	tags(f, "a line with =?utf-8?q?a_word?= that would pass the end at seventy-six",
		"[orch:00124]\n a line with =?utf-8?q?a_word?= that would pass the end at seventy-six");
	tags(f, "a line of ASCII only that passes the end at seventy-six keeps its form",
		"[orch:00124] a line of ASCII only that passes the end at seventy-six keeps its form");
	tags("[楽団:%d]", "Hello", "=?UTF-8?B?W+alveWbozoxMjRd?= Hello");
	tags("[楽団:%d]", "=?utf-8?q?=E6=97=A5?=", "=?UTF-8?B?W+alveWbozoxMjRdIA==?= =?utf-8?q?=E6=97=A5?=");
	tags("[楽団:%d]", "Re: [楽団:1] 日", "=?UTF-8?B?W+alveWbozoxMjRd?= Re: =?UTF-8?B?5pel?=");
	tags("[楽団:%d]", "[楽団:1] 日", "=?UTF-8?B?W+alveWbozoxMjRdIA==?= =?UTF-8?B?5pel?=");
}

/* Random subjects out of what matters; each must carry one tag afterwards, and stay as it is. */
static void test_random(void)
{
	static const char *const piece[] = { "[orch:", "00123", "1", "]", "[orch:7]", " ", "\n ", "Re", ":",
		"RE[2]:", "：", "返信", ">", "x", "=?utf-8?q?", "?=", "=5Borch:8=5D", "日本", "\u3000", "\u200B",
		"\xff", "(no subject)", "=?iso-2022-jp?Q?=1B$BF|K\\?=" };
	struct tag tag = tag_of("[orch:%05d]");
	bool once = true, same = true;
	srand(3);
	for (int i = 0; i < 30000 && once && same; i++) {
		struct text value = { 0 }, a = { 0 }, b = { 0 }, decoded = { 0 }, clean = { 0 }, left = { 0 };
		for (int n = rand() % 14; n > 0; n--)
			text_adds(&value, piece[(size_t)rand() % (sizeof piece / sizeof *piece)]);
		subject_tag(span_trim(text_span(&value)), &tag, 124, &a);
		subject_tag(span_trim(text_span(&a)), &tag, 124, &b);
		same = span_is(span_trim(text_span(&a)), span_trim(text_span(&b)));
		words_decode(text_span(&a), &decoded);
		words_clean(text_span(&decoded), &clean);
		struct span rest = text_span(&clean), start = SPAN("[orch:00124] ");
		once = span_starts_nocase(rest, start)
			&& !subject_strip((struct span){ rest.at + start.len, rest.len - start.len }, &tag, &left);
		if (!once || !same)
			printf("# %.*s\n", PRINTF(text_span(&a)));
		text_free(&value);
		text_free(&a);
		text_free(&b);
		text_free(&decoded);
		text_free(&clean);
		text_free(&left);
		memory_reset();
	}
	ok(once, "30,000 random subjects have one tag and at most one reply mark");
	ok(same, "and are the same after a second time");
}

/* Were this the square of its length, it would run for hours. */
static void test_linear(void)
{
	static const char *const unit[] = { "[orch:", "1", "]", "Re:", "[orch:1]", " ", "Re[" };
	struct tag tag = tag_of("[orch:%d]");
	for (size_t u = 0; u < sizeof unit / sizeof *unit; u++) {
		struct text t = { 0 }, out = { 0 };
		while (t.len < 1 << 20)
			text_adds(&t, unit[u]);
		subject_tag(text_span(&t), &tag, 1, &out);
		text_free(&t);
		text_free(&out);
		memory_reset();
	}
	ok(true, "1 MiB of tags and reply marks");
}

int main(void)
{
	test_formats();
	test_tags();
	test_marks();
	test_fields();
	test_random();
	test_linear();
	return tap_end();
}
