/* phrases: the words by which mail servers say why they did not take a mail. */
#ifndef PHRASES_H
#define PHRASES_H
#include "judge.h"

/* What words, in lower-case and with single blanks, say; NULL if they say nothing that is known. clear is what can
 * be taken in one way only, whatever code stands beside it; vague is what counts where there is no code. */
const enum verdict_class *phrase_clear(const char *words);
const enum verdict_class *phrase_vague(const char *words);
#endif
