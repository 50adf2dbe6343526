/* changes: what a person wants changed in a members file, from a command line or standard input, and what became of
 * it. */
#ifndef CHANGES_H
#define CHANGES_H
#include "change.h"

struct changes { struct change *at; size_t count, room; };

/* One change from words like {"add", "anne@example.org", "name=Anne Person", NULL}; of "remove" one for each address.
 * What is none: dies with PERM. */
void changes_take_words(struct changes *all, char **words);

/* One from each line of standard input, which begins behind kind ("add", or "" for all of it). Blank lines and
 * those that begin with # are passed over. A bad line is named: dies with PERM. */
void changes_take_lines(struct changes *all, const char *kind);

/* Tells on standard output who was so already, or if verbose what became of all. Dies with TEMP. */
void changes_tell(const struct changes *all, bool verbose);

/* Dies with PERM, and names the first that can't be made. */
_Noreturn void changes_refuse(const struct changes *all);
#endif
