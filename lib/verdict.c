/* verdict: see verdict.h */
#include "verdict.h"
#include "clean.h"
#include "die.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { LINE = 900 };	/* octets, as in die(): qmail keeps 3,000 of all that a delivery says */

struct verdict verdict_make(int code, const char *status, const char *fmt, ...)
{
	char sentence[LINE];
	struct text t = { 0 };
	va_list ap;
	va_start(ap, fmt);
	int n = vsnprintf(sentence, sizeof sentence, fmt, ap);
	va_end(ap);
	text_addf(&t, "%s tutti: ", status);
	if (n > 0)
		text_add_clean(&t, span(sentence), LINE);
	return (struct verdict){ code, text_keep(&t).at };
}

/* The first line with something on it. */
static struct span first_line(struct span said)
{
	said = span_trim(said);
	return span_trim(span_take(&said, '\n'));
}

/* The length of an enhanced status code (RFC 3463 section 2: class, subject and detail of up to three digits)
 * with the blank after it, or 0. */
static size_t status_length(struct span s)
{
	size_t i = 0;
	if (!s.len || !strchr("245", s.at[0]))
		return 0;
	for (int part = 0; part < 3; part++) {
		size_t digits = 0;
		while (i < s.len && s.at[i] >= '0' && s.at[i] <= '9')
			i++, digits++;
		if (digits < 1 || digits > 3 || i == s.len || s.at[i] != (part < 2 ? '.' : ' '))
			return 0;
		i++;
	}
	return i;
}

struct verdict verdict_of_step(int exit_code, struct span said, const char *step, const char *place)
{
	bool known = exit_code == 0 || exit_code == HOLD || exit_code == DROP || exit_code == PERM;
	int code = known ? exit_code : TEMP;
	char class = code == TEMP ? '4' : code == PERM ? '5' : '2';
	struct span line = first_line(said);
	size_t status = status_length(line);
	struct text t = { 0 };

	if (code == 0)
		return (struct verdict){ 0, "" };
	if (status && line.at[0] == class)
		text_add(&t, (struct span){ line.at, status });
	else
		text_adds(&t, code == TEMP ? "4.3.0 " : code == PERM ? "5.7.1 " : "2.7.0 ");
	line.at += status;
	line.len -= status;
	struct span name = span(step);
	if (!line.len)
		text_addf(&t, "tutti: %.100s (%s) ended with exit code %d and said nothing", step, place,
			exit_code);
	else if (!span_starts_nocase(line, name))
		text_addf(&t, "%.100s: ", step);
	text_add_clean(&t, line, LINE - t.len);
	return (struct verdict){ code, text_keep(&t).at };
}
