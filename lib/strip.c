/* strip: see strip.h */
#include "strip.h"
#include "clean.h"
#include "die.h"
#include "file.h"
#include "look.h"
#include "note.h"
#include "part.h"
#include "pass.h"
#include <unistd.h>

enum { NAME_SHOWN = 200, LOOKED_AT = 4096 };	/* octets */

/* NOTED: a line stands in its place. GONE: with its boundary line, and nothing in its place. */
enum fate { KEPT, NOTED, GONE };

struct fates {
	const struct message *m;
	const struct mime *mime;
	enum fate *of;		/* of each part; of the parts in one that does not stay it means nothing */
	bool *sealed;		/* in a multipart/signed or encrypted */
	size_t *about;		/* the part that a note names: for a multipart/related its first one */
};

/* ---- which ---- */

static bool is_sealing(const struct mime_part *p)
{
	return mime_is(p, "multipart", "signed") || mime_is(p, "multipart", "encrypted");
}

/* A text with nothing in it, as some programs write beside HTML. */
static bool is_blank(const struct fates *f, size_t i)
{
	const struct mime_part *p = &f->mime->part[i];
	struct text t = { 0 };
	if (!mime_is(p, "text", NULL) || p->end - p->body > LOOKED_AT)
		return false;
	part_text(f->m, p, LOOKED_AT, &t);
	bool blank = span_trim(text_span(&t)).len == 0;
	text_free(&t);
	return blank;
}

/* A multipart/mixed in it has more to say than the other alternatives. */
static bool has_attachments(const struct fates *f, size_t i)
{
	const struct mime_part *p = f->mime->part;
	for (size_t k = i; k < f->mime->count && (k == i || p[k].depth > p[i].depth); k++)
		if (mime_is(&p[k], "multipart", "mixed"))
			return true;
	return false;
}

static size_t next_child(const struct fates *f, size_t parent, size_t after)
{
	size_t i = after + 1;
	while (i < f->mime->count && (f->mime->part[i].parent != parent || i == 0))
		i++;
	return i;
}

/* The children of a multipart/alternative, whose fates by themselves are known. */
static void alternatives(struct fates *f, size_t parent, bool first_only)
{
	size_t count = f->mime->count, stays = count, note = count;
	for (size_t i = next_child(f, parent, parent); i < count; i = next_child(f, parent, i)) {
		if (f->of[i] != KEPT) {
			note = note == count ? i : note;
			f->of[i] = GONE;
		} else if (!first_only || stays == count || has_attachments(f, i)) {
			stays = stays == count && !is_blank(f, i) ? i : stays;
		} else
			f->of[i] = GONE;
	}
	for (size_t i = next_child(f, parent, parent); i < count && note < count; i = next_child(f, parent, i))
		if (f->of[i] == KEPT && !is_blank(f, i))
			note = count;
	if (note == count)
		return;
	f->of[note] = NOTED;	/* nobody else says it, and readers show the last one: nothing empty may be behind it */
	for (size_t i = next_child(f, parent, note); i < count; i = next_child(f, parent, i))
		f->of[i] = GONE;
}

static void judge(struct fates *f, const struct strip *s)
{
	const struct mime_part *p = f->mime->part;
	size_t count = f->mime->count;
	for (size_t i = 0; i < count; i++) {
		f->sealed[i] = i && (f->sealed[p[i].parent] || is_sealing(&p[p[i].parent]));
		f->about[i] = i;
		/* Behind MIME_PARTS stands all the rest as one, whose type is not that of all. */
		f->of[i] = !f->sealed[i] && i < MIME_PARTS && part_match(f->m, &p[i], s->pattern, s->patterns) ? NOTED : KEPT;
	}
	for (size_t i = count; i-- > 0; ) {	/* from the inside out */
		if (f->sealed[i] || !p[i].has_children || f->of[i] != KEPT)
			continue;
		size_t first = next_child(f, i, i);
		if (mime_is(&p[i], "multipart", "alternative"))
			alternatives(f, i, s->first);
		else if (mime_is(&p[i], "multipart", "related") && first < count && f->of[first] == NOTED) {
			f->of[i] = NOTED;
			f->about[i] = f->about[first];
		}
	}
}

/* ---- what is said of it ---- */

