/* ledger: what has come back from one address, day by day: a file bounces/XX/HASH in the list's folder.
 *
 *	ADDRESS=anne@example.org		the key of subscribers
 *	BOUNCE=2026-11-24 permanent 5.1.1 550 5.1.1 no such user
 *	PROBE=1795492498 TOKEN			a probe is to be sent; once it has been, PROBED=1795492498 TOKEN
 *	OFF=1795492498				since then the list sends nothing there
 *
 * Of each day the first bounce of each class counts, so that the same mail a thousand times is one, and a file is at
 * most some lines a day long. Lines that are none of these are left out, and so a damaged file counts less, not more.
 * XX and HASH are hexadecimal, of the SHA-256 of the key: no address ever becomes a path. */
#ifndef LEDGER_H
#define LEDGER_H
#include "judge.h"
#include "text.h"

enum { LEDGER_DAYS = 400 };	/* the longest time that can be counted over */

struct ledger_line { long day; enum verdict_class class; struct span status, text; };

struct ledger {
	struct span key;
	struct ledger_line *line;	/* oldest first */
	size_t count, room;
	long long probe;		/* when it was due, seconds since 1970; 0: none */
	bool probed;			/* and it has been sent */
	struct span token;
	long long off;			/* 0: not */
};

/* Reads the file of key, which may not be there yet, or the one at path. False if path has no ADDRESS. Spans lie in
 * memory_get memory. Dies with TEMP. Hold the lock (ledger_lock) from here to ledger_write. */
void ledger_read(struct ledger *t, struct span key);
bool ledger_read_file(struct ledger *t, const char *path);

/* Notes a bounce. False if there is one of its class on that day already: nothing has changed. */
bool ledger_add(struct ledger *t, long day, const struct judgement *j, struct span text);

/* On how many of the days from since on there was a permanent failure; from since on itself. */
unsigned ledger_count(const struct ledger *t, long since);

/* Forgets what was before that day. */
void ledger_forget(struct ledger *t, long since);

void ledger_write(const struct ledger *t);
void ledger_remove(const struct ledger *t);

int ledger_lock(void);		/* bounces.lock; close it */

/* Calls with for the path of each file. */
void ledger_each(void (*with)(void *, const char *path), void *data);
#endif
