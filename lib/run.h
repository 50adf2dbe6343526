/* run: one step of a chain, as a process group of its own that can't outlive its turn.
 *
 * A step gets descriptors 0, 1 and 2, all three files of the runner's, and nothing else: a forgotten grandchild
 * that holds one of the MTA's makes Postfix wait for its time limit and bounce. */
#ifndef RUN_H
#define RUN_H
#include "text.h"
#include <stdbool.h>

struct run {
	const char *path;	/* of the program */
	char *const *argv, *const *env;
	int in, out, err;
	int lock;		/* a descriptor for it to hold as number 3, or -1 (see runner.c for why) */
	long long until;	/* clock_ms: then SIGTERM to the group, and SIGKILL two seconds later */
};

struct run_end {
	int code;		/* its exit code; -1 if it was killed or could not be started */
	int signal;		/* that killed it, or 0 */
	int error;		/* errno, if it could not be started */
	bool late;		/* it was still running at until */
	int stopped;		/* the signal (SIGTERM, SIGINT, SIGHUP) that we got and passed on to it, or 0 */
	long long ms;		/* how long it took */
};

/* Starts the step, waits for it, and kills what is left of its group. */
struct run_end run_step(const struct run *r);

/* The program's path: name itself if it has a slash, else the first executable file of that name in the absolute
 * folders of path (as PATH), then in PREFIX/bin. NULL if there is none. In memory_get memory. */
const char *run_find(const char *name, const char *path);

bool run_is_program(const char *path);	/* a regular file that may be executed */

/* The folder that this program lies in: the steps of tutti lie beside it. Where there is no /proc, what argv[0] says,
 * or PREFIX/bin. In memory_get memory. */
const char *run_own_folder(void);
#endif
