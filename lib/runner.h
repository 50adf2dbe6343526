/* runner: takes a message through a score, all or nothing (DESIGN section 3). */
#ifndef RUNNER_H
#define RUNNER_H
#include "envelope.h"
#include "text.h"

struct job {
	const char *score;	/* a file in the working directory, which is the list's folder; NULL with -c */
	char **words;		/* with -c: settings, steps with a lone : between them */
	size_t word_count;
	struct envelope envelope;	/* what options say; the rest is filled in */
	long long claimed;	/* the message's size as the MTA gives it, -1: unknown */
	long long limit;	/* the largest message; -1: what the score says */
	long long seconds;	/* for the whole chain; -1: what the score says */
	bool dry, verbose;
};

/* Reads the message on descriptor 0, runs the steps, and ends the program. */
_Noreturn void runner_run(const struct job *job);
#endif
