/* calendar: see calendar.h */
#include "calendar.h"

struct date { int year, month, day; };

/* A year is counted from March, so that a leap day is its last: then the months before one have 30.6 days each, and
 * 400 years have 146097. 719468 days lie between the first of March of the year 0 and 1970. */
static long to_days(struct date d)
{
	long y = d.month <= 2 ? d.year - 1 : d.year, m = d.month <= 2 ? d.month + 9 : d.month - 3;
	return y * 365 + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + d.day - 1 - 719468;
}

static struct date from_days(long days)
{
	long n = days + 719468, era = n / 146097, of_era = n % 146097;
	long year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	long of_year = of_era - (365 * year + year / 4 - year / 100), m = (5 * of_year + 2) / 153;
	struct date d = { (int)(year + era * 400), (int)(m < 10 ? m + 3 : m - 9), (int)(of_year - (153 * m + 2) / 5 + 1) };
	d.year += d.month <= 2;
	return d;
}

static int digits(const char *p, int n)
{
	int v = 0;
	for (; n--; p++) {
		if (*p < '0' || *p > '9')
			return -1;
		v = v * 10 + *p - '0';
	}
	return v;
}

long calendar_month(struct span s)
{
	if (s.len != 7 || s.at[4] != '-')
		return -1;
	struct date d = { digits(s.at, 4), digits(s.at + 5, 2), 1 };
	return d.year >= 1970 && d.month >= 1 && d.month <= 12 ? to_days(d) : -1;
}

long calendar_day(struct span s)
{
	long first = s.len == 10 && s.at[7] == '-' ? calendar_month((struct span){ s.at, 7 }) : -1;
	int day = first < 0 ? -1 : digits(s.at + 8, 2);
	return day >= 1 && first + day - 1 < calendar_next_month(first) ? first + day - 1 : -1;
}

long calendar_next_month(long day)
{
	struct date d = from_days(day);
	d.year += d.month == 12;
	d.month = d.month % 12 + 1;
	return to_days(d);
}

/* The first of January 1970 was a Thursday. */
long calendar_monday(long day) { return day - (day + 3) % 7; }

long calendar_since(struct span s, long today)
{
	unsigned long long n;
	long day = s.len == 7 ? calendar_month(s) : calendar_day(s);
	if (day >= 0 || s.len < 2)
		return day;
	char unit = s.at[s.len - 1];
	s.len--;
	if (!span_number(s, &n) || n == 0 || n > CALENDAR_END)
		return -1;
	long first = unit == 'w' ? calendar_monday(today) - ((long)n - 1) * 7 : today - (long)n + 1;
	return unit != 'd' && unit != 'w' ? -1 : first < 0 ? 0 : first;
}

void calendar_add(struct text *t, long day)
{
	struct date d = from_days(day);
	text_addf(t, "%04d-%02d-%02d", d.year, d.month, d.day);
}
