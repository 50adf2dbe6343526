/* Dates as mails have them. */
#include "date.h"
#include "tap.h"

int main(void)
{
	static const struct { const char *in; long long want; } dates[] = {
		{ "Tue, 24 Nov 2026 03:54:58 +0000", 1795492498 },
		{ "Tue, 24 Nov 2026 12:54:58 +0900 (JST)", 1795492498 },
		{ "Mon, 23 Nov 2026 22:54:58 -0500", 1795492498 },
		{ "24 Nov 2026 03:54:58 GMT", 1795492498 },
		{ "24 Nov 26 03:54:58", 1795492498 },
		{ "Tue,24 Nov 2026 12:54:58 JST", 1795492498 },
		{ "Tue,\n 24  November 2026 03:54 +0000", 1795492440 },
		{ "1 Jan 1970 00:00:00 +0000", 0 },
		{ "Thu, 1 Jan 98 00:00:00 EST", 883630800 },
		{ "1 Jan 101 00:00:00 UT", 978307200 },
		{ "29 Feb 2024 23:59:60 Z", 1709251200 },
		{ "1 Jan 1970 00:00:00 +9999", -362340 },
		{ "24 Nov 2026 03:54:58 +", 1795492498 },
		{ "", -1 }, { "Tue", -1 }, { "Tue,", -1 }, { "24", -1 }, { "24 Nov", -1 }, { "24 Nov 2026", -1 },
		{ "24 Nov 2026 3", -1 }, { "24 Nov 2026 24:00:00 +0000", -1 }, { "24 Nov 2026 03:60:00 +0000", -1 },
		{ "24 Nov 2026 03:00:", -1 }, { "24 Foo 2026 03:00:00", -1 }, { "2026-11-24 03:00:00", -1 },
		{ "30 Feb 2024 00:00:00 +0000", -1 }, { "24 Nov 1969 00:00:00 +0000", -1 }, { "0 Nov 2000 00:00:00", -1 },
	};
	for (size_t i = 0; i < sizeof dates / sizeof *dates; i++) {
		time_t when = -1;
		bool good = date_read(span(dates[i].in), &when);
		ok(good == (dates[i].want != -1) && (long long)when == dates[i].want, "%s is %lld", dates[i].in, dates[i].want);
	}
	struct text t = { 0 };
	date_add(&t, 1795492498);
	is(text_span(&t), "Tue, 24 Nov 2026 03:54:58 +0000", "written");
	text_free(&t);
	return tap_end();
}