static unsigned long long octets(const struct message *m, const struct mime_part *p)
{
	struct reading r;
	struct source *s = reading_begin(&r, m, p);
	unsigned long long n = 0;
	for (struct span next; (next = source_next(s)).len; )
		n += next.len;
	return n;
}

static void add_note(struct text *out, const struct fates *f, size_t i, const struct strip *s)
{
	const struct mime_part *p = &f->mime->part[f->about[i]];
	struct text type = { 0 }, size = { 0 }, shown = { 0 }, lines = { 0 };
	struct span name = part_name(f->m, p), boundary = i ? f->mime->part[f->mime->part[i].parent].type.boundary : SPAN("");
	text_add_clean(&shown, name, NAME_SHOWN);
	text_add_clean(&type, p->type.type, NAME_SHOWN);
	text_addc(&type, '/');
	text_add_clean(&type, p->type.subtype, NAME_SHOWN);
	text_addf(&size, "%llu", octets(f->m, p));
	texts_set(s->texts, "NAME", text_span(&shown));
	texts_set(s->texts, "TYPE", text_span(&type));
	texts_set(s->texts, "SIZE", text_span(&size));
	texts_phrase(&lines, s->texts, name.len ? "stripped" : "stripped-unnamed");
	text_addc(&lines, '\n');
	note_add(out, text_span(&lines), boundary);
	text_free(&type);
	text_free(&size);
	text_free(&shown);
	text_free(&lines);
}

/* ---- writing ---- */

static bool all_kept(const struct fates *f)
{
	for (size_t i = 0; i < f->mime->count; i++)
		if (f->of[i] != KEPT)
			return false;
	return true;
}

/* Nothing is left of the message but what is said of it. */
static void write_note(struct message *m, const struct fates *f, const struct strip *s, int fd)
{
	struct text note = { 0 };
	struct message part = { 0 };
	size_t kept = 0;
	add_note(&note, f, 0, s);
	struct span all = text_span(&note);
	size_t header = (size_t)message_header_end(all, 0);
	message_parse(&part, (struct span){ all.at, header });
	for (size_t i = 0; i < m->count; i++)
		if (!span_starts_nocase(field_name(&m->field[i]), SPAN("Content-")))
			m->field[kept++] = m->field[i];
	m->count = kept;
	for (size_t i = 0; i < part.count; i++)
		message_append(m, memory_keep(field_name(&part.field[i])).at, field_value(&part.field[i]));
	if (!message_count(m, "MIME-Version"))
		message_append(m, "MIME-Version", SPAN("1.0"));
	m->blank = true;
	message_write_header(m, fd);
	write_all(fd, (struct span){ all.at + header + 1, all.len - header - 1 }, "the message");
	text_free(&note);
}

static void write_rest(struct message *m, const struct fates *f, const struct strip *s, int fd)
{
	struct pass pass = { m->fd, fd, 0 };
	message_write_header(m, fd);
	for (size_t i = 1; i < f->mime->count; i++) {
		const struct mime_part *p = &f->mime->part[i];
		struct text note = { 0 };
		if (f->of[i] == KEPT || p->header < pass.at)
			continue;
		pass_copy(&pass, f->of[i] == GONE ? p->line : p->header);
		if (f->of[i] == NOTED)
			add_note(&note, f, i, s);
		else if (p->stop == f->mime->part[0].end)	/* the end of all: or the newline before it would be content */
			text_addf(&note, "--%.*s--\n", PRINTF(f->mime->part[p->parent].type.boundary));
		pass_add(&pass, text_span(&note));
		pass_skip(&pass, p->stop);
		text_free(&note);
	}
	copy_rest(m->fd, fd, "the message");
}

void strip_write(struct message *m, const struct strip *s, int fd)
{
	struct mime mime = { 0 };
	struct fates f = { .m = m, .mime = &mime };
	message_settle_body(m);
	mime_read(&mime, m);
	f.of = memory_get(mime.count * sizeof *f.of);
	f.sealed = memory_get(mime.count * sizeof *f.sealed);
	f.about = memory_get(mime.count * sizeof *f.about);
	judge(&f, s);
	if (!all_kept(&f))
		pass_forget(m);
	if (f.of[0] == KEPT)
		write_rest(m, &f, s, fd);
	else
		write_note(m, &f, s, fd);
	if (close(fd) < 0)
		die_sys("cannot close the message");
}
