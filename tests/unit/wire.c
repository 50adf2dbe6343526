/* What leaves on an SMTP connection: CRLF only, dots doubled once, wherever the blocks are cut. */
#include "wire.h"
#include "file.h"
#include "tap.h"
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

/* Feeds in cut after every octet, then in one piece; both must give want. */
static void converts(const char *in, size_t n, const char *want, const char *what)
{
	struct text whole = { 0 };
	char last = '\n';
	bool good = true;
	wire_add(&whole, (struct span){ in, n }, &last);
	for (size_t cut = 0; cut <= n; cut++) {
		struct text t = { 0 };
		last = '\n';
		wire_add(&t, (struct span){ in, cut }, &last);
		wire_add(&t, (struct span){ in + cut, n - cut }, &last);
		good = good && span_is(text_span(&t), span(want));
		text_free(&t);
	}
	is(text_span(&whole), want, what);
	ok(good, "%s, cut anywhere", what);
	text_free(&whole);
}
#define CONVERTS(in, want, what) converts(in, sizeof(in) - 1, want, what)

/* A whole message by way of a file. */
static void message_is(const char *in, const char *want, const char *what)
{
	struct message m;
	struct wire w;
	struct text t = { 0 };
	struct wire_text size;
	int fd = file_scratch();
	write_all(fd, span(in), "test");
	lseek(fd, 0, SEEK_SET);
	message_read(&m, fd);
	message_settle_body(&m);
	wire_measure(&size, &m);
	wire_start(&w, &size);
	while (wire_next(&w, &t))
		;
	size_t dots = 0;	/* the doubled ones; RFC 1870 counts them once */
	for (size_t i = 2; i < t.len; i++)
		dots += t.at[i] == '.' && t.at[i - 1] == '.' && t.at[i - 2] == '\n';
	is(text_span(&t), want, what);
	ok(size.octets == t.len - 3 - dots, "%s: its size is known before", what);
	text_free(&t);
	close(fd);
}

int main(void)
{
	CONVERTS("", "", "nothing");
	CONVERTS("a\nb\n", "a\r\nb\r\n", "LF becomes CRLF");
	CONVERTS(".\n", "..\r\n", "a dot alone");
	CONVERTS("..\n.a\na.\n\n.\n", "...\r\n..a\r\na.\r\n\r\n..\r\n", "dots at line starts only");
	CONVERTS("a\r\nb\r\n", "a\r\nb\r\n", "CRLF stays one CRLF");
	CONVERTS("a\rb\n", "a b\r\n", "a CR alone becomes a blank");
	CONVERTS("a\r\r\n", "a \r\n", "two CRs");
	/* the ends of data some server has believed in */
	CONVERTS("a\n.\nb\n", "a\r\n..\r\nb\r\n", "LF dot LF");
	CONVERTS("a\n.\r\nb\n", "a\r\n..\r\nb\r\n", "LF dot CRLF");
	CONVERTS("a\r.\rb\n", "a . b\r\n", "CR dot CR");
	CONVERTS("a\r.\r\nb\n", "a .\r\nb\r\n", "CR dot CRLF");
	CONVERTS("a\r.\nb\n", "a .\r\nb\r\n", "CR dot LF");
	CONVERTS("a\r\n.\rb\n", "a\r\n.. b\r\n", "CRLF dot CR");
	CONVERTS("a\r\n.\nb\n", "a\r\n..\r\nb\r\n", "CRLF dot LF");
	CONVERTS("a\n.\rb\n", "a\r\n.. b\r\n", "LF dot CR");
	CONVERTS("a\r\r\n.\r\r\nb\n", "a \r\n.. \r\nb\r\n", "CRCRLF dot CRCRLF");

	message_is("A: b\n\nbody\n", "A: b\r\n\r\nbody\r\n.\r\n", "a message");
	message_is("A: b\n\nbody", "A: b\r\n\r\nbody\r\n.\r\n", "without a final newline");
	message_is("A: b\n\n", "A: b\r\n\r\n.\r\n", "without a body");
	message_is("A: b\n", "A: b\r\n.\r\n", "without a blank line");
	message_is("A: b\n\n.\n.\n", "A: b\r\n\r\n..\r\n..\r\n.\r\n", "nothing but dots");

	struct text in = { 0 }, want = { 0 };	/* larger than a block, so it is read anew each time */
	text_adds(&in, "A: b\n\n");
	text_adds(&want, "A: b\r\n\r\n");
	for (int i = 0; i < 20000; i++) {
		text_adds(&in, ".line\n");
		text_adds(&want, "..line\r\n");
	}
	text_adds(&want, ".\r\n");
	message_is(text_string(&in), text_string(&want), "a large one");
	text_free(&in);
	text_free(&want);
	return tap_end();
}
