/* rows: see rows.h */
#include "rows.h"
#include "calendar.h"
#include "file.h"
#include "table.h"
#include <string.h>
#include <unistd.h>

enum { BLOCK = 256 * 1024, COLUMNS = 16, TIME = 20 };	/* 2026-11-24T00:00:00Z */

static char block[BLOCK];	/* one table at a time: no page of it is touched twice for the first time */

static void damaged(struct rows *r)
{
	if (!r->damaged++)
		r->first_damaged = r->line;
}

void rows_refuse(struct rows *r) { damaged(r); }

/* Brings more of the file behind what is left in the block. False at the end. */
static bool more(struct rows *r)
{
	if (r->start) {
		memmove(r->block, r->block + r->start, r->end - r->start);
		r->end -= r->start;
		r->start = 0;
	}
	size_t n = read_some(r->fd, r->block + r->end, BLOCK - r->end, r->name);
	r->end += n;
	return n > 0;
}

/* The next whole line, without its newline. One that is too long has at is NULL. False at the end: what stands there
 * without a newline is still being written. */
static bool next_line(struct rows *r, struct span *line)
{
	bool too_long = false;
	for (size_t seen = 0; ; ) {
		const char *p = r->block + r->start + seen, *end = memchr(p, '\n', r->end - r->start - seen);
		if (end) {
			*line = (struct span){ r->block + r->start, (size_t)(end - r->block) - r->start };
			r->start += line->len + 1;
			r->line++;
			if (too_long || line->len > ROWS_LINE_MAX)
				line->at = NULL;
			return true;
		}
		seen = r->end - r->start;
		if (seen > ROWS_LINE_MAX) {
			too_long = true;
			r->start = r->end;
			seen = 0;
		}
		if (!more(r))
			return false;
	}
}

bool rows_open(struct rows *r, const struct monthly_table *t)
{
	struct span line;
	*r = (struct rows){ .name = t->name, .block = block, .first_day = t->first, .end_day = t->end, .day = -1 };
	r->fd = file_open(t->name);
	if (r->fd < 0)
		return false;
	r->strange = next_line(r, &line) && (!line.at || !span_is(line, SPAN(TABLE_FIRST_LINE)));
	return true;
}

static bool two_digits(const char *p, int max)
{
	return p[0] >= '0' && p[0] <= '9' && p[1] >= '0' && p[1] <= '9' && (p[0] - '0') * 10 + p[1] - '0' <= max;
}

/* A day of the table's month. */
static bool read_day(struct rows *r, struct span s, long *day)
{
	if (s.len != TIME)
		return false;
	if (memcmp(s.at, r->begin, TIME) != 0) {
		memcpy(r->begin, s.at, TIME);
		bool good = s.at[10] == 'T' && two_digits(s.at + 11, 23) && s.at[13] == ':' && two_digits(s.at + 14, 59) &&
			s.at[16] == ':' && two_digits(s.at + 17, 59) && s.at[19] == 'Z';
		r->day = good ? calendar_day((struct span){ s.at, 10 }) : -1;
	}
	*day = r->day;
	return r->day >= r->first_day && r->day < r->end_day;
}

/* A report may leave it out, and then tells of no message. */
static bool read_count(struct span s, unsigned long long *n)
{
	*n = 0;
	return span_is(s, SPAN("-")) || (s.len <= ROWS_COUNT_DIGITS && span_number(s, n));
}

static bool read_row(struct rows *r, struct span line, struct rows_row *out)
{
	struct span column[COLUMNS];
	size_t n = 0;
	if (!line.at)
		return false;
	for (const char *p = line.at, *end = p + line.len; ; ) {
		const char *tab = memchr(p, '\t', (size_t)(end - p));
		if (n == COLUMNS)
			return false;
		column[n++] = (struct span){ p, (size_t)((tab ? tab : end) - p) };
		if (!tab)
			break;
		p = tab + 1;
	}
	if (n != COLUMNS || !read_day(r, column[0], &out->day) || !read_count(column[6], &out->count))
		return false;
	out->address = column[5];
	out->stopped = span_is(column[7], SPAN("reject")) || span_is(column[7], SPAN("quarantine"));
	out->dkim = span_is(column[8], SPAN("pass"));
	out->spf = span_is(column[9], SPAN("pass"));
	out->dkim_results = column[12];
	return true;
}

bool rows_next(struct rows *r, struct rows_row *out)
{
	struct span line;
	while (!r->strange && next_line(r, &line)) {
		if (read_row(r, line, out))
			return true;
		damaged(r);
	}
	close(r->fd);
	return false;
}
