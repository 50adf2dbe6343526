/* What rows come to, by day, by mark and by source; and that memory follows the sources only. */
#include "calendar.h"
#include "summary.h"
#include "tap.h"

static struct summary s;

static bool add(const char *day, const char *address, unsigned long long count, const char *how, const char *results)
{
	struct rows_row r = { .day = calendar_day(span(day)), .address = span(address), .count = count,
		.dkim = strchr(how, 'd') != NULL, .spf = strchr(how, 's') != NULL, .stopped = strchr(how, 'x') != NULL,
		.dkim_results = span(results) };
	return summary_add(&s, &r);
}

static void begin(void) { summary_begin(&s, SPAN("ml.example.jp")); }

/* The sources in short. */
static void sources_are(const char *want, const char *what)
{
	struct text t = { 0 };
	for (size_t i = 0; i < s.count; i++) {
		const struct summary_source *x = &s.source[i];
		text_addf(&t, "%c %.*s %llu %llu %llu %llu %llu %llu\n", "ofs"[x->mark], (int)x->length, x->address, x->both,
			x->dkim_only, x->spf_only, x->fail, x->stopped, x->broken);
	}
	if (s.rest_count)
		text_addf(&t, "+%zu %llu %llu\n", s.rest_count, s.rest.mail, s.rest.fail);
	is(text_span(&t), want, what);
	text_free(&t);
}

static void days_are(const char *from, const char *end, unsigned long long mail, unsigned long long fail)
{
	struct summary_count c = summary_days(&s, calendar_day(span(from)), calendar_day(span(end)));
	ok(c.mail == mail && c.fail == fail, "%s to %s: %llu, %llu", from, end, c.mail, c.fail);
}

static void many(void)
{
	char address[46];
	begin();
	for (unsigned i = 0; i < 100000; i++) {
		snprintf(address, sizeof address, "2001:db8::%x:%x", i % 1000 + 1, i / 1000 + 1);
		add("2024-11-24", address, i % 1000 == 7 ? 3 : 2, i % 1000 == 8 ? "x" : "ds", "-");
	}
	for (unsigned i = 0; i < 100000; i++)
		add("2024-11-24", "2001:db8::8:64", 1, "", "-");
	ok(s.count == 100000, "100,000 sources");
	summary_end(&s, 1, false);
	sources_are("o 2001:db8::8:64 3 0 0 100000 0 0\n+99999 200097 200\n", "the one with the most mail");
}

int main(void)
{
	struct network own[2];
	s.since = calendar_day(SPAN("2024-11-01"));
	s.end = calendar_day(SPAN("2024-12-01"));
	s.own = own;
	s.own_count = 2;
	network_read(SPAN("198.51.100.0/24"), &own[0]);
	network_read(SPAN("2001:db8:1::/48"), &own[1]);

	begin();
	summary_end(&s, 10, false);
	ok(s.all.mail == 0 && s.last < s.first, "nothing");
	sources_are("", "no source");

	begin();
	ok(add("2024-11-03", "192.0.2.1", 10, "ds", "-") && add("2024-11-10", "192.0.2.1", 5, "s", "-"), "ours, by SPF");
	ok(add("2024-11-10", "192.0.2.2", 7, "d", "pass d=ml.example.jp"), "a forwarder");
	add("2024-11-10", "192.0.2.2", 2, "", "fail d=example.org, fail d=ml.example.jp s=a");
	ok(add("2024-11-30", "192.0.2.3", 4, "x", "fail d=notml.example.jp s=a, none d=ml.example.jp, pass d=x.ml.example.jp"),
		"a stranger");
	add("2024-11-30", "192.0.2.3", 1, "", "neutral d=a.ml.example.jp");
	ok(add("2024-11-30", "198.51.100.9", 3, "", "-"), "ours, for we say so");
	ok(add("2024-11-30", "2001:db8:1::9", 6, "d", "-"), "the same in IPv6");
	ok(add("2024-11-30", "-", 1, "d", "-"), "who knows");
	ok(add("2024-10-31", "192.0.2.1", 100, "", "-") && add("2024-12-01", "192.0.2.1", 100, "", "-"), "another time");
	ok(add("2024-11-01", "192.0.2.77", 0, "", "-"), "no mail");
	ok(!add("2024-11-02", "192.0.2.256", 1, "", "-") && !add("2024-11-02", "", 1, "", "-") &&
		!add("2024-11-02", "\033[2J", 1, "", "-") && !add("2024-11-02", "192.0.2.0/24", 1, "", "-"), "no address");
	ok(s.all.mail == 39 && s.all.fail == 10, "all: %llu, %llu", s.all.mail, s.all.fail);
	ok(s.first == s.since && s.last == s.end - 1, "from the first to the last day");
	days_are("2024-11-04", "2024-11-11", 14, 2);
	days_are("2024-10-01", "2025-01-01", 39, 10);
	days_are("2024-11-11", "2024-11-30", 0, 0);
	summary_end(&s, 10, false);
	ok(s.mark[SUMMARY_OURS].mail == 24 && s.mark[SUMMARY_OURS].fail == 3 && s.mark[SUMMARY_FORWARDER].mail == 10 &&
		s.mark[SUMMARY_FORWARDER].fail == 2 && s.mark[SUMMARY_STRANGER].mail == 5 && s.mark[SUMMARY_STRANGER].fail == 5,
		"by mark");
	sources_are("o 192.0.2.1 10 0 5 0 0 0\nf 192.0.2.2 0 7 0 2 0 2\no 2001:db8:1::9 0 6 0 0 0 0\n"
		"s 192.0.2.3 0 0 0 5 4 1\no 198.51.100.9 0 0 0 3 0 0\nf - 0 1 0 0 0 0\n", "the sources");

	begin();
	for (unsigned i = 1; i <= 9; i++) {
		char address[16];
		snprintf(address, sizeof address, "192.0.2.%u", i);
		add("2024-11-24", address, 100 - i, i == 5 || i == 8 ? "" : "ds", "-");
	}
	add("2024-11-24", "192.0.2.10", 2, "", "-");
	add("2024-11-24", "192.0.2.11", ~0ULL, "", "-");
	summary_end(&s, 4, false);
	ok(s.all.mail == ~0ULL && s.all.fail == ~0ULL, "sums stay at the largest number");
	sources_are("s 192.0.2.11 0 0 0 18446744073709551615 0 0\no 192.0.2.1 99 0 0 0 0 0\no 192.0.2.2 98 0 0 0 0 0\n"
		"s 192.0.2.5 0 0 0 95 0 0\n+7 565 94\n", "three by mail, one by what fails");
	many();
	summary_free(&s);
	return tap_end();
}
