/* subscribers: a list of members as a cdb that can't lie (DESIGN section 5).
 *
 * The cdb (https://cr.yp.to/cdb/cdb.txt) maps the key of an address (address_key) to the address as its member
 * wrote it and its settings: value = ADDRESS "\0" SETTINGS "\0" CHECK, settings as in the members file
 * (`s=skip name="…"`), CHECK a checksum over key and value, so that a hit needs no more of the file. The first
 * record has the empty key; it holds count, size and checksum of the file and the time of the members file
 * beside it (F.cdb -> F) when the building began: a miss is believed only when all of them are right. Read with
 * pread, never mapped: a file cut short under us must be an error, not a SIGBUS. */
#ifndef SUBSCRIBERS_H
#define SUBSCRIBERS_H
#include "address.h"
#include "subscriber.h"
#include "text.h"
#include <stdint.h>

enum { SETTINGS_MAX = 4096 };	/* octets of a subscriber's settings */

struct subscribers {
	int fd;
	const char *path;
	uint32_t size;
	uint32_t count;
	unsigned long long beside;	/* mtime of F in nanoseconds since 1970; 0: there was none */
};

/* Opens F.cdb. Missing, unreadable or damaged as far as can be seen cheaply: dies with TEMP. */
void subscribers_open(struct subscribers *s, const char *path);
void subscribers_close(struct subscribers *s);

/* What is wrong with F.cdb, in words that go on after its name ("is missing", "is damaged", "is not up to date
 * with the members file beside it"); NULL if all is well. Never dies of the file's state. */
const char *subscribers_wrong(const char *path);

/* Dies with TEMP if the members file beside F.cdb is another than the one it was built from. */
void subscribers_check_beside(const struct subscribers *s);

/* Looks up a key. True: *out is filled (memory_get memory). False: it is certainly not there (checksum
 * verified, members not newer); in doubt dies with TEMP. */
bool subscribers_has(struct subscribers *s, struct span key, struct subscriber *out);

/* Calls each() for every subscriber in the order of the file they were built from. Verifies the checksum
 * first. The spans are valid during the call only. */
void subscribers_each(struct subscribers *s, void (*each)(const struct subscriber *, void *), void *with);

/* Builds F.cdb: begin, before the members are read; add for each; commit. The file appears by rename. Two at
 * once do each other no harm, but hold a lock if the last state is to win. */
struct subscribers_new;
struct subscribers_new *subscribers_begin(const char *path);
void subscribers_add(struct subscribers_new *n, const struct subscriber *x);	/* the first of a key counts */
uint32_t subscribers_commit(struct subscribers_new *n, uint32_t *duplicates);	/* how many, how many not */
void subscribers_discard(struct subscribers_new *n);

/* The members file beside it will be the one in fd, complete already, once that is renamed: say so before either
 * gets its name, that whoever is killed in between leaves a cdb that is not believed. */
void subscribers_follow(struct subscribers_new *n, int fd);

/* For the two modules that read and write the format. The empty key's value is INFO_FORMAT, with numbers of fixed
 * width; the checksum is that of all that follows the empty key's record, then of what is before, the
 * checksum's own digits being 0. CHECK is subscribers_check, little-endian. */
enum { INFO_AT = 2048 + 8, INFO_SIZE = 89, HEAD_SIZE = INFO_AT + INFO_SIZE, SUM_AT = HEAD_SIZE - 16, CHECK_SIZE = 4 };
enum { RECORD_MAX = 8192 };	/* key and value: twice 256 + 1 + 255 octets, SETTINGS_MAX and a little */
#define INFO_FORMAT "tutti-1 count=%010llu size=%010llu beside=%020llu sum=%016llx"
unsigned long long subscribers_beside(const char *path);	/* F's mtime now, 0 without F */
/* The same, of fd if it is not -1, once it is older than the clock's tick: two saves within one tick have the same
 * time, and the second would never be seen. */
unsigned long long subscribers_settled(const char *path, int fd);
uint32_t subscribers_hash(struct span key);
uint32_t subscribers_check(struct span record);
#endif
