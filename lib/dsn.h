/* dsn: the part message/delivery-status of a report (RFC 3464): fields of the whole report, and then fields of each
 * recipient.
 *
 * Tolerant of what real servers write: no blank line between recipients, no type before an address, an address in
 * angle brackets or with a comment, fields that belong elsewhere. A recipient without any address is left out. */
#ifndef DSN_H
#define DSN_H
#include "judge.h"
#include "text.h"

enum { DSN_RECIPIENTS = 1000 };		/* more are not looked at: no mail of ours has so many in one report */

/* Appends what part, decoded, says. The spans point into memory_get memory. */
void dsn_read(struct span part, struct failures *out);
#endif
