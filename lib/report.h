/* report: an aggregate report of DMARC (RFC 9990; RFC 7489 Appendix C), from XML to rows of a table.
 *
 * Real reports keep to neither schema, so what counts is where an element stands, not its namespace, its order, or
 * whether all are there; what a report leaves out is "-" in its row. A stranger wrote it, so depth, rows, values and
 * the memory of the parser are bounded, and there is no DOCTYPE. A report is whole or there is none. */
#ifndef REPORT_H
#define REPORT_H
#include "source.h"
#include "text.h"
#include "xml.h"

enum { REPORT_ROWS = 200000, REPORT_SIGNATURES = 100, REPORT_DOMAIN_MAX = 240 };

struct report {
	struct text domain;	/* whose policy it is about: a name of letters, digits, '-', '_' and single dots */
	long long begin, end;	/* seconds since 1970; end is -1 if it says none */
	struct text reporter, id;	/* as columns */
	unsigned rows;
	size_t octets;		/* of all their lines, which have the columns from source_ip on: */
	struct text lines;	/* in memory if they are few, */
	int fd;			/* else in this unlinked file, else -1 */
	struct text wrong;	/* why it can't be read */
};

/* Reads s, which looks like XML, to its end. The report begins as all zero, and one that was read before may be given
 * again: its memory is used, what was in it is gone. Dies with TEMP without memory or disk. */
enum xml_answer report_read(struct report *r, struct source *s);

/* Calls with() for all rows as one text, piece by piece. */
void report_each(const struct report *r, void (*piece)(void *with, struct span s), void *with);
void report_free(struct report *r);
#endif
