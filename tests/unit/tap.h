/* tap: the little that a unit test in C needs to print TAP. */
#ifndef TAP_H
#define TAP_H
#include "text.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static int tap_count, tap_failed;

__attribute__((format(printf, 2, 3))) static inline void ok(bool good, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	printf("%sok %d - ", good ? "" : "not ", ++tap_count);
	vprintf(fmt, ap);
	putchar('\n');
	va_end(ap);
	tap_failed += !good;
}

static inline void is(struct span got, const char *want, const char *what)
{
	bool good = span_is(got, span(want));
	ok(good, "%.*s", (int)strcspn(what, "\n"), what);
	if (!good)
		printf("#   got:  %.*s\n#   want: %s\n", (int)got.len, got.at, want);
}

static inline int tap_end(void)
{
	printf("1..%d\n", tap_count);
	return tap_failed != 0;
}
#endif
