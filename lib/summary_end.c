/* summary_end: whose the sources are, and which of them are worth a line; see summary.h */
#include "summary.h"
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

typedef int order(const struct summary_source *x, const struct summary_source *y);

/* Most mail first, then what fails, then by address, so that the order is always the same. */
static int by_mail(const struct summary_source *x, const struct summary_source *y)
{
	int c = by_number(summary_mail(x), summary_mail(y));
	c = c ? c : by_number(x->fail, y->fail);
	return c ? c : memcmp(x->address, y->address, sizeof x->address);
}

static int by_fail(const struct summary_source *x, const struct summary_source *y)
{
	int c = by_number(x->fail, y->fail);
	return c ? c : by_mail(x, y);
}

static void swap(struct summary_source *x, struct summary_source *y)
{
	struct summary_source z = *x;
	*x = *y;
	*y = z;
}

/* Makes a heap of n sources, the last in that order on top, good again after its i-th has changed. */
static void sift(struct summary_source *heap, size_t n, size_t i, order *before)
{
	for (size_t child; (child = 2 * i + 1) < n; i = child) {
		if (child + 1 < n && before(&heap[child + 1], &heap[child]) > 0)
			child++;
		if (before(&heap[child], &heap[i]) <= 0)
			return;
		swap(&heap[i], &heap[child]);
	}
}

/* Brings the first k of n sources, by that order, to the front, and orders them. There may be a million, nearly all of
 * which nobody wants to see. */
static void bring_first(struct summary_source *x, size_t n, size_t k, order *before)
{
	k = k < n ? k : n;
	for (size_t i = k / 2; i--; )
		sift(x, k, i, before);
	for (size_t i = k; k && i < n; i++)
		if (before(&x[i], &x[0]) < 0) {
			swap(&x[i], &x[0]);
			sift(x, k, 0, before);
		}
	while (k > 1) {
		swap(&x[0], &x[--k]);
		sift(x, k, 0, before);
	}
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

/* Puts addresses of one network together, among those with the most mail, which are asked about. */
static void name(struct summary *s)
{
	size_t kept = 0;
	bring_first(s->source, s->count, NAMED, by_mail);
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
}

/* Brings those that are shown to the front. A host that sends little, all of which fails, must not be hidden behind
 * many that send much. */
static void choose(struct summary *s, size_t shown)
{
	if (shown > s->count)
		shown = s->count;
	size_t failing = shown / 3, most = shown - failing;
	bring_first(s->source, s->count, most, by_mail);
	bring_first(s->source + most, s->count - most, failing, by_fail);
	bring_first(s->source, shown, shown, by_mail);
	for (size_t i = shown; i < s->count; i++) {
		count_up(&s->rest, &s->source[i]);
		s->rest_count++;
	}
	s->count = shown;
}

void summary_end(struct summary *s, size_t shown, bool names)
{
	size_t kept = 0;
	for (size_t i = 0; i < s->count; i++) {
		struct summary_source *x = &s->source[i];
		if (!summary_mail(x))	/* only rows of another time, or of no message */
			continue;
		x->mark = mark_of(x);
		count_up(&s->mark[x->mark], x);
		if (kept++ != i)
			s->source[kept - 1] = *x;
	}
	s->count = kept;
	if (names)
		name(s);
	choose(s, shown);
}
