/* Where parts start and end, by the grammar of RFC 2046 section 5.1.1. */
#include "file.h"
#include "mime.h"
#include "tap.h"
#include <unistd.h>

static void mime_of(const char *type, const char *body, struct mime *mime)
{
	struct message m = { 0 };
	struct text header = { 0 };
	text_addf(&header, "From: a@b.c\n%s%s\n", *type ? "Content-Type: " : "", *type ? type : "X: y");
	message_parse(&m, text_span(&header));
	m.fd = file_scratch();
	write_all(m.fd, span(body), "a scratch file");
	message_settle_body(&m);
	mime_read(mime, &m);
	close(m.fd);
}

/* "type/subtype depth [body]" of each part, joined by "; ", with '!' for an unclear one. */
static struct span shape(const char *type, const char *body)
{
	struct text t = { 0 };
	struct mime mime = { 0 };
	mime_of(type, body, &mime);
	for (size_t i = 0; i < mime.count; i++) {
		const struct mime_part *p = &mime.part[i];
		text_addf(&t, "%s%s%.*s/%.*s %u", i ? "; " : "", p->unclear ? "!" : "", PRINTF(p->type.type),
			PRINTF(p->type.subtype), p->depth);
		if (!p->has_children) {
			text_addf(&t, " [%.*s]", (int)(p->end - p->body), body + p->body);
		}
	}
	return text_span(&t);
}

/* "line-stop" of each part, with "@close" of a multipart. */
static struct span delimiters(const char *type, const char *body)
{
	struct mime mime = { 0 };
	struct text t = { 0 };
	mime_of(type, body, &mime);
	for (size_t i = 0; i < mime.count; i++) {
		const struct mime_part *p = &mime.part[i];
		text_addf(&t, "%s%d-%d", i ? " " : "", (int)p->line, (int)p->stop);
		if (p->has_children)
			text_addf(&t, "@%d", (int)p->close);
	}
	return text_span(&t);
}

static struct span encoding(const char *value)
{
	static const char *const name[] = { "none", "quoted-printable", "base64", "unknown" };
	return span(name[content_encoding_parse(span(value))]);
}

static struct span type(const char *value)
{
	struct content_type c = content_type_parse(span(value));
	struct text t = { 0 };
	text_addf(&t, "%s%.*s|%.*s|%.*s", c.unclear ? "!" : "", PRINTF(c.type), PRINTF(c.subtype),
		(int)c.boundary.len, c.boundary.at ? c.boundary.at : "");
	return text_span(&t);
}

