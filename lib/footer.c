/* footer: see footer.h */
#include "footer.h"
#include "boundary.h"
#include "die.h"
#include "file.h"
#include "line.h"
#include "note.h"
#include "part.h"
#include "pass.h"
#include "utf8.h"
#include <unistd.h>


/* ---- the file ---- */

static bool is_control(uint32_t c) { return (c < ' ' && c != '\n' && c != '\t') || (c >= 0x7F && c < 0xA0); }

static void check_line(struct span line, const char *path, size_t number)
{
	if (line.len > LINE_OCTETS)
		die(TEMP, "4.3.5", "%s: line %zu is longer than mail allows (%d octets)", path, number, LINE_OCTETS);
	while (line.len)
		if (is_control(utf8_next(&line)))
			die(TEMP, "4.3.5", "%s: line %zu has a control character", path, number);
}

void footer_read(struct footer *f, const char *path)
{
	struct text t = { 0 }, kept = { 0 };
	size_t number = 0;
	if (!file_read(path, &t, FOOTER_MAX))
		die(TEMP, "4.3.5", "there is no file %s", path);
	if (!utf8_ok(text_span(&t)))
		die(TEMP, "4.3.5", "%s is not in UTF-8; save it as UTF-8", path);
	struct span rest = text_span(&t), mark = SPAN("\xEF\xBB\xBF");
	if (span_starts_nocase(rest, mark))	/* as editors on Windows write it */
		rest.at += mark.len, rest.len -= mark.len;
	while (rest.len && ascii_blank(rest.at[rest.len - 1]))
		rest.len--;
	while (rest.len) {
		struct span line = span_take(&rest, '\n');
		if (line.len && line.at[line.len - 1] == '\r')
			line.len--;
		check_line(line, path, ++number);
		text_add(&kept, line);
		text_addc(&kept, '\n');
	}
	text_free(&t);
	f->text = text_span(&kept);
}

void footer_pass(struct message *m, int fd)
{
	message_write_header(m, fd);
	copy_rest(m->fd, fd, "the message");
}

/* ---- multipart/mixed ---- */

static bool has_footer(const struct footer *f, const struct message *m, const struct mime *mime)
{
	const struct mime_part *last = NULL;
	struct text t = { 0 };
	for (size_t i = 1; i < mime->count; i++)
		if (mime->part[i].parent == 0)
			last = &mime->part[i];
	if (!last || !mime_is(last, "text", "plain") || last->end - last->body > 4 * FOOTER_MAX)
		return false;
	part_text(m, last, 4 * FOOTER_MAX, &t);
	bool same = span_is(span_trim(text_span(&t)), span_trim(f->text));
	text_free(&t);
	return same;
}

/* Its parts can be told from one another, and so another one can stand behind them. */
static bool is_mixed(const struct mime *mime)
{
	const struct mime_part *p = &mime->part[0];
	return mime_is(p, "multipart", "mixed") && p->has_children && p->encoding == ENCODING_NONE && mime->count > 1;
}

static void mixed_write(const struct footer *f, struct message *m, const struct mime_part *p, int fd)
{
	struct text t = { 0 };
	pass_forget(m);
	message_write_header(m, fd);
	struct pass pass = { m->fd, fd, 0 };
	pass_copy(&pass, p->close < 0 ? p->end : p->close);
	text_addf(&t, "%s--%.*s\n", p->close < 0 ? "\n" : "", PRINTF(p->type.boundary));
	note_add(&t, f->text, p->type.boundary);
	if (p->close < 0)
		text_addf(&t, "\n--%.*s--\n", PRINTF(p->type.boundary));
	else
		text_addc(&t, '\n');
	pass_add(&pass, text_span(&t));
	text_free(&t);
	copy_rest(m->fd, fd, "the message");
}

/* ---- anything else ---- */

static bool is_content(const struct field *f) { return span_starts_nocase(field_name(f), SPAN("Content-")); }

/* Moves what the header says of the content to the end of inner, and puts a Content-Type of our own in its place. */
static void header_split(struct message *m, struct span boundary, struct text *inner)
{
	struct text type = { 0 };
	size_t kept = 0;
	bool said = false;
	message_remove(m, "Content-Length");
	message_remove(m, "Lines");
	text_addf(&type, "multipart/mixed; boundary=\"%.*s\"", PRINTF(boundary));
	for (size_t i = 0; i < m->count; i++) {
		if (!is_content(&m->field[i])) {
			m->field[kept++] = m->field[i];
			continue;
		}
		text_add(inner, m->field[i].raw);
		if (!said)
			m->field[kept++] = field_make("Content-Type", text_span(&type));
		said = true;
	}
	m->count = kept;
	if (!said)
		message_append(m, "Content-Type", text_span(&type));
	if (!message_count(m, "MIME-Version"))
		message_append(m, "MIME-Version", SPAN("1.0"));
	text_free(&type);
}

static void wrapped_write(const struct footer *f, struct message *m, const struct mime *mime, int fd)
{
	struct text t = { 0 };
	struct span boundary = boundary_make(m, mime);
	text_addf(&t, "--%.*s\n", PRINTF(boundary));
	header_split(m, boundary, &t);
	text_addc(&t, '\n');
	m->blank = true;
	message_write_header(m, fd);
	struct pass pass = { m->fd, fd, 0 };
	pass_add(&pass, text_span(&t));
	copy_rest(m->fd, fd, "the message");
	t.len = 0;
	text_addf(&t, "\n--%.*s\n", PRINTF(boundary));
	note_add(&t, f->text, boundary);
	text_addf(&t, "\n--%.*s--\n", PRINTF(boundary));
	pass_add(&pass, text_span(&t));
	text_free(&t);
}

void footer_write(const struct footer *f, struct message *m, int fd)
{
	struct mime mime = { 0 };
	message_settle_body(m);
	mime_read(&mime, m);
	if (!f->text.len || mime.count > MIME_PARTS || (is_mixed(&mime) && has_footer(f, m, &mime)))
		footer_pass(m, fd);
	else if (is_mixed(&mime))
		mixed_write(f, m, &mime.part[0], fd);
	else if (!footer_text_write(f, m, &mime.part[0], fd))
		wrapped_write(f, m, &mime, fd);
	if (close(fd) < 0)
		die_sys("cannot close the message");
}
