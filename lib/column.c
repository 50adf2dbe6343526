/* column: see column.h */
#include "column.h"
#include "die.h"
#include "words.h"
#include <arpa/inet.h>
#include <string.h>
#include <time.h>

/* Nearly all values are such, and need no work: visible ASCII, single spaces inside. Blanks at the end are off. */
static bool is_plain(struct span s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.at[i] < ' ' || s.at[i] > '~' || (s.at[i] == ' ' && s.at[i + 1] == ' '))
			return false;
	return true;
}

static struct span cut(struct span s, size_t max)
{
	if (s.len <= max)
		return s;
	s.len = max;
	while (s.len && (s.at[s.len] & 0xC0) == 0x80)	/* inside a character */
		s.len--;
	return span_trim(s);
}

void column_add_text(struct text *out, struct span s, size_t max)
{
	s = span_trim(s);
	if (is_plain(s)) {
		text_add(out, cut(s, max));
		return;
	}
	struct text clean = { 0 };
	words_clean(s, &clean);
	text_add(out, cut(text_span(&clean), max));
	text_free(&clean);
}

void column_add_word(struct text *out, struct span s)
{
	size_t i = out->len;
	column_add_text(out, s, COLUMN_MAX);
	for (; i < out->len; i++)
		out->at[i] = out->at[i] == ' ' || out->at[i] == ',' ? '_' : (char)ascii_lower(out->at[i]);
}

void column_add_address(struct text *out, struct span s)
{
	static const unsigned char mapped[12] = { [10] = 0xFF, [11] = 0xFF };
	char given[INET6_ADDRSTRLEN] = "", shortest[INET6_ADDRSTRLEN] = "";
	unsigned char octets[16];
	s = span_trim(s);
	if (s.len >= sizeof given)
		return;
	memcpy(given, s.len ? s.at : "", s.len);
	if (inet_pton(AF_INET, given, octets) == 1)
		inet_ntop(AF_INET, octets, shortest, sizeof shortest);
	else if (inet_pton(AF_INET6, given, octets) == 1 && memcmp(octets, mapped, sizeof mapped) == 0)
		inet_ntop(AF_INET, octets + sizeof mapped, shortest, sizeof shortest);
	else if (inet_pton(AF_INET6, given, octets) == 1)
		inet_ntop(AF_INET6, octets, shortest, sizeof shortest);
	text_adds(out, shortest);
}

bool column_add_count(struct text *out, struct span s)
{
	unsigned long long n;
	s = span_trim(s);
	if (s.len == 0)
		return true;
	if (!span_number(s, &n) || n > 999999999999)
		return false;
	while (s.len > 1 && s.at[0] == '0')
		s.at++, s.len--;
	text_add(out, s);
	return true;
}

bool column_read_time(struct span s, long long *seconds)
{
	unsigned long long n, fraction;
	s = span_trim(s);
	struct span whole = span_take(&s, '.');
	if (!span_number(whole, &n) || n > 253402300799 || (s.len && !span_number(s, &fraction)))
		return false;
	*seconds = (long long)n;
	return true;
}

void column_add_time(struct text *out, long long seconds)
{
	time_t when = (time_t)seconds;
	struct tm u;
	if (!gmtime_r(&when, &u))
		die(TEMP, "4.3.0", "a time is out of range");
	text_addf(out, "%04d-%02d-%02dT%02d:%02d:%02dZ", u.tm_year + 1900, u.tm_mon + 1, u.tm_mday, u.tm_hour,
		u.tm_min, u.tm_sec);
}
