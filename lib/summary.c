/* summary: see summary.h. This part takes rows in; summary_end.c makes something of them. */
#ifdef __linux__
#define _DEFAULT_SOURCE		/* getentropy */
#endif
#include "summary.h"
#include "die.h"
#include "domain.h"
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

/* Strangers choose the addresses, and may not know which of them come to one place. */
static uint64_t seed;

static void *get(void *old, size_t count, size_t size)
{
	void *p = realloc(old, count * size);
	if (!p)
		die(TEMP, "4.3.0", "out of memory");
	return p;
}

void summary_begin(struct summary *s, struct span domain)
{
	size_t days = (size_t)(s->end - s->since);
	if (!seed && getentropy(&seed, sizeof seed) < 0)
		die_sys("cannot get random numbers");
	if (!s->day) {
		s->places = 1024;
		s->place = get(NULL, s->places, sizeof *s->place);
		s->day = get(NULL, days, sizeof *s->day);
		s->room = 256;
		s->source = get(NULL, s->room, sizeof *s->source);
	}
	memset(s->day, 0, days * sizeof *s->day);
	memset(s->place, 0, s->places * sizeof *s->place);
	memset(s->mark, 0, sizeof s->mark);
	s->domain = domain;
	s->first = s->end;
	s->last = s->since - 1;
	s->all = s->rest = (struct summary_count){ 0 };
	s->count = s->rest_count = 0;
}

void summary_free(struct summary *s)
{
	free(s->day);
	free(s->place);
	free(s->source);
}

static size_t hash(struct span address)
{
	uint64_t h = seed + address.len, word;
	for (size_t i = 0; i < address.len; i += sizeof word) {
		size_t n = address.len - i < sizeof word ? address.len - i : sizeof word;
		word = 0;
		memcpy(&word, address.at + i, n);
		h = (h ^ word) * 0x9E3779B97F4A7C15;	/* 2^64 by the golden ratio: all bits go upwards, */
		h ^= h >> 32;				/* and down again */
	}
	return (size_t)h;
}

static uint32_t *place_of(const struct summary *s, struct span address)
{
	size_t i = hash(address) & (s->places - 1);
	for (; s->place[i]; i = (i + 1) & (s->places - 1)) {
		const struct summary_source *x = &s->source[s->place[i] - 1];
		if (span_is((struct span){ x->address, x->length }, address))
			break;
	}
	return &s->place[i];
}

static void more_places(struct summary *s)
{
	s->places *= 2;
	s->place = get(s->place, s->places, sizeof *s->place);
	memset(s->place, 0, s->places * sizeof *s->place);
	for (size_t i = 0; i < s->count; i++)
		*place_of(s, (struct span){ s->source[i].address, s->source[i].length }) = (uint32_t)i + 1;
}

static struct summary_source *new_source(struct summary *s, struct span address)
{
	struct network a = { 0 };
	bool known = !span_is(address, SPAN("-"));
	if (known && (span_find(address, '/') >= 0 || !network_read(address, &a)))
		return NULL;
	if (s->count == s->room) {
		if (s->room >= UINT32_MAX / 2)
			die(TEMP, "4.3.0", "there are more sources than can be counted");
		s->room *= 2;
		s->source = get(s->source, s->room, sizeof *s->source);
	}
	struct summary_source *x = &s->source[s->count++];
	*x = (struct summary_source){ .length = (unsigned char)address.len, .addresses = 1 };
	memcpy(x->address, address.at, address.len);
	for (size_t i = 0; known && i < s->own_count; i++)
		x->own = x->own || network_has(&s->own[i], &a);
	return x;
}

static struct summary_source *source_of(struct summary *s, struct span address)
{
	uint32_t *place = place_of(s, address);
	if (*place)
		return &s->source[*place - 1];
	struct summary_source *x = new_source(s, address);
	if (!x)
		return NULL;
	*place = (uint32_t)s->count;
	if (s->count > s->places / 2)
		more_places(s);
	return x;
}

/* A signature in the domain's name that does not hold, as in `fail d=ml.example.jp s=2026-orch`: most likely somebody
 * has changed the message since. */
static bool has_broken_signature(struct span results, struct span domain)
{
	while (results.len) {
		struct span item = span_trim(span_take(&results, ',')), result = span_take_word(&item);
		struct span signer = span_take_word(&item);
		if (signer.len < 2 || signer.at[0] != 'd' || span_is(result, SPAN("pass")) || span_is(result, SPAN("none")))
			continue;
		if (domain_within((struct span){ signer.at + 2, signer.len - 2 }, domain))
			return true;
	}
	return false;
}

bool summary_add(struct summary *s, const struct rows_row *row)
{
	struct summary_source *x = source_of(s, row->address);
	unsigned long long n = row->count;
	if (!x)
		return false;
	if (row->day < s->since || row->day >= s->end)
		return true;
	bool fail = !row->dkim && !row->spf;
	struct summary_count *day = &s->day[row->day - s->since];
	s->first = row->day < s->first ? row->day : s->first;
	s->last = row->day > s->last ? row->day : s->last;
	summary_sum(&day->mail, n);
	summary_sum(&s->all.mail, n);
	summary_sum(row->dkim && row->spf ? &x->both : row->dkim ? &x->dkim_only : row->spf ? &x->spf_only : &x->fail, n);
	if (!fail)
		return true;
	summary_sum(&day->fail, n);
	summary_sum(&s->all.fail, n);
	if (row->stopped)
		summary_sum(&x->stopped, n);
	if (has_broken_signature(row->dkim_results, s->domain))
		summary_sum(&x->broken, n);
	return true;
}

struct summary_count summary_days(const struct summary *s, long from, long end)
{
	struct summary_count sum = { 0 };
	for (long day = from > s->since ? from : s->since; day < end && day < s->end; day++) {
		summary_sum(&sum.mail, s->day[day - s->since].mail);
		summary_sum(&sum.fail, s->day[day - s->since].fail);
	}
	return sum;
}

unsigned long long summary_mail(const struct summary_source *x)
{
	unsigned long long n = x->both;
	summary_sum(&n, x->dkim_only);
	summary_sum(&n, x->spf_only);
	summary_sum(&n, x->fail);
	return n;
}
