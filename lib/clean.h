/* clean: what strangers wrote, made fit for a log, a terminal and an MTA's report: text in valid UTF-8, without
 * control characters, so that it stays one line, and grep and a terminal take it for text. */
#ifndef CLEAN_H
#define CLEAN_H
#include "text.h"

/* The length of the character at the start of s, which must not be empty; 0 if its first octet must not be shown:
 * a control character (C0, DEL, C1), or no UTF-8. Needs no memory. */
size_t clean_length(struct span s);

/* Appends s with `?` for each octet that must not be shown; what goes beyond max octets is cut, between
 * characters. */
void text_add_clean(struct text *t, struct span s, size_t max);
#endif
