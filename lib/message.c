/* message: see message.h */
#include "message.h"
#include "die.h"
#include "file.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A field name is printable ASCII without colon (RFC 5322 section 3.6.8). Returns how much of s could be one. */
static size_t name_octets(struct span s)
{
	size_t n = 0;
	while (n < s.len && s.at[n] > 32 && s.at[n] < 127 && s.at[n] != ':')
		n++;
	return n;
}

/* Blanks, even folded ones, before the colon are the obsolete syntax of section 4.5. Returns the length of the
 * field's name or 0. */
static size_t name_length(struct span raw)
{
	size_t n = name_octets(raw), colon = n;
	while (colon < raw.len && ascii_blank(raw.at[colon]))
		colon++;
	return colon < raw.len && raw.at[colon] == ':' ? n : 0;
}

/* The length of the line at s, with its newline. */
static size_t line_length(struct span s)
{
	ptrdiff_t n = span_find(s, '\n');
	return n < 0 ? s.len : (size_t)n + 1;
}

const char *message_parse(struct message *m, struct span header)
{
	struct span rest = header;
	if (rest.len && memchr(rest.at, '\0', rest.len))
		return "a NUL in the header";
	if (rest.len && memchr(rest.at, '\r', rest.len))
		return "a CR in the header";
	while (rest.len) {
		struct span raw = { rest.at, line_length(rest) };
		while (raw.len < rest.len && (rest.at[raw.len] == ' ' || rest.at[raw.len] == '\t'))
			raw.len += line_length((struct span){ rest.at + raw.len, rest.len - raw.len });
		size_t name = name_length(raw), used = raw.len;
		if (!name)
			return m->count ? "a line in the header is no field" : "the message has no header";
		if (raw.at[raw.len - 1] != '\n') {	/* the file ends in the header: the next field must not run on */
			char *copy = memory_get(raw.len + 1);
			memcpy(copy, raw.at, raw.len);
			copy[raw.len] = '\n';
			raw = (struct span){ copy, raw.len + 1 };
		}
		m->field = memory_grow(m->field, m->count, &m->room, sizeof *m->field);
		m->field[m->count++] = (struct field){ raw, name };
		rest.at += used;
		rest.len -= used;
	}
	return m->count ? NULL : "the message has no header";
}

ptrdiff_t message_header_end(struct span s, size_t from)
{
	if (s.len && s.at[0] == '\n')
		return 0;
	for (size_t i = from; i < s.len; i++) {
		const char *p = memchr(s.at + i, '\n', s.len - i);
		if (!p || p + 1 == s.at + s.len)
			return -1;
		if (p[1] == '\n')
			return p + 1 - s.at;
		i = (size_t)(p - s.at);
	}
	return -1;
}

void message_read(struct message *m, int fd)
{
	struct text t = { 0 };
	ptrdiff_t end;
	char block[16384];
	size_t n, seen = 0;

	*m = (struct message){ .fd = fd, .body = -1 };
	while ((end = message_header_end(text_span(&t), seen ? seen - 1 : 0)) < 0) {
		seen = t.len;
		if (t.len > HEADER_MAX)
			die(PERM, "5.3.4", "the header is larger than 1 MiB");
		n = read_some(fd, block, sizeof block, "the message");
		if (n == 0) {
			end = (ptrdiff_t)t.len;
			break;
		}
		text_add(&t, (struct span){ block, n });
	}
	if (end > HEADER_MAX)
		die(PERM, "5.3.4", "the header is larger than 1 MiB");
	m->blank = (size_t)end < t.len;
	struct span header = memory_keep((struct span){ t.at, (size_t)end });
	if (m->blank)
		text_add(&m->begun, (struct span){ t.at + end + 1, t.len - (size_t)end - 1 });
	text_free(&t);
	off_t at = lseek(fd, 0, SEEK_CUR);
	if (at >= (off_t)m->begun.len)
		m->body = at - (off_t)m->begun.len;
	const char *wrong = message_parse(m, header);
	if (wrong)
		die(PERM, "5.6.0", "%s", wrong);
}

void message_write_header(const struct message *m, int fd)
{
	struct text t = { 0 };
	for (size_t i = 0; i < m->count; i++)
		text_add(&t, m->field[i].raw);
	if (m->blank)
		text_addc(&t, '\n');
	text_add(&t, text_span(&m->begun));
	write_all(fd, text_span(&t), "the message");
	text_free(&t);
}

void message_write(struct message *m, int fd)
{
	message_write_header(m, fd);
	copy_rest(m->fd, fd, "the message");
	if (close(fd) < 0)
		die_sys("cannot close the message");
}

