/* What is a row and what is none, at the edges of a block too; and which files are tables. */
#include "calendar.h"
#include "file.h"
#include "rows.h"
#include "scratch.h"
#include "table.h"
#include "tap.h"

#define TABLE "ml.example.jp.2024-11.tsv"

/* A row with the wanted columns; the others are filled in. */
#define ROW(begin, ip, count, disposition, dkim, spf, results) begin "\t2024-11-24T23:59:59Z\tr.example\t1\t1/1\t" ip \
	"\t" count "\t" disposition "\t" dkim "\t" spf "\tml.example.jp\tml.example.jp\t" results "\t-\t-\t-\n"
#define GOOD ROW("2024-11-24T00:00:00Z", "192.0.2.1", "12", "none", "pass", "fail", "pass d=ml.example.jp s=a")
#define REST "\t2024-11-24T23:59:59Z\tr.example\t1\t1/1\t192.0.2.1\t1\tnone\tpass\tpass\ta\ta\t-\t-\t-\t-\n"

static struct rows rows;
static struct monthly_table november = { .name = TABLE };

/* The rows of a table that holds s after its first line, in short. */
static void reads(struct span s, const char *want, const char *what)
{
	struct text t = { 0 };
	struct rows_row r;
	file_replace(TABLE, s, 0600);
	if (!rows_open(&rows, &november))
		text_adds(&t, "no file");
	else
		while (rows_next(&rows, &r)) {
			calendar_add(&t, r.day);
			text_addf(&t, " %.*s %llu%s%s%s %.*s\n", PRINTF(r.address), r.count, r.dkim ? " dkim" : "",
				r.spf ? " spf" : "", r.stopped ? " stopped" : "", PRINTF(r.dkim_results));
		}
	if (rows.strange)
		text_adds(&t, "strange");
	if (rows.damaged)
		text_addf(&t, "%llu damaged, first %llu", rows.damaged, rows.first_damaged);
	is(text_span(&t), want, what);
	text_free(&t);
}

#define READS(content, want, what) reads(SPAN(TABLE_FIRST_LINE "\n" content), want, what)
#define IS_GOOD "2024-11-24 192.0.2.1 12 dkim pass d=ml.example.jp s=a\n"

/* Lines that end at, before and after the end of a block, and one that is as long as may be. */
static void blocks(void)
{
	struct text t = { 0 };
	unsigned n = 0, good = 0;
	struct rows_row r;
	text_adds(&t, TABLE_FIRST_LINE "\n");
	for (size_t length = 200; t.len < 3 << 20; length = length * 7 % 65536 + 140, n++) {
		text_adds(&t, "2024-11-24T00:00:00Z\t-\t");
		for (size_t i = 0; i < length && i < 65430; i++)
			text_addc(&t, 'r');
		text_addf(&t, "\t1\t1/1\t192.0.2.1\t%u\tnone\tpass\tfail\t-\t-\t-\t-\t-\t-\n", n);
	}
	file_replace(TABLE, text_span(&t), 0600);
	rows_open(&rows, &november);
	while (rows_next(&rows, &r))
		good += r.count == good && r.dkim && !r.spf;
	ok(good == n && !rows.damaged, "%u lines across %zu octets", n, t.len);
	text_free(&t);
}

static void line_of(size_t length, const char *want, const char *what)
{
	struct text t = { 0 };
	text_adds(&t, TABLE_FIRST_LINE "\n");
	size_t start = t.len;
	text_adds(&t, "2024-11-24T00:00:00Z\t-\t-\t1\t1/1\t192.0.2.1\t7\tnone\tpass\tpass\t-\t-\t-\t-\t-\t");
	while (t.len - start < length)
		text_addc(&t, 'x');
	text_adds(&t, "\n" GOOD);
	reads(text_span(&t), want, what);
	text_free(&t);
}

