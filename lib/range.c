/* range: see range.h */
#include "range.h"

enum { DIGITS = 18 };

static bool number(struct span s, unsigned long long newest, unsigned long long *n)
{
	*n = newest;
	return span_is_nocase(s, SPAN("last")) || (s.len <= DIGITS && span_number(s, n));
}

/* "first:10" and "last:30". */
static bool read_end(struct span s, unsigned long long newest, struct range *r)
{
	struct span word = span_take(&s, ':');
	unsigned long long n;
	bool last = span_is_nocase(word, SPAN("last"));
	if ((!last && !span_is_nocase(word, SPAN("first"))) || s.len > DIGITS || !span_number(s, &n) || !n)
		return false;
	r->first = !last || n >= newest ? 1 : newest - n + 1;
	r->last = last ? newest : n;
	return true;
}

static bool read_one(struct span s, unsigned long long newest, struct range *r)
{
	if (span_find(s, ':') >= 0)
		return read_end(s, newest, r);
	bool several = span_find(s, '-') >= 0;
	struct span first = span_take(&s, '-');
	if (!number(first, newest, &r->first))
		return false;
	r->last = r->first;
	return !several || number(s, newest, &r->last);
}

bool range_read(struct span s, unsigned long long newest, struct range *out, size_t *count)
{
	*count = 0;
	if (!s.len || s.at[s.len - 1] == ',')
		return false;
	while (s.len) {
		struct range r = { 0, 0 };
		if (*count == RANGES_MAX || !read_one(span_take(&s, ','), newest, &r))
			return false;
		r.first = r.first ? r.first : 1;
		r.last = r.last < newest ? r.last : newest;
		if (r.first <= r.last)
			out[(*count)++] = r;
	}
	return true;
}

unsigned long long range_sum(const struct range *r, size_t count)
{
	unsigned long long sum = 0;
	for (size_t i = 0; i < count; i++)
		sum += r[i].last - r[i].first + 1;
	return sum;
}
