/* digest_plain: a digest as one text, as RFC 1153 has it; see digest_form.h */
#include "digest_form.h"
#include "mime.h"
#include "part.h"
#include "words.h"

static const char rule[] = "------------------------------";	/* thirty hyphens, section "Trailer" of it */

/* Without those at its ends, as RFC 1153 asks. The indentation of the first line stays. */
static struct span without_blank_lines(struct span text)
{
	struct span rest = text;
	while (rest.len && span_trim(span_take(&rest, '\n')).len == 0)
		text = rest;
	size_t n = text.len;
	while (n && ascii_blank(text.at[n - 1]))
		n--;
	return (struct span){ text.at, n };
}

/* A line that a reader would take for the end of a post gets a blank in front. */
static void add_body(struct writer *w, struct span text)
{
	while (text.len) {
		struct span line = span_take(&text, '\n');
		if (span_starts_nocase(line, span(rule)))
			digest_add_text(w, SPAN(" "));
		digest_add_text(w, line);
		digest_add_text(w, SPAN("\n"));
	}
}

static void add_field(struct writer *w, const struct message *m, const char *name)
{
	struct text clean = { 0 };
	struct span value = message_value(m, name);
	if (!value.at)
		return;
	words_read(value, &clean);
	digest_add_text(w, span(name));
	digest_add_text(w, SPAN(": "));
	digest_add_text(w, text_span(&clean));
	digest_add_text(w, SPAN("\n"));
	text_free(&clean);
}

static void add_article(struct writer *w, struct post *p)
{
	static const char *const kept[] = { "Date", "From", "To", "Cc", "Subject", "Message-ID", "Keywords", "Summary" };
	struct text text = { 0 };
	struct mime mime = { 0 };
	struct message m;
	message_read(&m, p->fd);
	message_settle_body(&m);
	mime_read(&mime, &m);
	for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
		add_field(w, &m, kept[i]);
	digest_add_text(w, SPAN("\n"));
	const struct mime_part *part = part_written(&m, &mime);
	if (part)
		part_text(&m, part, DIGEST_TEXT, &text);
	else
		text_addf(&text, "%.*s\n", PRINTF(w->no_text));
	add_body(w, without_blank_lines(text_span(&text)));
	digest_add_text(w, SPAN("\n"));
	digest_add_text(w, span(rule));
	digest_add_text(w, SPAN("\n\n"));
	text_free(&text);
	text_free(&m.begun);
}

void digest_write_plain(struct writer *w)
{
	struct text t = { 0 };
	text_adds(&t, "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n");
	digest_put(w, &t);
	text_free(&t);
	digest_each_post(w, digest_add_content);
	digest_add_text(w, SPAN("\n----------------------------------------------------------------------\n\n"));	/* seventy */
	digest_each_post(w, add_article);
	digest_add_text(w, SPAN("End of the digest\n*****************\n"));
	digest_end_text(w);
}
