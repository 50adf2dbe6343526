/* date: times as mail writes them, without the locale. */
#ifndef DATE_H
#define DATE_H
#include "text.h"
#include <stdbool.h>
#include <time.h>

/* Reads a Date field, also in the older forms (RFC 5322 section 4.3) and with JST, from 1970 to 9999. A zone that
 * nobody knows is UTC. False if it is no date. */
bool date_read(struct span value, time_t *when);

void date_add(struct text *t, time_t when);	/* "Tue, 24 Nov 2026 03:54:58 +0000" (RFC 5322 section 3.3) */
#endif
