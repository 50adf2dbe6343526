/* score: what happens to a post, from top to bottom (score(5), DESIGN section 3).
 *
 *	LIST=orch@ml.example.jp         a setting, given to every step in its environment
 *	tag-subject "[orch:%05d]"       a step: a program and its words
 *	    -q                          a line that starts with white space goes on with the step before
 *
 * Words are split at blanks; '…', "…" and \ quote; $NAME and ${NAME} are replaced by what a line above has set
 * or the runner gives to the steps. Nothing else is special: no globs, no conditions, no loops. */
#ifndef SCORE_H
#define SCORE_H
#include "environment.h"
#include "text.h"

enum {
	SCORE_MAX = 65536,	/* octets of a score */
	SCORE_WORDS_MAX = 262144	/* octets of all its words after replacement */
};

struct step {
	char **argv;		/* ends with a NULL */
	size_t argc;
	size_t line;		/* of the score; with `tutti -c` the number of the step */
};

struct score {
	const char *name;	/* for messages, as "orch/post"; NULL with `tutti -c` */
	struct environment env;	/* set it to what $NAME may name before parsing; the settings are added to it */
	struct step *step;
	size_t count, room;
};

/* Parses a score. Returns NULL, or what is wrong, with the line: "orch/post:7: unclosed quote". What was read
 * before the mistake stays in s, so that a broken score can still say whose it is. */
const char *score_parse(struct score *s, struct span text);

/* The same for the words after `tutti -c`: settings, then steps with a lone `:` between them. Words are
 * taken as they are, since a shell has read them already. */
const char *score_parse_words(struct score *s, char **word, size_t count);

/* Reads the score `file` of the working directory, and names it after the folder: "orch/post". Dies with TEMP if
 * it can't be read, or could have been written by somebody else: what it says is done in the list's name. */
void score_load(struct score *s, const char *file);

/* The program's name without its folder. */
const char *step_name(const struct step *step);

/* Takes what the list is called, and how it speaks, from the score into our own environment: for a program that cron
 * has started in the list's folder. */
void score_settings(const struct score *s);

/* The words of a step that follow option, as in `-s 2026` or `-s2026`: the n-th of them (from 0), or NULL. */
const char *step_option(const struct step *s, char option, size_t n);
bool step_is(const struct step *s, const char *name);	/* by the last part of its path */

/* Where a step stands: "orch/post:7" or "step 2 of tutti -c". In memory_get memory. */
const char *score_place(const struct score *s, const struct step *step);
#endif
