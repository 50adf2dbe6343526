/* monthly: see monthly.h */
#include "monthly.h"
#include "calendar.h"
#include "die.h"
#include "names.h"
#include "report.h"
#include <stdlib.h>
#include <string.h>

static bool ends_with(struct span s, struct span end)
{
	return s.len >= end.len && span_is((struct span){ s.at + s.len - end.len, end.len }, end);
}

static bool is_domain(struct span s)
{
	bool after_dot = true;
	for (size_t i = 0; i < s.len; i++) {
		char c = s.at[i];
		if (c == '.' ? after_dot : c != ascii_lower(c) || (!ascii_alnum(c) && c != '-' && c != '_'))
			return false;
		after_dot = c == '.';
	}
	return !after_dot && s.len <= REPORT_DOMAIN_MAX;
}

/* ".2026-11.tsv" behind the domain. */
static bool take_name(struct monthly_table *t, const char *name)
{
	enum { AFTER = 12 };
	struct span s = span(name);
	if (s.len <= AFTER || s.at[s.len - AFTER] != '.' || !ends_with(s, SPAN(".tsv")))
		return false;
	t->domain = (struct span){ s.at, s.len - AFTER };
	t->first = calendar_month((struct span){ s.at + s.len - AFTER + 1, 7 });
	if (t->first < 0 || !is_domain(t->domain))
		return false;
	t->end = calendar_next_month(t->first);
	t->name = memory_keep(s).at;
	t->domain.at = t->name;
	return true;
}

static int compare(const void *a, const void *b)
{
	const struct monthly_table *x = a, *y = b;
	size_t n = x->domain.len < y->domain.len ? x->domain.len : y->domain.len;
	int c = memcmp(x->domain.at, y->domain.at, n);
	if (c == 0)
		c = (x->domain.len > y->domain.len) - (x->domain.len < y->domain.len);
	return c ? c : (x->first > y->first) - (x->first < y->first);
}

/* Calls each() with the names in a folder. False if there is none. */
static bool read_names(const char *path, void (*each)(struct monthly *m, const char *name), struct monthly *m)
{
	struct names n;
	if (!names_begin(&n, path))
		return false;
	for (const char *name; (name = names_next(&n)); )
		each(m, name);
	return true;
}

static void add_table(struct monthly *m, const char *name)
{
	struct monthly_table t;
	if (!take_name(&t, name) || (m->domain.len && !span_is(t.domain, m->domain)))
		return;
	m->at = memory_grow(m->at, m->count, &m->room, sizeof *m->at);
	m->at[m->count++] = t;
}

static void count_unread(struct monthly *m, const char *name) { m->unread += ends_with(span(name), SPAN(".why")); }

void monthly_read(struct monthly *m, struct span domain)
{
	*m = (struct monthly){ .domain = domain };
	if (!read_names(".", add_table, m))
		die_sys("cannot open the folder of reports");
	read_names("unread", count_unread, m);
	if (m->count)
		qsort(m->at, m->count, sizeof *m->at, compare);
}

size_t monthly_count(const struct monthly *m, size_t i)
{
	size_t n = 1;
	while (i + n < m->count && span_is(m->at[i + n].domain, m->at[i].domain))
		n++;
	return n;
}
