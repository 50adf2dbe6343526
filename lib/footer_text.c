/* footer_text: the footer under a text, see footer.h.
 *
 * What the author wrote keeps its octets where it can: in plain text, in quoted-printable and in whole groups of base64
 * the footer goes behind them. Only if that would be in no charset or encoding that the mail says is all of it written
 * anew. */
#include "charset.h"
#include "content.h"
#include "encode.h"
#include "flowed.h"
#include "footer.h"
#include "look.h"
#include "part.h"
#include "pass.h"
#include <unistd.h>

/* ---- the header ---- */

static bool is_simple(struct span s, bool blanks)
{
	for (size_t i = 0; i < s.len; i++)
		if (!ascii_alnum(s.at[i]) && !(blanks && s.at[i] >= ' ' && s.at[i] < 127 && s.at[i] != '"' && s.at[i] != '\\'))
			return false;
	return s.len > 0;
}

/* As it was, but in UTF-8. A value that can't be written simply goes; its name stays, since of two parameters with one
 * name the first counts. What could be a file's name goes whole: what counted was none (is_words). */
static void set_utf8(struct message *m)
{
	struct text t = { 0 };
	struct span rest = content_parameters(span_unfold(message_value(m, "Content-Type")));
	text_adds(&t, "text/plain; charset=UTF-8");
	for (struct span name, value; content_next_parameter(&rest, &name, &value); )
		if (is_simple(name, false) && !span_is_nocase(name, SPAN("charset")) && !span_is_nocase(name, SPAN("name"))) {
			text_addf(&t, "; %.*s=", PRINTF(name));
			if (!is_simple(value, true))
				value.len = 0;
			text_addf(&t, is_simple(value, false) ? "%.*s" : "\"%.*s\"", PRINTF(value));
		}
	message_set(m, "Content-Type", text_span(&t));
	text_free(&t);
}

static void set_encoding(struct message *m, enum content_encoding e)
{
	message_set(m, "Content-Transfer-Encoding", e == ENCODING_BASE64 ? SPAN("base64") : SPAN("quoted-printable"));
}

static bool says_8bit(const struct message *m)
{
	struct span e = message_value(m, "Content-Transfer-Encoding");
	return span_is_nocase(e, SPAN("8bit")) || span_is_nocase(e, SPAN("binary"));
}

/* ---- the footer ---- */

/* What must stand before it, so that it begins a line of its own, in ASCII, and no paragraph goes on in it. */
static void add_before(struct text *out, const struct look *k, bool shifted, bool flowed, const char *newline)
{
	bool ended;
	struct span line = look_last_line(k, &ended);
	if (shifted)
		text_adds(out, "\033(B");
	if (shifted || !ended)
		text_adds(out, newline);
	if (flowed && flowed_goes_on(line))
		text_adds(out, newline);
}

/* Base64 has its line ends as the author's program wrote them; the standard says CRLF (RFC 2045 section 6.8). */
static const char *newline_of(const struct look *k, const struct mime_part *p)
{
	struct span t = text_span(&k->tail);
	ptrdiff_t lf = span_find(t, '\n');
	return p->encoding == ENCODING_BASE64 && (lf < 0 || (lf > 0 && t.at[lf - 1] == '\r')) ? "\r\n" : "\n";
}

static void lines_of(struct text *out, struct span text, bool flowed, const char *newline)
{
	struct text t = { 0 };
	if (flowed)
		flowed_add(&t, text);
	else
		text_add(&t, text);
	for (struct span rest = text_span(&t); rest.len; ) {
		text_add(out, span_take(&rest, '\n'));
		text_adds(out, newline);
	}
	text_free(&t);
}

/* ---- the body ---- */

static void add_encoded(struct pass *pass, struct encoder *e, enum content_encoding how, struct span s)
{
	if (how == ENCODING_BASE64)
		encode_base64(e, s);
	else if (how == ENCODING_QUOTED_PRINTABLE)
		encode_quoted(e, s);
	else
		text_add(&e->out, s);
	pass_add(pass, text_span(&e->out));
	e->out.len = 0;
}

/* All of a text anew, or nothing of it, and more behind it. */
static void write_anew(struct pass *pass, enum content_encoding how, struct source *s, struct span more)
{
	struct encoder e = { 0 };
	for (struct span next; s && (next = source_next(s)).len; )
		add_encoded(pass, &e, how, next);
	add_encoded(pass, &e, how, more);
	if (how == ENCODING_BASE64)
		encode_base64_end(&e);
	else if (how == ENCODING_QUOTED_PRINTABLE)
		encode_quoted_end(&e);
	pass_add(pass, text_span(&e.out));
	text_free(&e.out);
}

/* Whole groups stay, and what a last one that is not whole stands for comes before more. */
static void write_base64(struct pass *pass, const struct message *m, const struct mime_part *p, struct span more)
{
	struct mime_part rest = *p;
	struct reading r;
	rest.body = look_base64(m, p);
	pass_copy(pass, rest.body);
	if (rest.body > p->body)
		pass_add(pass, SPAN("\n"));
	write_anew(pass, ENCODING_BASE64, reading_begin(&r, m, &rest), more);
}

