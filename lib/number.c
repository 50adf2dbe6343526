/* number: see number.h */
#include "number.h"
#include "die.h"

bool number_read(struct span s, unsigned long long least, unsigned long long most, unsigned long long *n)
{
	unsigned long long v;
	if (!span_number(s, &v) || v < least || v > most)
		return false;
	*n = v;
	return true;
}

bool number_read_size(struct span s, unsigned long long least, unsigned long long most, unsigned long long *n)
{
	char last = s.len ? s.at[s.len - 1] : '\0';
	unsigned shift = last == 'M' ? 20 : last == 'k' || last == 'K' ? 10 : 0;
	unsigned long long v;
	s.len -= shift != 0;
	if (!number_read(s, 0, most >> shift, &v) || v << shift < least)
		return false;
	*n = v << shift;
	return true;
}

unsigned long long number_option(const char *word, unsigned long long least, unsigned long long most, const char *usage)
{
	unsigned long long n;
	if (!number_read(span(word), least, most, &n))
		die_usage(usage);
	return n;
}
