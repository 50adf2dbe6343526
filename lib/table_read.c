/* table_read: which reports are in a table; see table.h */
#include "table.h"
#include "die.h"
#include "file.h"
#include "sha256.h"
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

enum {
	LINE_SEEN = 1024,	/* octets of a line that we look at: the first five columns have at most 570 */
	BLOCK = 65536
};

/* Nobody can make a report whose name has the hash of another's, which would then count as read. */
static uint64_t hash_of(struct span name)
{
	char hex[65];
	sha256_hex(name, hex);
	hex[16] = '\0';
	return strtoull(hex, NULL, 16);
}

static struct table_name *place(struct table_name *names, size_t room, uint64_t hash)
{
	size_t i = hash & (room - 1);
	while (names[i].rows && names[i].hash != hash)
		i = (i + 1) & (room - 1);
	return &names[i];
}

static void names_grow(struct table *t)
{
	size_t room = t->room ? t->room * 2 : 64;
	struct table_name *names = calloc(room, sizeof *names);
	if (!names)
		die(TEMP, "4.3.0", "out of memory");
	for (size_t i = 0; i < t->room; i++)
		if (t->names[i].rows)
			*place(names, room, t->names[i].hash) = t->names[i];
	free(t->names);
	t->names = names;
	t->room = room;
}

/* The rows of a report are together, so that it is mostly the last one again. */
struct table_name *table_find(struct table *t, struct span name)
{
	if (t->last.len && span_is(name, text_span(&t->last)))
		return &t->names[t->current];
	if (t->count * 4 >= t->room * 3)
		names_grow(t);
	uint64_t hash = hash_of(name);
	struct table_name *n = place(t->names, t->room, hash);
	n->hash = hash;
	t->current = (size_t)(n - t->names);
	t->last.len = 0;
	text_add(&t->last, name);
	return n;
}

void table_note(struct table *t, struct span name, unsigned row, unsigned of)
{
	struct table_name *n = table_find(t, name);
	t->count += n->rows == 0;
	n->rows = row > n->rows ? row : n->rows;
	n->whole |= row == of;
}

/* A line of another form is none of ours, and stays. */
static void line_take(struct table *t, struct span line, bool first)
{
	unsigned long long row, of;
	struct span rest = line;
	if (first && !span_is(line, SPAN(TABLE_FIRST_LINE)))
		die(TEMP, "4.3.5", "%s does not begin with the names of the columns; move it away",
			text_string(&t->path));
	for (int i = 0; i < 4; i++)
		span_take(&rest, '\t');
	struct span name = { line.at, (size_t)(rest.at - line.at) }, record = span_take(&rest, '\t');
	struct span number = span_take(&record, '/');
	if (!first && span_number(number, &row) && span_number(record, &of) && row && row <= of && of <= REPORT_ROWS)
		table_note(t, name, (unsigned)row, (unsigned)of);
}

/* A block that begins at that place of the file. */
static void block_take(struct table *t, struct span s, off_t at)
{
	while (s.len) {
		ptrdiff_t end = span_find(s, '\n');
		struct span line = { s.at, end < 0 ? s.len : (size_t)end };
		if (line.len > LINE_SEEN)
			line.len = LINE_SEEN;
		if (end < 0 || t->line.len) {
			if (t->line.len < LINE_SEEN)
				text_add(&t->line, line);
			line = text_span(&t->line);
		}
		if (end < 0)
			return;
		line_take(t, line, t->read == 0);
		t->line.len = 0;
		t->read = at += end + 1;
		s.at += end + 1;
		s.len -= (size_t)end + 1;
	}
}

static size_t read_at(const struct table *t, char *to, size_t n, off_t at)
{
	ssize_t got;
	do
		got = pread(t->fd, to, n, at);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		die_sys("cannot read %s", t->path.at);
	return (size_t)got;
}

off_t table_size(const struct table *t)
{
	struct stat st;
	if (fstat(t->fd, &st) < 0)
		die_sys("cannot look at %s", t->path.at);
	if (st.st_nlink == 0)
		die(TEMP, "4.3.0", "%s was removed just now", t->path.at);
	return st.st_size;
}

void table_catch_up(struct table *t)
{
	static char block[BLOCK];
	off_t size = table_size(t), at = t->read;
	if (size < t->read)
		die(TEMP, "4.3.0", "%s was cut by another program", t->path.at);
	if (size > t->read)
		t->ours = -1;
	for (size_t n; at < size && (n = read_at(t, block, sizeof block, at)); at += (off_t)n)
		block_take(t, (struct span){ block, n }, at);
	t->line.len = 0;
	if (t->read < size && ftruncate(t->fd, t->read) < 0)	/* half a line, of a run that was killed */
		die_sys("cannot take half a line from %s", t->path.at);
}