off_t message_settle_body(struct message *m)
{
	if (m->body < 0) {
		int fd = file_scratch();
		write_all(fd, text_span(&m->begun), "a scratch file");
		copy_rest(m->fd, fd, "a scratch file");
		m->fd = fd;
		m->body = 0;
	}
	m->begun.len = 0;
	off_t end = lseek(m->fd, 0, SEEK_END);
	if (end < 0 || lseek(m->fd, m->body, SEEK_SET) < 0)
		die_sys("cannot rewind the message");
	return end - m->body;
}

bool field_is_name(struct span s) { return s.len && name_octets(s) == s.len; }

struct span field_name(const struct field *f) { return (struct span){ f->raw.at, f->name }; }

struct span field_value(const struct field *f)
{
	struct span rest = { f->raw.at + f->name, f->raw.len - f->name };
	size_t colon = (size_t)span_find(rest, ':') + 1;
	return span_trim((struct span){ rest.at + colon, rest.len - colon });
}

bool field_is(const struct field *f, const char *name)
{
	return span_is_nocase(field_name(f), span(name));
}

ptrdiff_t message_find(const struct message *m, const char *name, size_t from)
{
	for (size_t i = from; i < m->count; i++)
		if (field_is(&m->field[i], name))
			return (ptrdiff_t)i;
	return -1;
}

size_t message_count(const struct message *m, const char *name)
{
	size_t n = 0;
	for (size_t i = 0; i < m->count; i++)
		n += field_is(&m->field[i], name);
	return n;
}

struct span message_value(const struct message *m, const char *name)
{
	ptrdiff_t i = message_find(m, name, 0);
	return i < 0 ? (struct span){ NULL, 0 } : field_value(&m->field[i]);
}

void message_remove_at(struct message *m, size_t i)
{
	m->count--;
	memmove(m->field + i, m->field + i + 1, (m->count - i) * sizeof *m->field);
}

/* One pass, since a hostile header may have 100,000 fields of one name. */
static void remove_from(struct message *m, const char *name, size_t from)
{
	size_t kept = from;
	for (size_t i = from; i < m->count; i++)
		if (!field_is(&m->field[i], name))
			m->field[kept++] = m->field[i];
	m->count = kept;
}

void message_remove(struct message *m, const char *name) { remove_from(m, name, 0); }

struct field field_make(const char *name, struct span value)
{
	for (size_t i = 0; i < value.len; i++) {
		char c = value.at[i];
		bool fold = c == '\n' && i + 1 < value.len && (value.at[i + 1] == ' ' || value.at[i + 1] == '\t');
		if (c == '\0' || c == '\r' || (c == '\n' && !fold))
			die(TEMP, "4.3.5", "a control character in the value for %s", name);
	}
	struct text t = { 0 };
	text_adds(&t, name);
	text_adds(&t, value.len && value.at[0] == '\n' ? ":" : ": ");
	text_add(&t, value);
	text_addc(&t, '\n');
	return (struct field){ text_keep(&t), strlen(name) };
}

static void insert(struct message *m, size_t at, struct field f)
{
	m->field = memory_grow(m->field, m->count, &m->room, sizeof *m->field);
	memmove(m->field + at + 1, m->field + at, (m->count - at) * sizeof *m->field);
	m->field[at] = f;
	m->count++;
}

void message_prepend(struct message *m, const char *name, struct span value)
{
	insert(m, 0, field_make(name, value));
}

void message_append(struct message *m, const char *name, struct span value)
{
	insert(m, m->count, field_make(name, value));
}

void message_set(struct message *m, const char *name, struct span value)
{
	ptrdiff_t i = message_find(m, name, 0);
	if (i < 0) {
		message_append(m, name, value);
		return;
	}
	m->field[i] = field_make(name, value);
	remove_from(m, name, (size_t)i + 1);
}

struct span span_unfold(struct span value)
{
	char *to = memory_get(value.len + 1);
	size_t n = 0;
	for (size_t i = 0; i < value.len; i++) {
		bool fold = i + 1 < value.len && (value.at[i + 1] == ' ' || value.at[i + 1] == '\t');
		if (value.at[i] != '\n' || !fold)
			to[n++] = value.at[i];
	}
	return (struct span){ to, n };
}

void message_copy(struct message *from, struct message *to)
{
	message_settle_body(from);
	*to = *from;
	to->room = from->count;
	to->field = memory_get((from->count + 1) * sizeof *to->field);
	memcpy(to->field, from->field, from->count * sizeof *to->field);
}
