/* rows: a table of dmarc-reports(5), row by row, as far as a summary needs it. It may grow while it is read. */
#ifndef ROWS_H
#define ROWS_H
#include "monthly.h"
#include "text.h"

enum { ROWS_LINE_MAX = 65535, ROWS_COUNT_DIGITS = 12 };

struct rows {
	const char *name;		/* of the file */
	unsigned long long line;	/* the number of the last one */
	unsigned long long damaged, first_damaged;	/* lines that are no rows, and the first of them */
	bool strange;			/* it does not begin with the names of the columns: there are no rows */
	int fd;
	char *block;
	size_t start, end;		/* what is in the block and not yet used */
	long first_day, end_day;	/* of its month */
	char begin[21];			/* the last time that was read, since it is mostly the same again, */
	long day;			/* and its day */
};

struct rows_row {
	long day;			/* on which the reported time begins (calendar.h) */
	struct span address;		/* of the client, or "-"; not looked at yet */
	unsigned long long count;	/* of messages, at most 999999999999 */
	bool dkim, spf;			/* passes and is aligned */
	bool stopped;			/* the receiver put it aside or refused it */
	struct span dkim_results;	/* column 13 */
};

/* False if there is no such file any more. Dies with TEMP if it can't be read. */
bool rows_open(struct rows *r, const struct monthly_table *t);

/* The next row; its spans are valid until the one after. A line that is none is counted and left out. False at the
 * end, and then the file is closed. */
bool rows_next(struct rows *r, struct rows_row *out);

void rows_refuse(struct rows *r);	/* the last one is none after all */
#endif
