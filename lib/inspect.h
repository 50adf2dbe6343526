/* inspect: what would go wrong with a list tonight.
 *
 * Each part looks at one side of the list and adds its findings: a line each, with what is wrong, a
 * semicolon, and the cure. Nothing is changed. The working directory is the list's folder. */
#ifndef INSPECT_H
#define INSPECT_H
#include "address.h"
#include "score.h"
#include "text.h"
#include <sys/types.h>

struct inspection {
	struct text findings;
	size_t count;		/* of lines */
	size_t unsure;		/* of them those that say only that something could not be looked at */
	const char *path;	/* PATH of the steps, our own folder first */
	uid_t owner;		/* of the folder */
	bool only_reports;	/* it is no list: its one score is `dmarc`, which stands in for post below */
	struct score post;	/* parsed, as far as that went */
	struct mailbox list;	/* local part and domain of LIST; empty without one */
	struct span address;	/* LIST as written */
};

/* Adds a finding. Control characters are replaced. */
void inspect_found(struct inspection *i, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

void inspect_folder(struct inspection *i);	/* modes and owners */
void inspect_scores(struct inspection *i);	/* the list's files, their steps and the order of post's */
void inspect_members(struct inspection *i);	/* cdb against text */
void inspect_dns(struct inspection *i);		/* key, SPF, DMARC, MX of the list's domain */
void inspect_mta(struct inspection *i);		/* the way out, and the way in */
void inspect_sample(struct inspection *i);	/* a dry run of the score with a sample post */

/* Runs argv (found in path) with in on standard input, and appends what it writes. Returns its exit code, 127
 * if it can't be started, -1 if it was killed or took too long. env may be NULL for our own environment. */
int command_run(char *const argv[], char *const env[], const char *path, struct span in, struct text *out,
	struct text *err);
#endif
