/* tidy: takes out of a list's folder what is so old that nobody asks for it any more. The working directory is the
 * folder.
 *
 * Each takes an age in days and adds a line to `told` for each file that goes; with only_look nothing does. They die
 * with TEMP. */
#ifndef TIDY_H
#define TIDY_H
#include "text.h"
#include <stdbool.h>

struct tidy {
	long long now;		/* seconds since 1970 */
	bool only_look;
	struct text told;	/* "sent/8f3…: 31 days old", a line each */
};

/* What has been handed over of each post, and its line in `posts`: a mail server that still has a copy would send it
 * again, so never before its queue has given up. One that is being worked on stays. */
void tidy_sent(struct tidy *t, long long days);

/* What waits for a moderator; its author is told (lib/expired), and the log gets a line, with the result `expired`. */
void tidy_held(struct tidy *t, long long days);

void tidy_bounces(struct tidy *t, long long days);	/* the Maildir of store-mail */
void tidy_unread(struct tidy *t, long long days);	/* what dmarc-report has kept aside */
void tidy_pending(struct tidy *t);			/* tokens that have expired by themselves */

/* The log becomes log.YYYY-MM, after the month of its first line (UTC), once that month is over; such files go when
 * they are that old. A program that is just adding a line does so to the renamed one. */
void tidy_log(struct tidy *t, long long days);
#endif
