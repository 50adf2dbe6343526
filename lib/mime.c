/* mime: see mime.h */
#include "mime.h"
#include "die.h"
#include "file.h"
#include <stdint.h>
#include <string.h>
#include <unistd.h>

enum {
	HEAD = 256,		/* octets of a line that we look at: a boundary has at most 200 */
	PART_HEADER_MAX = 65536,
	BLOCK = 65536
};

bool mime_is(const struct mime_part *p, const char *type, const char *subtype)
{
	return span_is(p->type.type, span(type)) && (!subtype || span_is(p->type.subtype, span(subtype)));
}

enum state { IN_HEADER, IN_BODY, BETWEEN };	/* BETWEEN: in a multipart, but in none of its parts */

struct walk {
	struct mime *mime;
	size_t open[MIME_DEPTH];	/* multiparts whose closing line has not come, outermost first */
	size_t opened;
	size_t current;			/* the part we are in; BETWEEN parts it is the multipart */
	enum state state;
	struct text header;		/* of the current part, in IN_HEADER, with the line we are in */
	size_t header_kept;		/* its length without that line */
	struct message fields;		/* room for its fields, used again and again */
	bool full;			/* MIME_PARTS reached: the rest is one unclear part */
};

static struct mime_part *part(const struct walk *w, size_t i) { return &w->mime->part[i]; }

static void part_add(struct walk *w, size_t parent, off_t line, off_t header)
{
	struct mime *m = w->mime;
	m->part = memory_grow(m->part, m->count, &m->room, sizeof *m->part);
	m->part[m->count] = (struct mime_part){ .parent = parent, .line = line, .header = header, .body = header,
		.end = header, .stop = header, .close = -1 };
	if (m->count)
		m->part[m->count].depth = m->part[parent].depth + 1;
	w->current = m->count++;
	w->state = IN_HEADER;
	w->header.len = w->header_kept = 0;
}

/* What stands behind the "--" of a line is this boundary, or this boundary and what makes the line a closing one. */
static bool boundary_is(struct span said, struct span boundary)
{
	return span_starts(said, boundary) && (said.len == boundary.len ||
		span_is((struct span){ said.at + boundary.len, said.len - boundary.len }, SPAN("--")));
}

/* A line of this boundary could be one of a multipart that is open as well: readers disagree whose it is. */
static bool boundary_taken(const struct walk *w, struct span b)
{
	for (size_t i = 0; i < w->opened; i++) {
		struct span open = part(w, w->open[i])->type.boundary;
		if (boundary_is(b, open) || boundary_is(open, b))
			return true;
	}
	return false;
}

/* The fields of the current part are known, and its body starts. */
static void body_start(struct walk *w, const struct message *fields, off_t body)
{
	struct mime_part *p = part(w, w->current);
	size_t types = message_count(fields, "Content-Type"), encodings =
		message_count(fields, "Content-Transfer-Encoding");
	p->type = content_type_parse(message_value(fields, "Content-Type"));
	p->encoding = content_encoding_parse(message_value(fields, "Content-Transfer-Encoding"));
	if (!types && p->depth && mime_is(part(w, p->parent), "multipart", "digest")) {
		p->type.type = SPAN("message");		/* RFC 2046 section 5.1.5 */
		p->type.subtype = SPAN("rfc822");
	}
	p->body = p->end = body;
	p->unclear |= p->type.unclear || types > 1 || encodings > 1;
	w->state = IN_BODY;
	if (p->unclear || !mime_is(p, "multipart", NULL))
		return;
	if (!p->type.boundary.len || w->opened == MIME_DEPTH || boundary_taken(w, p->type.boundary)) {
		p->unclear = true;
		return;
	}
	p->has_children = true;
	w->open[w->opened++] = w->current;
	w->state = BETWEEN;
}

static void header_end(struct walk *w, off_t body)
{
	struct span header = { w->header.at, w->header_kept };
	w->fields.count = 0;
	if (header.len && message_parse(&w->fields, header)) {
		part(w, w->current)->unclear = true;
		w->fields.count = 0;
	}
	body_start(w, &w->fields, body);
}

