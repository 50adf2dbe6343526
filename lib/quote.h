/* quote: the words of a score's line, with their quotes and references taken away (score(5)). */
#ifndef QUOTE_H
#define QUOTE_H
#include "environment.h"
#include "text.h"

struct quote {
	struct span line;	/* what is left of it; without control characters but tabs */
	const struct environment *env;	/* what $NAME stands for; what the runner sets later is empty until then */
	size_t room;		/* octets that words may still take up: A=$B$B$B… must not grow without end */
	const char *wrong;	/* NULL so far */
};

/* The next word, in memory_get memory. False at the end of the line or a comment, and if something is wrong. */
bool quote_word(struct quote *r, struct span *out);
bool quote_word_here(struct quote *r, struct span *out);	/* the word that starts here, even with a # */
#endif