static void names(void)
{
	static const char *const files[] = { "b.example.2024-02.tsv", "b.example.2024-01.tsv", "a.b.example.2024-01.tsv",
		"b.2024-01.tsv", "B.example.2024-01.tsv", "b..example.2024-01.tsv", ".example.2024-01.tsv", ".2024-01.tsv",
		"b.example.2024-13.tsv", "b.example.2024-1.tsv", "b.example.2024-01.tsv~", "b.example.2024-01.csv",
		"<b>.2024-01.tsv", "b\033.2024-01.tsv", "b_-9.example.2023-12.tsv", "lock" };
	struct text t = { 0 };
	struct monthly m;
	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		file_replace(files[i], SPAN(""), 0600);
	monthly_read(&m, SPAN(""));
	for (size_t i = 0; i < m.count; i++) {
		text_addf(&t, "%.*s ", PRINTF(m.at[i].domain));
		calendar_add(&t, m.at[i].first);
		text_addf(&t, " %ld\n", m.at[i].end - m.at[i].first);
	}
	is(text_span(&t), "a.b.example 2024-01-01 31\nb 2024-01-01 31\nb.example 2024-01-01 31\nb.example 2024-02-01 29\n"
		"b_-9.example 2023-12-01 31\n", "the tables, and no other file");
	ok(m.unread == 0, "nothing is unread");
	ok(monthly_count(&m, 0) == 1 && monthly_count(&m, 2) == 2 && monthly_count(&m, 4) == 1, "some of one domain");
	monthly_read(&m, SPAN("b.example"));
	ok(m.count == 2, "only one domain");
	text_free(&t);
}

int main(void)
{
	scratch_begin();
	names();
	november.first = calendar_month(SPAN("2024-11"));
	november.end = calendar_next_month(november.first);

	READS("", "", "no row");
	reads(SPAN(""), "", "an empty file, which is just being made");
	reads(SPAN("begin\tend"), "", "half a first line");
	reads(SPAN("begin\tend\n" GOOD), "strange", "another table");
	READS(GOOD, IS_GOOD, "a row");
	READS(GOOD GOOD, IS_GOOD IS_GOOD, "two");
	READS(GOOD "2024-11-24T00:00:00Z\t-", IS_GOOD, "half a line at the end is no row yet");
	READS(ROW("2024-11-01T23:59:59Z", "2001:db8::1", "999999999999", "reject", "fail", "pass", "-"),
		"2024-11-01 2001:db8::1 999999999999 spf stopped -\n", "IPv6, the largest count");
	READS(ROW("2024-11-30T00:00:00Z", "-", "-", "quarantine", "passed", "-", "-"),
		"2024-11-30 - 0 stopped -\n", "no address, no count, no pass");
	READS(ROW("2024-11-30T00:00:00Z", "192.0.2.1", "0012", "none", "PASS", "pass\0", "-"),
		"2024-11-30 192.0.2.1 12 -\n", "pass is written small, and ends there");

	READS(ROW("2024-11-24T00:00:00Z", "-", "1000000000000", "none", "pass", "pass", "-") GOOD, IS_GOOD "1 damaged, first 2",
		"a count out of range");
	READS(GOOD ROW("2024-11-24T00:00:00Z", "-", "-1", "none", "pass", "pass", "-") "\n" GOOD,
		IS_GOOD IS_GOOD "2 damaged, first 3", "a negative count, and an empty line");
	READS(ROW("2024-11-24T00:00:00Z", "-", "", "none", "pass", "pass", "-"), "1 damaged, first 2", "an empty count");
	READS(ROW("2024-11-24T00:00:00Z", "-", "1\t", "none", "pass", "pass", "-"), "1 damaged, first 2", "a tab too many");
	READS("2024-11-24T00:00:00Z\t1\t2\n" GOOD, IS_GOOD "1 damaged, first 2", "three columns");
	READS("\0\n" GOOD, IS_GOOD "1 damaged, first 2", "a NUL");
	static const char *const times[] = { "2024-10-31T00:00:00Z", "2024-12-01T00:00:00Z", "2024-11-31T00:00:00Z",
		"2024-11-24T24:00:00Z", "2024-11-24T00:60:00Z", "2024-11-24T00:00:60Z", "2024-11-24 00:00:00Z",
		"2024-11-24T00:00:00+", "2024-11-24T00:00:00", "2024-11-24", "-", "" };
	for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
		struct text t = { 0 };
		text_addf(&t, TABLE_FIRST_LINE "\n%s" REST GOOD, times[i]);
		reads(text_span(&t), IS_GOOD "1 damaged, first 2", *times[i] ? times[i] : "no time");
		text_free(&t);
	}

	blocks();
	line_of(65535, "2024-11-24 192.0.2.1 7 dkim spf -\n" IS_GOOD, "65,535 octets");
	line_of(65536, IS_GOOD "1 damaged, first 2", "65,536 octets");
	line_of(262143, IS_GOOD "1 damaged, first 2", "a line as long as a block");
	line_of(262144, IS_GOOD "1 damaged, first 2", "and one more");
	line_of(5000000, IS_GOOD "1 damaged, first 2", "5,000,000 octets");
	november.name = "gone";
	ok(!rows_open(&rows, &november), "a table that is gone");
	scratch_end();
	return tap_end();
}
