/* number: a number that an owner has written, into an option or a setting. */
#ifndef NUMBER_H
#define NUMBER_H
#include "text.h"

/* Digits and nothing else; false if s is something else, or less than least or more than most. */
bool number_read(struct span s, unsigned long long least, unsigned long long most, unsigned long long *n);

/* The same where octets are counted: `k` or `K` behind the digits makes it 1024 of them, `M` 1024 times as many. */
bool number_read_size(struct span s, unsigned long long least, unsigned long long most, unsigned long long *n);

/* number_read of an option's word. Dies with die_usage(usage). */
unsigned long long number_option(const char *word, unsigned long long least, unsigned long long most,
	const char *usage);
#endif