/* The boundary line of a multipart, or the end of it all (stop: none), ends what is open inside. */
static void parts_end(struct walk *w, size_t stop, off_t line, off_t end)
{
	if (w->state == IN_HEADER) {	/* without a blank line */
		header_end(w, line);
		part(w, w->current)->unclear = true;
	}
	for (size_t i = w->current; i != stop; i = part(w, i)->parent) {
		struct mime_part *p = part(w, i);
		p->end = end > p->body ? end : p->body;
		p->stop = line;
		if (i == 0)
			break;
	}
}

/* If the line is a boundary of an open multipart: its place in open, and whether it is the closing one. An
 * inner part may lack its closing line, so all are tried (RFC 2046 section 5.1.2). */
static bool boundary_find(const struct walk *w, struct span line, size_t *which, bool *closing)
{
	if (line.len < 3 || line.at[0] != '-' || line.at[1] != '-')
		return false;
	while (ascii_blank(line.at[line.len - 1]))	/* transport padding */
		line.len--;
	struct span said = { line.at + 2, line.len - 2 };
	for (size_t i = w->opened; i-- > 0; ) {
		struct span b = part(w, w->open[i])->type.boundary;
		if (boundary_is(said, b)) {
			*which = i;
			*closing = said.len > b.len;
			return true;
		}
	}
	return false;
}

/* One line: where it starts, its first octets, its length; both without newline. */
static void line_take(struct walk *w, off_t at, struct span head, size_t len)
{
	size_t which;
	bool closing;
	if (!w->full && len < HEAD && boundary_find(w, head, &which, &closing)) {
		size_t multipart = w->open[which];
		parts_end(w, multipart, at, at - 1);	/* the newline before it is the boundary's */
		w->current = multipart;
		w->state = BETWEEN;
		w->opened = closing ? which : which + 1;
		if (closing) {
			part(w, multipart)->close = at;
			return;
		}
		w->full = w->mime->count == MIME_PARTS;
		part_add(w, multipart, at, at + (off_t)len + 1);
		part(w, w->current)->unclear = w->full;
		return;
	}
	struct mime_part *p = part(w, w->current);
	if (w->state == IN_HEADER && len == 0)
		header_end(w, at + 1);
	else if (w->state == IN_HEADER) {
		w->header_kept = w->header.len;
		if (len > p->longest_header)
			p->longest_header = len;
	} else if (w->state == IN_BODY && len > p->longest)
		p->longest = len;
}

/* The header's text is kept as it comes by. A hostile one is cut, and then the part is unclear. */
static void header_take(struct walk *w, struct span s)
{
	if (w->header.len + s.len <= PART_HEADER_MAX)
		text_add(&w->header, s);
	else
		part(w, w->current)->unclear = true;
}

void mime_read(struct mime *mime, struct message *m)
{
	static char block[BLOCK];
	struct walk w = { .mime = mime };
	char head[HEAD];
	size_t len = 0, n;		/* of the line so far; of the block */
	off_t at = 0;			/* of the block */

	mime->count = 0;
	part_add(&w, 0, 0, 0);
	body_start(&w, m, 0);
	while ((n = read_some(m->fd, block, sizeof block, "the message")) > 0) {
		for (size_t i = 0; i < n; ) {
			const char *lf = memchr(block + i, '\n', n - i);
			size_t piece = (lf ? (size_t)(lf - block) : n) - i;
			if (len < HEAD)
				memcpy(head + len, block + i, piece < HEAD - len ? piece : HEAD - len);
			if (w.state == IN_HEADER)
				header_take(&w, (struct span){ block + i, piece + (lf != NULL) });
			len += piece;
			i += piece;
			if (!lf)
				break;
			line_take(&w, at + (off_t)i - (off_t)len, (struct span){ head, len < HEAD ? len : HEAD }, len);
			i++;
			len = 0;
		}
		at += (off_t)n;
	}
	if (len) {	/* without a newline, which a part begun by this line must not count */
		line_take(&w, at - (off_t)len, (struct span){ head, len < HEAD ? len : HEAD }, len);
		if (part(&w, w.current)->header > at)
			part(&w, w.current)->header = at;
	}
	parts_end(&w, SIZE_MAX, at, at);
	text_free(&w.header);
	if (lseek(m->fd, m->body, SEEK_SET) < 0)
		die_sys("cannot rewind the message");
}
