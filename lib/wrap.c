/* wrap: see wrap.h */
#include "wrap.h"
#include "die.h"
#include "encode.h"
#include "file.h"
#include "fold.h"
#include "line.h"
#include "mime.h"
#include "pass.h"
#include <string.h>
#include <unistd.h>

enum { BLOCK = PASS_BLOCK };

/* True if the rest of fd has a long line. Goes through the body in steps of a whole line's length, looking
 * back for the last newline, and so at few of its octets. */
static bool body_has_long_line(int fd)
{
	static char block[BLOCK];
	size_t have = 0, n;
	while ((n = read_some(fd, block + have, sizeof block - have, "the message")) > 0) {
		size_t from = 0;
		have += n;
		while (have - from > LINE_OCTETS) {
			size_t i = from + LINE_OCTETS + 1;
			while (i > from && block[i - 1] != '\n')
				i--;
			if (i == from)
				return true;
			from = i;
		}
		memmove(block, block + from, have - from);
		have -= from;
	}
	return false;
}

/* ---- a body with long lines ---- */

static void pass_encoded(struct pass *p, off_t end, enum content_encoding encoding)
{
	char block[PASS_BLOCK];
	struct encoder e = { 0 };
	bool more;
	do {
		more = p->at < end;
		size_t n = more ? pass_read(p, block, end) : 0;
		struct span s = { block, n };
		if (encoding == ENCODING_BASE64)
			encode_rebroken(&e, s);
		else if (encoding == ENCODING_QUOTED_PRINTABLE)
			more ? encode_requoted(&e, s) : encode_requoted_end(&e);
		else
			more ? encode_quoted(&e, s) : encode_quoted_end(&e);
		write_all(p->out, text_span(&e.out), "the message");
		e.out.len = 0;
	} while (more);
	text_free(&e.out);
}

static void header_wrap(struct message *m, bool quoted)
{
	for (size_t i = 0; i < m->count; i++)
		m->field[i] = fold_field(m->field[i]);
	if (quoted)
		message_set(m, "Content-Transfer-Encoding", SPAN("quoted-printable"));
}

/* The header of a part, which is small; the blank line after it is copied later. */
static void pass_header(struct pass *p, off_t end, bool quoted)
{
	char block[PASS_BLOCK];
	struct text t = { 0 };
	struct message h = { 0 };
	while (p->at < end) {
		size_t n = pass_read(p, block, end);
		text_add(&t, (struct span){ block, n });
	}
	if (t.len && message_parse(&h, text_span(&t)))
		die(TEMP, "4.3.0", "the message has changed");
	header_wrap(&h, quoted);
	message_write_header(&h, p->out);
	text_free(&t);
}

static bool is_signed(const struct mime *mime, size_t i)
{
	for (; i; i = mime->part[i].parent)
		if (mime_is(&mime->part[mime->part[i].parent], "multipart", "signed"))
			return true;
	return false;
}

enum work { NOTHING, HEADER = 1, BODY = 2 };

static enum work work_for(const struct mime *mime, size_t i)
{
	const struct mime_part *p = &mime->part[i];
	enum work w = NOTHING;
	if (p->longest_header > LINE_OCTETS)
		w |= HEADER;
	if (p->longest > LINE_OCTETS && p->encoding != ENCODING_UNKNOWN)
		w |= BODY;
	return p->unclear || mime_is(p, "message", NULL) || is_signed(mime, i) ? NOTHING : w;
}

void wrap_write(struct message *m, int fd)
{
	struct mime mime = { 0 };
	header_wrap(m, false);
	message_settle_body(m);
	bool any = body_has_long_line(m->fd);
	off_t length = message_settle_body(m);
	if (!any) {
		message_write(m, fd);
		return;
	}
	mime_read(&mime, m);
	if (work_for(&mime, 0) == BODY && mime.part[0].encoding == ENCODING_NONE) {
		header_wrap(m, true);
		if (!message_count(m, "MIME-Version"))	/* without it there are no encodings, RFC 2045 section 4 */
			message_append(m, "MIME-Version", SPAN("1.0"));
	}
	message_write_header(m, fd);
	struct pass p = { m->fd, fd, 0 };
	for (size_t i = 0; i < mime.count; i++) {
		const struct mime_part *part = &mime.part[i];
		enum work w = work_for(&mime, i);
		if (w == NOTHING)
			continue;
		pass_copy(&p, part->header);
		if (i)
			pass_header(&p, part->body - 1, (w & BODY) && part->encoding == ENCODING_NONE);
		pass_copy(&p, part->body);
		if (w & BODY)
			pass_encoded(&p, part->end, part->encoding);
	}
	pass_copy(&p, length);
	if (close(fd) < 0)
		die_sys("cannot close the message");
}
