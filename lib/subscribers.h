/* subscribers: a list of members as a cdb that can't lie (DESIGN section 5).
 *
 * The cdb maps the key of an address (address_key) to the address as its member wrote it and its settings:
 * value = ADDRESS "\0" SETTINGS, settings as in the members file (`s=skip name="…"`). Under the empty key it
 * holds count, size and checksum, so that a damaged file is known: a miss is believed only when they are
 * right and the members file beside it (F.cdb -> F) is not newer. Read with pread, never mapped: a file cut
 * short under us must be an error, not a SIGBUS. */
#ifndef SUBSCRIBERS_H
#define SUBSCRIBERS_H
#include "address.h"
#include "text.h"
#include <stdint.h>

struct subscribers { int fd; const char *path; uint32_t size; uint32_t count; };

struct subscriber {
	struct span key;
	struct span address;	/* as the member wrote it; mail goes there */
	struct span settings;	/* "s=skip m=3mp", may be empty */
};

/* Opens F.cdb. Missing, unreadable or damaged as far as can be seen cheaply: dies with TEMP. */
void subscribers_open(struct subscribers *s, const char *path);
void subscribers_close(struct subscribers *s);

/* Looks up a key. True: *out is filled (memory_get memory). False: it is certainly not there (checksum
 * verified, members not newer); in doubt dies with TEMP. */
bool subscribers_has(struct subscribers *s, struct span key, struct subscriber *out);

/* Calls each() for every subscriber in the order of the file they were built from. Verifies the checksum
 * first. The spans are valid during the call only. */
void subscribers_each(struct subscribers *s, void (*each)(const struct subscriber *, void *), void *with);

/* The value of a setting, e.g. subscriber_setting(x, "s"): at is NULL if it is not set. Quotes removed. */
struct span subscriber_setting(const struct subscriber *x, const char *name);
bool subscriber_gets_mail(const struct subscriber *x);	/* no s= (skip, off), no m= or digest= */

/* Builds F.cdb: begin, add for each line, commit. The file appears by rename. */
struct subscribers_new;
struct subscribers_new *subscribers_begin(const char *path);
bool subscribers_add(struct subscribers_new *n, const struct subscriber *x);	/* false: key was there already */
void subscribers_commit(struct subscribers_new *n);
void subscribers_discard(struct subscribers_new *n);
#endif
