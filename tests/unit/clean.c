/* What of a stranger's words may be shown. */
#include "clean.h"
#include "tap.h"

static void cleans(struct span from, size_t max, const char *want, const char *what)
{
	struct text t = { 0 };
	text_add_clean(&t, from, max);
	is(text_span(&t), want, what);
	text_free(&t);
}

int main(void)
{
	cleans(SPAN("plain text, 日本語, ü"), 100, "plain text, 日本語, ü", "text stays");
	cleans(SPAN("a\nb\r\tc\0d\033[1m\177"), 100, "a?b??c?d?[1m?", "control characters");
	cleans(SPAN("\302\205x\302\240"), 100, "??x\302\240", "U+0085 is one, U+00A0 is none");
	cleans(SPAN("a\233b\377"), 100, "a?b?", "octets that are no UTF-8");
	cleans(SPAN("\300\257 \355\240\200 \364\220\200\200"), 100, "?? ??? ????",
		"overlong, a surrogate, beyond U+10FFFF");
	cleans(SPAN("\357\277\275\357\277"), 100, "\357\277\275??", "U+FFFD itself stays, its beginning does not");
	cleans(SPAN("日本"), 5, "日", "cut between characters");
	cleans(SPAN("日本"), 6, "日本", "not cut");
	cleans(SPAN("\200\200\200\200"), 2, "??", "what is no character is cut too");
	cleans(SPAN(""), 10, "", "nothing");
	return tap_end();
}
