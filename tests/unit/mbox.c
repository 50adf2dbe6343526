/* A file of many messages, split. */
#include "mbox.h"
#include "file.h"
#include "tap.h"
#include <unistd.h>

static struct mbox m;

/* Each message behind a `|`. */
static void split(struct span in, const char *want, const char *what)
{
	struct text got = { 0 };
	char block[4096];
	int fd = file_scratch();
	write_all(fd, in, "scratch");
	mbox_open(&m, fd, (off_t)in.len);
	for (;;) {
		int out = file_scratch();
		bool more = mbox_next(&m, out);
		size_t n;
		if (more)
			text_addc(&got, '|');
		lseek(out, 0, SEEK_SET);
		while ((n = read_some(out, block, sizeof block, "scratch")))
			text_add(&got, (struct span){ block, n });
		close(out);
		if (!more)
			break;
	}
	close(fd);
	is(text_span(&got), want, what);
	text_free(&got);
}

int main(void)
{
	static const struct { const char *in; bool want; } lines[] = {
		{ "From anne@example.org Tue Nov 24 03:54:58 2026\n", true },
		{ "From anne@example.org  Tue Nov  4 03:54:58 2026\n", true },
		{ "From anne at example.org  Tue Nov  4 3:54:58 2026\r\n", true },
		{ "From - Tue Nov 24 03:54 JST 2026", true },
		{ "From  Tue Nov 24 03:54:58 2026\n", true },
		{ "From time to time\n", false },
		{ "From time to time\nTue Nov 24 03:54:58 2026\n", false },
		{ "From Tue Nov", false }, { "From x Tue Nov 24 0", false }, { "From x Tue Nov 24 03:5", false },
		{ "From x Tue Foo 24 03:54:58 2026", false }, { "From x Xue Nov 24 03:54:58 2026", false },
		{ ">From x Tue Nov 24 03:54:58 2026", false }, { "from x Tue Nov 24 03:54:58 2026", false }, { "", false },
	};
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		ok(mbox_is_from(span(lines[i].in)) == lines[i].want, "%.30s", lines[i].in);

#define FROM "From a@x.org Tue Nov 24 03:54:58 2026\n"
	split(SPAN(""), "", "nothing");
	split(SPAN("no mbox\n"), "", "no mbox");
	split(SPAN(FROM "A: b\n\nc\n\n"), "|A: b\n\nc\n", "one");
	split(SPAN(FROM "A: b\n\nc\n\n" FROM "D: e\n\nf\n\n"), "|A: b\n\nc\n|D: e\n\nf\n", "two");
	split(SPAN("x\n\n" FROM "A: b\n\nc"), "|A: b\n\nc", "something before it, and no newline at the end");
	split(SPAN(FROM "A: b\n\n\n\nc\n\n\n"), "|A: b\n\n\n\nc\n\n", "of blank lines one goes");
	split(SPAN(FROM "A: b\n\nc\n" FROM "d\n\n"), "|A: b\n\nc\n" FROM "d\n", "only behind a blank line");
	split(SPAN(FROM "A: b\n\n>From c\n>>From d\n> From e\n>Frog\nx >From f\n"),
		"|A: b\n\nFrom c\n>From d\n> From e\n>Frog\nx >From f\n", "a > goes");
	split(SPAN(FROM FROM), "||", "empty ones");
	split(SPAN(FROM), "|", "an empty one");
	split(SPAN("From a@x.org Tue Nov 24 03:54:58 2026\r\nA: b\r\n\r\nc\r\n\r\nFrom a@x.org Tue Nov 24 03:54:58 2026\r\nD: e\r\n"),
		"|A: b\r\n\r\nc\r\n|D: e\r\n", "CRLF");

	/* Long lines come in pieces: no piece but the first begins a line. */
	struct text in = { 0 }, want = { 0 };
	text_adds(&in, "From a@x.org Tue Nov 24 03:54:58 2026");
	for (int i = 0; i < 2000; i++)
		text_addc(&in, ' ');
	text_adds(&in, "\nA: b\n\n");
	text_adds(&want, "|A: b\n\n");
	for (int i = 0; i < 100000; i++) {
		text_adds(&in, ">From \n");
		text_adds(&want, "From \n");
	}
	for (int i = 0; i < 512 * 300; i++) {
		text_addc(&in, i % 512 == 511 ? '>' : 'x');
		text_addc(&want, i % 512 == 511 ? '>' : 'x');
	}
	text_adds(&in, "From x Tue Nov 24 03:54:58 2026\n");
	text_adds(&want, "From x Tue Nov 24 03:54:58 2026\n");
	split(text_span(&in), text_string(&want), "long ones");
	text_free(&in);
	text_free(&want);
	return tap_end();
}
