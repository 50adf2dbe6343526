/* subscriber: one member, and what his settings (members(5)) say about mail. */
#ifndef SUBSCRIBER_H
#define SUBSCRIBER_H
#include "text.h"
#include <stdbool.h>

struct subscriber {
	struct span key;	/* address_key */
	struct span address;	/* as the member wrote it; mail goes there */
	struct span settings;	/* "s=skip m=3mp", may be empty */
};

/* The value of a setting, e.g. subscriber_setting(x, "s"): at is NULL if it is not set. Quotes removed: as valid as
 * x->settings, or in memory_get memory. */
struct span subscriber_setting(const struct subscriber *x, const char *name);

/* What m= or digest= says, "3mp"; at is NULL without, or with s=. */
struct span subscriber_digest(const struct subscriber *x);

bool subscriber_gets_mail(const struct subscriber *x);	/* no s= (skip, off), no m= or digest= */
bool subscriber_gets_digest(const struct subscriber *x, struct span class);	/* of that class, case does not matter */
#endif
