/* reports: the reports of DMARC that are in a mail, or in a file of XML, gzip or zip.
 *
 * What a part is, its first octets say and not its Content-Type, which is wrong often enough. What looks like a report
 * and can't be read is told, and so is a mail in which there is none; the text beside a report is nobody's concern. */
#ifndef REPORTS_H
#define REPORTS_H
#include "report.h"

enum { REPORTS_MAX = 100 };	/* in one mail or file */

struct reports {
	const char *(*found)(void *with, const struct report *r);	/* called for each; NULL, or why it is not taken */
	void *with;
	unsigned count;		/* how many were found */
	struct text unread;	/* what could not be read, in one line; empty if there is nothing to be told */
	struct report report;	/* used again and again */
	size_t left;		/* octets that may still be unpacked */
};

/* Looks into the regular file fd, from at on. found and with are to be set, all else is zero at the first time. Dies
 * with TEMP when the system fails, and for nothing else. */
void reports_read(struct reports *f, int fd, off_t at);
void reports_free(struct reports *f);
#endif
