/* Days to dates and back, against the C library; and what is no date. */
#include "calendar.h"
#include "tap.h"
#include <time.h>

int main(void)
{
	long wrong = 0, monday = 0, next = 0;
	for (long day = 0; day < CALENDAR_END; day++) {
		struct text t = { 0 };
		time_t when = (time_t)day * 86400;
		struct tm tm;
		char want[16];
		gmtime_r(&when, &tm);
		strftime(want, sizeof want, "%Y-%m-%d", &tm);
		calendar_add(&t, day);
		wrong += !span_is(text_span(&t), span(want)) || calendar_day(text_span(&t)) != day;
		monday += day >= 4 && day - calendar_monday(day) != (tm.tm_wday + 6) % 7;
		if (tm.tm_mday == 1) {
			text_string(&t);
			wrong += calendar_month((struct span){ t.at, 7 }) != day;
			wrong += next && next != day;
			next = calendar_next_month(day);
		}
		text_free(&t);
	}
	ok(wrong == 0, "each day to the year 9999 is written and read");
	ok(monday == 0, "and knows its Monday");
	ok(next == CALENDAR_END, "the last month ends where the calendar does");
	static const char *const none[] = { "", "2026", "2026-11", "2026-11-00", "2026-11-31", "2025-02-29", "2100-02-29",
		"2026-13-01", "2026-00-01", "1969-12-31", "2026/11/24", "2026-11/24", "2026-11-2x", "2026-1a-24", "-026-11-24",
		"2026-11-24T", "2026-1-24", " 026-11-24" };
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		ok(calendar_day(span(none[i])) == -1, "\"%s\" is no day", none[i]);
	ok(calendar_month(SPAN("2026-11-01")) == -1 && calendar_month(SPAN("2026-1x")) == -1, "what is no month");
	/* 2026-11-24 is a Tuesday. */
	static const char *const since[][2] = { { "2026-09-30", "2026-09-30" }, { "2026-09", "2026-09-01" },
		{ "1d", "2026-11-24" }, { "30d", "2026-10-26" }, { "1w", "2026-11-23" }, { "8w", "2026-10-05" },
		{ "900000d", "1970-01-01" } };
	long today = calendar_day(SPAN("2026-11-24"));
	for (size_t i = 0; i < sizeof since / sizeof *since; i++)
		ok(calendar_since(span(since[i][0]), today) == calendar_day(span(since[i][1])), "since %s", since[i][0]);
	static const char *const never[] = { "", "w", "0w", "8", "8m", "-1d", "1.5w", "99999999999999999999d", "8ww", "2026" };
	for (size_t i = 0; i < sizeof never / sizeof *never; i++)
		ok(calendar_since(span(never[i]), today) == -1, "since \"%s\" is no time", never[i]);
	return tap_end();
}
