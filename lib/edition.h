/* edition: one digest on its way: which posts are in it, and the score `digest` that sends it. */
#ifndef EDITION_H
#define EDITION_H
#include "digests.h"
#include "list.h"
#include "texts.h"
#include <stdbool.h>
#include <time.h>

struct editions {
	const struct list *list;
	struct texts *texts;
	struct digests *digests;
	const char *folder;		/* of the archive */
	unsigned long long last;	/* number of the newest post */
	time_t now;
};

/* Sends to a class what was on its way when a run was cut off, and if it is due what is new since, in as many mails as
 * DIGEST_OCTETS make of it. Each is written down before it goes out and after; whoever is killed in between makes the
 * very same mail again, and inject knows who has got it. False if the score fails: what it said is in *why, and the
 * next run tries again. Dies with TEMP. */
bool edition_send(const struct editions *e, struct digests_class *c, bool due, struct span *why);
#endif