int main(void)
{
	static const struct { const char *in, *want; } types[] = {
		{ "", "text|plain|" },
		{ "  (nothing)\n ", "text|plain|" },
		{ "Text/HTML", "text|html|" },
		{ "text/html; charset=\"x;boundary=no\"", "text|html|" },
		{ "multipart/mixed;boundary=b", "multipart|mixed|b" },
		{ "multipart/mixed; boundary=\"a b\\\"c\"", "multipart|mixed|a b\"c" },
		{ "multipart/mixed; boundary=\"trailing blank \"", "multipart|mixed|trailing blank" },
		{ "multipart/mixed; (boundary=no) BOUNDARY (c) = (c) b (c)", "multipart|mixed|b" },
		{ "multipart/mixed;\n\tcharset=x;\n boundary====_Next/1?", "multipart|mixed|===_Next/1?" },
		{ "multipart / mixed ; x ; ; boundary=b", "multipart|mixed|b" },
		{ "multipart/mixed; boundary*0=a; boundary*1=b", "multipart|mixed|" },
		{ "multipart/mixed; boundary=a; boundary=a", "!multipart|mixed|a" },
		{ "multipart/mixed; boundary=\"unclosed", "multipart|mixed|unclosed" },
		{ "text", "!text||" },
		{ "text/", "!text||" },
		{ "/plain", "!|plain|" },
		{ "text; boundary=b", "!text||b" },
		{ "(((((unclosed; multipart/mixed", "text|plain|" },
	};
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		is(type(types[i].in), types[i].want, types[i].in);

	static const struct { const char *in, *want; } encodings[] = {
		{ "", "none" }, { "7bit", "none" }, { "8BIT", "none" }, { "binary", "none" },
		{ "Base64", "base64" }, { "quoted-printable\t", "quoted-printable" },
		{ "x-uuencode", "unknown" }, { "base64 (x)", "unknown" }, { "7bit; x=y", "unknown" },
	};
	for (size_t i = 0; i < sizeof encodings / sizeof *encodings; i++)
		is(encoding(encodings[i].in), encodings[i].want, encodings[i].in);

	static const struct { const char *type, *body, *want; } bodies[] = {
		{ "", "just text\n", "text/plain 0 [just text\n]" },
		{ "", "", "text/plain 0 []" },
		{ "multipart/mixed; boundary=b", "p\n--b\n\none\n--b\n\ntwo\n\n--b--\ne\n",
			"multipart/mixed 0; text/plain 1 [one]; text/plain 1 [two\n]" },
		{ "multipart/mixed; boundary=b", "--b\n\none\n--b \t\n\ntwo\n--b--", /* padding; no final newline */
			"multipart/mixed 0; text/plain 1 [one]; text/plain 1 [two]" },
		{ "multipart/mixed; boundary=b", "--b\n\n--b\n\n\n--b\n\n\n\n--b--\n",
			"multipart/mixed 0; text/plain 1 []; text/plain 1 []; text/plain 1 [\n]" },
		{ "multipart/mixed; boundary=b", "--b\n\n --b\n--bb\n-- b\n--b-\n--b--x\nx--b\n--b--\n",
			"multipart/mixed 0; text/plain 1 [ --b\n--bb\n-- b\n--b-\n--b--x\nx--b]" },
		{ "multipart/mixed; boundary=b", "--b\n\nnot closed\n",
			"multipart/mixed 0; text/plain 1 [not closed\n]" },
		{ "multipart/mixed; boundary=b", "no part\n", "multipart/mixed 0" },
		{ "multipart/mixed; boundary=b", "--b--\n--b\n\nafter the end\n", "multipart/mixed 0" },
		{ "multipart/mixed; boundary=b", "--b\nContent-Type: text/html\n--b\n\nx\n--b--\n",
			"multipart/mixed 0; !text/html 1 []; text/plain 1 [x]" },	/* a header without blank line */
		{ "multipart/mixed; boundary=b", "--b\nContent-Type: text/html", "multipart/mixed 0; !text/html 1 []" },
		{ "multipart/mixed; boundary=b", "--b\nno field\n\nx\n--b--\n",
			"multipart/mixed 0; !text/plain 1 [x]" },
		{ "multipart/mixed; boundary=a", /* inner without closing line, ended by the outer one */
			"--a\nContent-Type: multipart/alternative; boundary=ab\n\n--ab\n\none\n--a\n\ntwo\n--a--\n--ab\n",
			"multipart/mixed 0; multipart/alternative 1; text/plain 2 [one]; text/plain 1 [two]" },
		{ "multipart/mixed; boundary=a", /* epilogue of the inner one is no part of anything */
			"--a\nContent-Type: multipart/alternative; boundary=b\n\n--b\n\none\n--b--\ne\n--b\n--a\n\ntwo\n--a--\n",
			"multipart/mixed 0; multipart/alternative 1; text/plain 2 [one]; text/plain 1 [two]" },
		{ "multipart/mixed; boundary=a", "--a\nContent-Type: message/rfc822\n\nContent-Type: multipart/mixed; "
			"boundary=b\n\n--b\n\nx\n--b--\n--a--\n", "multipart/mixed 0; message/rfc822 1 [Content-Type: "
			"multipart/mixed; boundary=b\n\n--b\n\nx\n--b--]" },
		{ "multipart/digest; boundary=a", "--a\n\nSubject: x\n\n--a\nContent-Type: text/plain\n\nx\n--a--\n",
			"multipart/digest 0; message/rfc822 1 [Subject: x\n]; text/plain 1 [x]" },
		{ "multipart/mixed", "--\n\nx\n", "!multipart/mixed 0 [--\n\nx\n]" },
		{ "multipart/mixed; boundary=\"\"", "--\n\nx\n", "!multipart/mixed 0 [--\n\nx\n]" },
		{ "text/plain; boundary=b", "--b\n\nx\n", "text/plain 0 [--b\n\nx\n]" },
		/* An inner one whose lines are also those of an outer one that is open: readers disagree whose they are. */
		{ "multipart/mixed; boundary=a", "--a\nContent-Type: multipart/mixed; boundary=a\n\n--a\n\nx\n--a--\n",
			"multipart/mixed 0; !multipart/mixed 1 []; text/plain 1 [x]" },
		{ "multipart/mixed; boundary=a", "--a\nContent-Type: multipart/mixed; boundary=a--\n\n--a--\n\nx\n",
			"multipart/mixed 0; !multipart/mixed 1 []" },
		{ "multipart/mixed; boundary=a--", "--a--\nContent-Type: multipart/mixed; boundary=a\n\n--a\n\nx\n--a--\n\ny\n",
			"multipart/mixed 0; !multipart/mixed 1 [--a\n\nx]; text/plain 1 [y\n]" },
		{ "multipart/mixed; boundary=c", "--c\nContent-Type: multipart/mixed; boundary=a\n\n--a\n\nx\n--a--\n"
			"--c\nContent-Type: multipart/mixed; boundary=a\n\n--a\n\ny\n--a--\n", /* one after the other is fine */
			"multipart/mixed 0; multipart/mixed 1; text/plain 2 [x]; multipart/mixed 1; text/plain 2 [y]" },
	};
	for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++)
		is(shape(bodies[i].type, bodies[i].body), bodies[i].want, bodies[i].body);

	is(delimiters("multipart/mixed; boundary=b", "p\n--b\n\none\n--b\n--b\nX: y\n\n\n--b--\ne\n"), "0-34@26 2-11 11-15 15-26", "delimiters");
	is(delimiters("multipart/mixed; boundary=b", "--b\n\none"), "0-8@-1 0-8", "none that closes");
	is(delimiters("multipart/mixed; boundary=b", "--b--\nx"), "0-7@0", "nothing else");
	is(delimiters("multipart/mixed; boundary=a", "--a\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--a--\n"),
		"0-60@54 0-54@-1 47-54", "an inner one that is not closed");

	/* A boundary line that lies across the blocks we read. */
	for (int shift = -12; shift <= 2; shift++) {
		struct text body = { 0 };
		text_adds(&body, "--b\n\n");
		while (body.len < (size_t)(65536 + shift))
			text_addc(&body, body.len % 70 ? 'x' : '\n');
		text_adds(&body, "\n--b\nContent-Type: text/html\n\ntwo\n--b--\n");
		struct span got = shape("multipart/mixed; boundary=b", text_string(&body));
		ok(span_find_nocase(got, SPAN("; text/html 1 [two]")) > 65000, "a boundary at %d of a block", shift);
	}
	return tap_end();
}
