/* How a message looks to a signature: the examples of RFC 6376 section 3.4.5, and what it says in words. */
#include "canon.h"
#include "tap.h"

static void collect(void *to, struct span s) { text_add(to, s); }

static struct canon_body b;

static struct text body(enum canon how, const char *in, size_t cut)
{
	struct text t = { 0 };
	struct span s = span(in);
	b = (struct canon_body){ .how = how, .put = collect, .to = &t };
	for (; s.len; s.at += cut, s.len -= cut) {
		cut = cut < s.len ? cut : s.len;
		canon_body_add(&b, (struct span){ s.at, cut });
	}
	canon_body_end(&b);
	return t;
}

/* The same in one piece and in pieces of every size up to 20 octets. */
static void looks(const char *in, const char *simple, const char *relaxed, const char *what)
{
	struct text s = body(CANON_SIMPLE, in, strlen(in)), r = body(CANON_RELAXED, in, strlen(in));
	is(text_span(&s), simple, what);
	is(text_span(&r), relaxed, what);
	bool same = true;
	for (size_t cut = 1; cut <= 20; cut++) {
		struct text x = body(CANON_SIMPLE, in, cut), y = body(CANON_RELAXED, in, cut);
		same = same && span_is(text_span(&x), span(simple)) && span_is(text_span(&y), span(relaxed));
		text_free(&x);
		text_free(&y);
	}
	ok(same, "%s: and in pieces", what);
	text_free(&s);
	text_free(&r);
}

static void field(const char *in, const char *simple, const char *relaxed)
{
	struct text s = { 0 }, r = { 0 };
	canon_field(CANON_SIMPLE, span(in), &s);
	canon_field(CANON_RELAXED, span(in), &r);
	is(text_span(&s), simple, relaxed);
	is(text_span(&r), relaxed, relaxed);
	text_free(&s);
	text_free(&r);
}

int main(void)
{
	field("A: X\n", "A: X\r\n", "a:X\r\n");
	field("B : Y\t\n\tZ  \n", "B : Y\t\r\n\tZ  \r\n", "b:Y Z\r\n");
	field("Subject:\n", "Subject:\r\n", "subject:\r\n");
	field("Subject: \n  \n \ta\n", "Subject: \r\n  \r\n \ta\r\n", "subject:a\r\n");
	field("X-A:b:c  d:\n", "X-A:b:c  d:\r\n", "x-a:b:c d:\r\n");
	field("X: \303\251\v\f \n", "X: \303\251\v\f \r\n", "x:\303\251\v\f\r\n");

	looks(" C \nD \t E\n\n\n", " C \r\nD \t E\r\n", " C\r\nD E\r\n", "the example");
	looks("", "\r\n", "", "no body");
	looks("\n\n\n", "\r\n", "", "empty lines only");
	looks(" \t\n\n", " \t\r\n", "", "a line of blanks is an empty one only when relaxed");
	looks("a\n \n\t\n", "a\r\n \r\n\t\r\n", "a\r\n", "so are those at the end");
	looks("a\n\n \nb\n", "a\r\n\r\n \r\nb\r\n", "a\r\n\r\n\r\nb\r\n", "but not those within");
	looks("a", "a\r\n", "a\r\n", "no newline at the end");
	looks("a  ", "a  \r\n", "a\r\n", "nor after blanks");
	looks("abcdefgh  ijklmnop\n", "abcdefgh  ijklmnop\r\n", "abcdefgh ijklmnop\r\n", "two blanks, across eight octets");
	looks("abcdefg \thijklmnop\n", "abcdefg \thijklmnop\r\n", "abcdefg hijklmnop\r\n", "a blank and a tab");
	looks("abcdefghijklmnopq\tr\n", "abcdefghijklmnopq\tr\r\n", "abcdefghijklmnopq r\r\n", "a tab alone, late");
	looks("a b c d e f g h i j k l\n", "a b c d e f g h i j k l\r\n", "a b c d e f g h i j k l\r\n", "single blanks");
	looks("\240\240 \211\211\n", "\240\240 \211\211\r\n", "\240\240 \211\211\r\n", "8-bit octets that look like blanks in seven");
	looks("a\rb\r\n", "a\rb\r\r\n", "a\rb\r\r\n", "a CR is an octet like others");

	for (size_t cut = 1; cut < 20; cut++) {
		struct text x = body(CANON_RELAXED, "four\n\nseven \t\nsix  x", cut);
		ok(b.longest == 7, "the longest line as it was given, in pieces of %zu", cut);
		text_free(&x);
	}

	struct text t = { 0 }, want = { 0 };
	for (int i = 0; i < 100000; i++)
		text_adds(&t, "\n");
	text_adds(&t, "x\n");
	for (int i = 0; i < 100000; i++)
		text_adds(&want, "\r\n");
	text_adds(&want, "x\r\n");
	struct text got = body(CANON_RELAXED, text_string(&t), 100001);
	ok(span_is(text_span(&got), text_span(&want)), "100,000 empty lines before another");
	return tap_end();
}
