/* page: a summary as something to read: as text of at most 80 columns, or as one file of HTML. The two have the same
 * numbers and words, which are here. */
#ifndef PAGE_H
#define PAGE_H
#include "summary.h"
#include "text.h"

/* Each appends to out. The end gets the notes, a sentence each line. */
struct page {
	void (*begin)(struct text *out);
	void (*domain)(struct text *out, const struct summary *s);	/* after summary_end */
	void (*end)(struct text *out, struct span notes);
};

extern const struct page page_text, page_html;

void page_number(struct text *out, unsigned long long n);	/* "12,345" */
void page_share(struct text *out, struct summary_count c);	/* of mail that passes: "98.1%", 100 only for all */
void page_period(struct text *out, const struct summary *s);	/* "2026-09-28 to 2026-11-24"; nothing without rows */
void page_verdict(struct text *out, const struct summary *s);	/* the answer, a sentence or two */
void page_source(struct text *out, const struct summary_source *x);	/* "google.com (3 addresses)" */
void page_advice(struct text *out, const struct summary *s, size_t i);	/* what to do about the source i */
/* What else is to be said, a sentence a line. newest is the last day that a report is about, since and today as in
 * calendar_since. */
void page_notes(struct text *out, const struct monthly *m, long newest, long since, long today);
void page_rest(struct text *out, const struct summary *s);	/* "37 more sources" */
const char *page_mark(enum summary_mark m);			/* "forwarder or list" */
#endif
