/* summary: what the rows about a domain come to: mail that passes and mail that fails, by day and by source.
 *
 *	struct summary s = { .since = …, .end = …, .own = …, .own_count = … };
 *	summary_begin(&s, domain);
 *	summary_read(&s, tables, count, &notes);
 *	summary_end(&s, shown, names);
 *
 * Memory is a constant for each source and each day. Sums end at the largest number there is. All of these die with
 * TEMP for no memory. */
#ifndef SUMMARY_H
#define SUMMARY_H
#include "network.h"
#include "rows.h"
#include "text.h"
#include <stdint.h>

struct summary_count { unsigned long long mail, fail; };

static inline void summary_sum(unsigned long long *sum, unsigned long long n)
{
	*sum = *sum + n < n ? ~0ULL : *sum + n;
}

enum summary_mark {
	SUMMARY_OURS,		/* SPF passes in the domain's name, so that its own record lists the host; or it is own */
	SUMMARY_FORWARDER,	/* only signatures pass: a forwarder, or a list that changes nothing */
	SUMMARY_STRANGER,	/* nothing of it passes */
	SUMMARY_MARKS
};

/* A client's address, and in the end those of one network with one mark together. */
struct summary_source {
	char address[46];		/* of the client, or "-" where no report says; it is 46 long with a NUL */
	unsigned char length;
	bool own;
	enum summary_mark mark;
	struct span name;		/* of the network; empty: it is one address */
	size_t addresses;
	unsigned long long both, dkim_only, spf_only, fail;	/* messages: what of them passes */
	unsigned long long stopped;	/* of those that fail: put aside or refused by the receiver */
	unsigned long long broken;	/* of those that fail: with a signature of the domain that is not valid */
};

struct summary {
	long since, end;		/* days that count (calendar.h), without the last; set by the caller */
	const struct network *own;	/* hosts that are ours whatever SPF says; set by the caller */
	size_t own_count;
	struct span domain;
	long first, last;		/* days with rows; last < first if there are none */
	struct summary_count *day;	/* from since on */
	struct summary_count all;
	struct summary_count mark[SUMMARY_MARKS];
	struct summary_source *source;	/* after summary_end those that are shown, most mail first */
	size_t count, room;
	struct summary_count rest;	/* of sources that are not shown */
	size_t rest_count;
	uint32_t *place;		/* a hash table of numbers in source, counted from 1 */
	size_t places;			/* a power of two */
};

/* Begins with another domain; the memory is used again. */
void summary_begin(struct summary *s, struct span domain);

/* False if its address is none. A row of another time does not count. */
bool summary_add(struct summary *s, const struct rows_row *row);

/* Adds the rows of these tables, as far as they are of that time. What could not be read is appended to notes, a
 * sentence a line. */
void summary_read(struct summary *s, const struct monthly_table *t, size_t count, struct text *notes);

/* Marks, names and orders the sources. Of those that are shown two thirds have the most mail, the others the most
 * that fails. With names the DNS is asked for the networks of those with the most mail. */
void summary_end(struct summary *s, size_t shown, bool names);

struct summary_count summary_days(const struct summary *s, long from, long end);	/* of these, together */
unsigned long long summary_mail(const struct summary_source *x);
void summary_free(struct summary *s);
#endif
