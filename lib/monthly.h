/* monthly: which tables a folder of reports holds (dmarc-reports(5)), a table for each domain and month. */
#ifndef MONTHLY_H
#define MONTHLY_H
#include "text.h"

struct monthly_table {
	const char *name;	/* of its file, DOMAIN.YYYY-MM.tsv */
	struct span domain;	/* small letters, digits, `-`, `_` and dots: nothing that a terminal or HTML minds */
	long first, end;	/* its first day, and the one after its last (calendar.h) */
};

struct monthly {
	struct monthly_table *at;	/* by domain, then by month */
	size_t count, room;
	struct span domain;		/* the only one to look for, or empty */
	size_t unread;			/* mails that are kept in unread/ */
};

/* Reads the names in the working directory; others than those of tables are none of ours. Only those of one domain,
 * in small letters, if it is not empty. All in memory_get memory. Dies with TEMP if it can't be read. */
void monthly_read(struct monthly *m, struct span domain);

size_t monthly_count(const struct monthly *m, size_t i);	/* of the tables from i on, those of one domain */
#endif
