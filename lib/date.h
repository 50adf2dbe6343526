/* date: times as mail and logs write them, without the locale. */
#ifndef DATE_H
#define DATE_H
#include "text.h"
#include <time.h>

void date_add(struct text *t, time_t when);	/* "Tue, 24 Nov 2026 03:54:58 +0000" (RFC 5322 section 3.3) */
#endif
