/* chain: the steps of a score one after the other, each reading what the one before has written.
 *
 * A step that fails, dies, runs out of time, or ends well with an output that is no message stops the chain, and
 * nothing after it runs: a message that was cut short can't be sent. */
#ifndef CHAIN_H
#define CHAIN_H
#include "header.h"
#include "score.h"
#include "verdict.h"

struct chain {
	const struct score *score;
	const char **program;	/* the path of each step's program, from chain_find */
	int message;		/* first the message as it came; then as the last good step has left it */
	int output;		/* what the last step has written, at its start; -1 if it was not run */
	int lock;		/* a descriptor that the last step is to hold, or -1 */
	long long until, seconds;	/* clock_ms when the time is over; how long it was, for the message */
	bool dry;		/* all but the last step */
	bool released;		/* a moderator has said yes: exit code 98 is 0 */
	bool verbose;		/* a line a step on standard error */
	const struct message *header;	/* of message */
	/* the rest belongs to chain.c */
	struct header header_of[2];
	int error;		/* what the steps say */
};

/* The path of each step's program. Dies with TEMP, naming step and line, if one is not there: a chain that can't
 * come to its end is not begun. */
const char **chain_find(const struct score *s);

/* Runs the steps. The verdict is 0 if all went well, else that of the step that stopped the chain. */
struct verdict chain_run(struct chain *c);
#endif
