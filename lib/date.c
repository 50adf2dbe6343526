/* date: see date.h */
#include "date.h"
#include "calendar.h"
#include "die.h"

static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

void date_add(struct text *t, time_t when)
{
	static const char days[] = "SunMonTueWedThuFriSat";
	struct tm u;
	if (!gmtime_r(&when, &u))
		die(TEMP, "4.3.0", "the clock is out of range");
	text_addf(t, "%.3s, %d %.3s %d %02d:%02d:%02d +0000", days + 3 * u.tm_wday, u.tm_mday, months + 3 * u.tm_mon,
		u.tm_year + 1900, u.tm_hour, u.tm_min, u.tm_sec);
}

static void skip(struct span *s, size_t n) { *s = (struct span){ s->at + n, s->len - n }; }

static void skip_blanks(struct span *s)
{
	while (s->len && ascii_blank(s->at[0]))
		skip(s, 1);
}

/* The letters at the front, or the digits; no blanks behind them are left. */
static struct span take_letters(struct span *s)
{
	size_t n = 0;
	while (n < s->len && ascii_lower(s->at[n]) >= 'a' && ascii_lower(s->at[n]) <= 'z')
		n++;
	struct span word = { s->at, n };
	skip(s, n);
	skip_blanks(s);
	return word;
}

/* At most so many digits. Returns how many there were. */
static size_t take_digits(struct span *s, size_t most, unsigned *value)
{
	size_t n = 0;
	for (*value = 0; n < s->len && n < most && s->at[n] >= '0' && s->at[n] <= '9'; n++)
		*value = *value * 10 + (unsigned)(s->at[n] - '0');
	skip(s, n);
	return n;
}

static bool take(struct span *s, char c)
{
	if (!s->len || s->at[0] != c)
		return false;
	skip(s, 1);
	return true;
}

/* 1 to 12, or 0. */
static unsigned month_of(struct span word)
{
	for (unsigned i = 0; word.len >= 3 && i < 12; i++)
		if (span_is_nocase((struct span){ word.at, 3 }, (struct span){ months + 3 * i, 3 }))
			return i + 1;
	return 0;
}

/* Seconds east of UTC. */
static long read_zone(struct span s)
{
	static const struct { const char *name; int hours; } zones[] = {
		{ "EST", -5 }, { "EDT", -4 }, { "CST", -6 }, { "CDT", -5 }, { "MST", -7 }, { "MDT", -6 }, { "PST", -8 },
		{ "PDT", -7 }, { "JST", 9 } };
	unsigned hours, minutes;
	if (s.len && (s.at[0] == '+' || s.at[0] == '-')) {
		long sign = s.at[0] == '-' ? -1 : 1;
		skip(&s, 1);
		if (take_digits(&s, 2, &hours) == 2 && take_digits(&s, 2, &minutes) == 2)
			return sign * (long)(hours * 3600 + minutes * 60);
		return 0;
	}
	struct span word = take_letters(&s);
	for (size_t i = 0; i < sizeof zones / sizeof *zones; i++)
		if (span_is_nocase(word, span(zones[i].name)))
			return zones[i].hours * 3600L;
	return 0;
}

bool date_read(struct span s, time_t *when)
{
	unsigned day, year, hour, minute, second = 0;
	struct text t = { 0 };
	s = span_trim(s);
	take_letters(&s);	/* the day of the week, which may be wrong or missing */
	take(&s, ',');
	skip_blanks(&s);
	if (!take_digits(&s, 2, &day))
		return false;
	skip_blanks(&s);
	unsigned month = month_of(take_letters(&s));
	size_t digits = take_digits(&s, 4, &year);
	if (!month || digits < 2)
		return false;
	year += digits == 2 && year < 50 ? 2000 : digits < 4 ? 1900 : 0;
	skip_blanks(&s);
	if (!take_digits(&s, 2, &hour) || !take(&s, ':') || !take_digits(&s, 2, &minute)
	    || (take(&s, ':') && !take_digits(&s, 2, &second)) || hour > 23 || minute > 59 || second > 60)
		return false;
	skip_blanks(&s);
	text_addf(&t, "%04u-%02u-%02u", year, month, day);
	long days = calendar_day(text_span(&t));
	text_free(&t);
	if (days < 0)
		return false;
	*when = (time_t)days * 86400 + (time_t)(hour * 3600 + minute * 60 + second) - read_zone(s);
	return true;
}
