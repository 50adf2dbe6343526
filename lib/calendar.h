/* calendar: days, counted from 1970-01-01, in UTC and without the C library's time zones. The Gregorian calendar holds
 * for all of them. */
#ifndef CALENDAR_H
#define CALENDAR_H
#include "text.h"

enum { CALENDAR_END = 2932897 };	/* the day after 9999-12-31 */

/* Read "2026-11-24", or "2026-11" as its first day: a day from 1970 to 9999, or -1. */
long calendar_day(struct span s);
long calendar_month(struct span s);

/* Where a time that ends with today began: such a day or month, "30d" with today as the last of 30 days, or "8w" with
 * this week as the last of 8, which begin on Mondays. -1 if s is none of these. */
long calendar_since(struct span s, long today);

long calendar_next_month(long day);	/* the first day of the month after the one that day, a first, begins */
long calendar_monday(long day);		/* of its week; before 1970 for the first three days */
void calendar_add(struct text *t, long day);	/* "2026-11-24" */
#endif
