/* perform: has a score of the list's folder, the working directory, run with a mail that one of our own programs
 * brings: by tutti, which lies beside this one. */
#ifndef PERFORM_H
#define PERFORM_H
#include "text.h"

struct performance {
	const char *score;		/* its name: "post"; or NULL, and then */
	const char *const *chain;	/* the words after `tutti -c`, with a NULL at the end */
	const char *sender, *recipient;	/* NULL: tutti is not told */
	long long seconds;		/* that it may take; 0: what tutti gives a chain */
	int mail;			/* descriptor, at the start of the mail */
};

/* Runs it, and waits. Returns tutti's exit code, or what mailer_run makes of one that has none, and in *said a line
 * that it said, in memory_get memory. Dies with TEMP for want of memory or disk. */
int perform(const struct performance *p, struct span *said);
#endif
