/* row: a record of a report (RFC 9990 section 3.1.1.7), put together element by element, to the columns of its line. */
#ifndef ROW_H
#define ROW_H
#include "text.h"

/* The columns from source_ip on; see dmarc-reports(5). */
enum row_column { ROW_ADDRESS, ROW_COUNT, ROW_DISPOSITION, ROW_DKIM, ROW_SPF, ROW_HEADER_FROM, ROW_ENVELOPE_FROM,
	ROW_DKIM_RESULTS, ROW_SPF_RESULTS, ROW_REASON, ROW_COMMENT, ROW_COLUMNS };

/* What a signature, or SPF, has come to. */
enum row_part { ROW_RESULT, ROW_DOMAIN, ROW_SELECTOR, ROW_SCOPE, ROW_PARTS };

struct row {
	struct text column[ROW_COLUMNS];
	struct text part[ROW_PARTS];
	struct text item;	/* the parts put together */
	unsigned signatures;
};

void row_clear(struct row *r);		/* to begin the next one; keeps the memory */
void row_free(struct row *r);

/* A value as it came, in UTF-8. The first of each column counts, but for reasons and comments, which may be several.
 * False if it is a count that is none. */
bool row_set(struct row *r, enum row_column column, struct span value);
void row_set_part(struct row *r, enum row_part part, struct span value);
void row_end_dkim(struct row *r);	/* the parts are all there */
void row_end_spf(struct row *r);

void row_add_line(const struct row *r, struct text *out);	/* with its newline; "-" for what is empty */
#endif