/* A soft line break that the end has cut short ends here. */
static void write_quoted(struct pass *pass, const struct message *m, const struct mime_part *p, struct span more)
{
	struct mime_part raw = *p;
	struct reading r;
	struct look k = { 0 };
	bool ended;
	raw.encoding = ENCODING_NONE;
	raw.body = p->end - p->body > LOOK_TAIL ? p->end - LOOK_TAIL : p->body;
	look_read(&k, reading_begin(&r, m, &raw));
	struct span line = span_trim(look_last_line(&k, &ended));
	pass_copy(pass, p->end);
	if (!ended && line.len && line.at[line.len - 1] == '=')
		pass_add(pass, SPAN("\n"));
	write_anew(pass, ENCODING_QUOTED_PRINTABLE, NULL, more);
	text_free(&k.tail);
}

/* ---- what is to be done ---- */

struct plan {
	struct look look;	/* at the text as it is */
	bool flowed;
	const char *newline;
	struct text lines;	/* the footer, in the charset that the text has then */
	bool to_utf8;		/* that is a new one, */
	bool converted;		/* and the text is another in it: */
	struct utf8_copy copy;
	bool anew;		/* all of the text is to be written anew, */
	enum content_encoding how;	/* in this encoding */
};

static bool is_high(struct span s)
{
	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char)s.at[i] >= 0x80)
			return true;
	return false;
}

/* Somebody's own words, and not a file; and no reader sees in it what another does not. */
static bool is_words(const struct message *m, const struct mime_part *p)
{
	return mime_is(p, "text", "plain") && !p->unclear && p->encoding != ENCODING_UNKNOWN &&
		!span_starts_nocase(message_value(m, "Content-Disposition"), SPAN("attachment")) && !part_name(m, p).len &&
		(p->encoding != ENCODING_BASE64 || look_base64(m, p) >= 0);
}

/* The text and the footer in one charset: the text's own, or UTF-8. False if there is none. */
static bool plan_charset(struct plan *w, const struct footer *f, const struct message *m, const struct mime_part *p)
{
	struct span charset = p->type.charset.len ? p->type.charset : SPAN("us-ascii");
	struct reading r;
	struct text utf8 = { 0 }, letter = { 0 };
	lines_of(&utf8, f->text, w->flowed, w->newline);
	w->to_utf8 = !charset_encode(charset, text_span(&utf8), &w->lines);
	if (w->to_utf8)
		text_add(&w->lines, text_span(&utf8));
	/* ASCII is UTF-8 already, if the charset has it as it is: if it writes us a letter, it has. */
	bool same = !w->look.high && !w->look.escape && charset_encode(charset, SPAN("a"), &letter);
	if (w->to_utf8 && !same && !w->look.sealed)
		w->converted = look_to_utf8(reading_begin(&r, m, p), charset, &w->copy);
	text_free(&utf8);
	text_free(&letter);
	return !w->to_utf8 || same || w->converted;
}

static bool plan_make(struct plan *w, const struct footer *f, const struct message *m, const struct mime_part *p)
{
	struct reading r;
	*w = (struct plan){ .how = p->encoding, .flowed = flowed_is(message_value(m, "Content-Type")) };
	look_read(&w->look, reading_begin(&r, m, p));
	w->newline = newline_of(&w->look, p);
	if (!plan_charset(w, f, m, p))
		return false;
	w->anew = w->converted;
	if (w->how == ENCODING_NONE && is_high(text_span(&w->lines)) && !w->look.high && !says_8bit(m)) {
		/* Eight bits where there were seven: what is shorter. */
		w->how = 6 * w->copy.high > w->copy.octets ? ENCODING_BASE64 : ENCODING_QUOTED_PRINTABLE;
		w->anew = true;
	}
	return true;
}

static void write_body(const struct plan *w, const struct message *m, const struct mime_part *p, int fd)
{
	struct text more = { 0 };
	struct pass pass = { m->fd, fd, 0 };
	struct source_file copy;
	struct reading r;
	add_before(&more, &w->look, w->look.shifted && !w->to_utf8, w->flowed, w->newline);
	text_add(&more, text_span(&w->lines));
	if (w->converted) {
		source_file(&copy, w->copy.fd, 0, w->copy.octets);
		write_anew(&pass, w->how, &copy.s, text_span(&more));
		close(w->copy.fd);
	} else if (w->anew)
		write_anew(&pass, w->how, reading_begin(&r, m, p), text_span(&more));
	else if (w->how == ENCODING_BASE64)
		write_base64(&pass, m, p, text_span(&more));
	else if (w->how == ENCODING_QUOTED_PRINTABLE)
		write_quoted(&pass, m, p, text_span(&more));
	else {
		pass_copy(&pass, p->end);
		pass_add(&pass, text_span(&more));
	}
	text_free(&more);
}

static void write_header(const struct plan *w, struct message *m, const struct mime_part *p, int fd)
{
	pass_forget(m);
	if (w->to_utf8)
		set_utf8(m);
	if (w->how != p->encoding)
		set_encoding(m, w->how);
	if ((w->to_utf8 || w->how != p->encoding) && !message_count(m, "MIME-Version"))
		message_append(m, "MIME-Version", SPAN("1.0"));
	m->blank = true;
	message_write_header(m, fd);
}

bool footer_text_write(const struct footer *f, struct message *m, const struct mime_part *p, int fd)
{
	struct plan w;
	if (!is_words(m, p))
		return false;
	bool can = plan_make(&w, f, m, p);
	if (can && !w.to_utf8 && look_ends_with(&w.look, text_span(&w.lines)))
		footer_pass(m, fd);
	else if (can) {
		write_header(&w, m, p, fd);
		write_body(&w, m, p, fd);
	}
	text_free(&w.lines);
	text_free(&w.look.tail);
	return can;
}
