/* verdict: how a run, or a step of it, ends: an exit code and the one line that says why (DESIGN section 2). */
#ifndef VERDICT_H
#define VERDICT_H
#include "text.h"

struct verdict {
	int code;		/* 0, TEMP, HOLD, DROP or PERM */
	const char *line;	/* "5.7.1 check-subscriber: anne@…", one clean line; "" for nothing to say */
};

/* The runner's own word: "STATUS tutti: SENTENCE". */
struct verdict verdict_make(int code, const char *status, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* A step's word: the first line that it wrote to standard error. The runner passes 0, 98, 99 and 100; whatever
 * else a step ends with is 75. A status code that contradicts the exit code is replaced, a missing one is put
 * in front, since Postfix believes it before the number; so is the step's name. place is where it stands in
 * the score, for a step that says nothing. */
struct verdict verdict_of_step(int exit_code, struct span said, const char *step, const char *place);
#endif
