/* header: see header.h */
#include "header.h"
#include "clean.h"
#include "die.h"
#include "file.h"
#include <unistd.h>

enum { FIELDS_SHOWN = 500 };	/* comparing each with each takes the square of it */

/* Reads up to the blank line. Returns the length of the header, or -1 if it is too long. */
static ptrdiff_t read_lines(struct text *t, int fd, bool *blank)
{
	char block[16384];
	size_t n;
	while (t->len <= HEADER_MAX && (n = read_some(fd, block, sizeof block, "a message"))) {
		size_t seen = t->len;
		text_add(t, (struct span){ block, n });
		ptrdiff_t end = message_header_end(text_span(t), seen ? seen - 1 : 0);
		*blank = end >= 0;
		if (*blank)
			return end;
	}
	return t->len <= HEADER_MAX ? (ptrdiff_t)t->len : -1;
}

const char *header_read(struct header *h, int fd)
{
	h->text.len = 0;
	h->m.count = 0;
	h->m.blank = false;
	off_t start = lseek(fd, 0, SEEK_CUR);
	ptrdiff_t length = read_lines(&h->text, fd, &h->m.blank);
	if (start < 0 || lseek(fd, start, SEEK_SET) < 0)
		die_sys("cannot rewind a message");
	if (length < 0)
		return "its header is larger than 1 MiB";
	if (h->text.len == 0)
		return "nothing";
	return message_parse(&h->m, (struct span){ h->text.at, (size_t)length });
}

static bool has(const struct message *m, struct span raw)
{
	for (size_t i = 0; i < m->count; i++)
		if (span_is(m->field[i].raw, raw))
			return true;
	return false;
}

/* The fields of one that the other has not, but for names that are told already. */
static void add_missing(struct text *t, size_t from, const struct message *m, const struct message *other)
{
	for (size_t i = 0; i < m->count; i++) {
		struct span name = field_name(&m->field[i]), told = { t->at + from, t->len - from };
		if (has(other, m->field[i].raw))
			continue;
		struct text item = { 0 };
		text_addc(&item, ' ');
		text_add_clean(&item, name, 80);
		if (span_find_nocase(told, text_span(&item)) < 0) {
			if (told.len)
				text_addc(t, ',');
			text_add(t, text_span(&item));
		}
		text_free(&item);
	}
}

void header_changes(struct text *t, const struct message *before, const struct message *after)
{
	size_t from = t->len;
	if (before->count > FIELDS_SHOWN || after->count > FIELDS_SHOWN)
		return;
	add_missing(t, from, after, before);
	add_missing(t, from, before, after);
}
