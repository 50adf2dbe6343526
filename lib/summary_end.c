/* summary_end: whose the sources are, and which of them are worth a line; see summary.h */
#include "summary.h"
#include <stdlib.h>
#include <string.h>

enum { NAMED = 200 };	/* sources that the DNS is asked about, as far as its patience goes (dns.h) */

static enum summary_mark mark_of(const struct summary_source *x)
{
	if (x->own || x->both || x->spf_only)
		return SUMMARY_OURS;
	return x->dkim_only ? SUMMARY_FORWARDER : SUMMARY_STRANGER;
}

static void count_up(struct summary_count *sum, const struct summary_source *x)
{
	summary_sum(&sum->mail, summary_mail(x));
	summary_sum(&sum->fail, x->fail);
}

static int by_number(unsigned long long a, unsigned long long b) { return (a < b) - (a > b); }

/* Most mail first, then what fails, then by address, so that the order is always the same. */
static int compare(const void *a, const void *b)
{
	const struct summary_source *x = a, *y = b;
	int c = by_number(summary_mail(x), summary_mail(y));
	c = c ? c : by_number(x->fail, y->fail);
	return c ? c : memcmp(x->address, y->address, sizeof x->address);
}

static void sort(struct summary *s)
{
	if (s->count)
		qsort(s->source, s->count, sizeof *s->source, compare);
}

static void merge(struct summary_source *into, const struct summary_source *x)
{
	into->addresses += x->addresses;
	into->own = into->own || x->own;
	summary_sum(&into->both, x->both);
	summary_sum(&into->dkim_only, x->dkim_only);
	summary_sum(&into->spf_only, x->spf_only);
	summary_sum(&into->fail, x->fail);
	summary_sum(&into->stopped, x->stopped);
	summary_sum(&into->broken, x->broken);
}

/* Puts addresses of one network together. They are ordered, so that those with the most mail are asked about. */
static void name(struct summary *s)
{
	size_t kept = 0;
	for (size_t i = 0; i < s->count; i++) {
		struct summary_source *x = &s->source[i];
		size_t j = 0;
		if (i < NAMED)
			x->name = network_name((struct span){ x->address, x->length });
		while (x->name.len && j < kept && !(s->source[j].mark == x->mark && span_is(s->source[j].name, x->name)))
			j++;
		if (x->name.len && j < kept)
			merge(&s->source[j], x);
		else
			s->source[kept++] = *x;
	}
	s->count = kept;
	sort(s);
}

/* Moves the source at from to the place to, before it, and those between one further. */
static void move_up(struct summary *s, size_t from, size_t to)
{
	struct summary_source x = s->source[from];
	memmove(&s->source[to + 1], &s->source[to], (from - to) * sizeof x);
	s->source[to] = x;
}

/* Brings those that are shown to the front. A host that sends little, all of which fails, must not be hidden behind
 * many that send much. */
static void choose(struct summary *s, size_t shown)
{
	for (size_t n = shown - shown / 3; n < shown && n < s->count; n++) {
		size_t worst = n;
		for (size_t i = n + 1; i < s->count; i++)
			if (s->source[i].fail > s->source[worst].fail)
				worst = i;
		move_up(s, worst, n);
	}
	for (size_t i = shown; i < s->count; i++) {
		count_up(&s->rest, &s->source[i]);
		s->rest_count++;
	}
	s->count = s->count < shown ? s->count : shown;
	sort(s);
}

void summary_end(struct summary *s, size_t shown, bool names)
{
	size_t kept = 0;
	for (size_t i = 0; i < s->count; i++) {
		struct summary_source *x = &s->source[i];
		x->mark = mark_of(x);
		if (summary_mail(x))	/* else only rows of another time, or of no message */
			s->source[kept++] = *x;
	}
	s->count = kept;
	for (size_t i = 0; i < s->count; i++)
		count_up(&s->mark[s->source[i].mark], &s->source[i]);
	sort(s);
	if (names)
		name(s);
	choose(s, shown);
}
