/* Whatever stands in a table: the sums are right, and the pages are for any terminal and any browser. */
#include "calendar.h"
#include "fuzz.h"
#include "page.h"
#include "table.h"
#include <stdint.h>
#include <stdio.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct network own;
static struct summary s = { .own = &own, .own_count = 1 };
static char path[32];
static int fd = -1;

static void begin(void)
{
	fd = file_scratch();
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	s.since = calendar_day(SPAN("2024-11-10"));
	s.end = calendar_day(SPAN("2024-12-10"));
	check(network_read(SPAN("192.0.2.0/24"), &own));
}

static struct text shown(const struct page *page)
{
	struct text out = { 0 };
	size_t column = 0;
	page->begin(&out);
	page->domain(&out, &s);
	page->end(&out, SPAN("a note\n"));
	for (size_t i = 0; i < out.len; i++) {
		check(out.at[i] == '\n' || (out.at[i] >= ' ' && out.at[i] <= '~'));
		column = out.at[i] == '\n' ? 0 : column + 1;
		check(page == &page_html || column <= 80);
	}
	return out;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct monthly_table t = { .name = path, .first = calendar_month(SPAN("2024-11")) };
	struct text notes = { 0 };
	struct summary_count days, sum = { 0 };
	if (fd < 0)
		begin();
	check(ftruncate(fd, 0) == 0 && lseek(fd, 0, SEEK_SET) == 0);
	write_all(fd, SPAN(TABLE_FIRST_LINE "\n"), "a scratch file");
	write_all(fd, (struct span){ (const char *)data, size }, "a scratch file");
	t.end = calendar_next_month(t.first);
	summary_begin(&s, SPAN("ml.example.jp"));
	summary_read(&s, &t, 1, &notes);
	summary_end(&s, 5, false);

	days = summary_days(&s, s.since, s.end);
	check(days.mail == s.all.mail && days.fail == s.all.fail && days.fail <= days.mail);
	for (int m = 0; m < SUMMARY_MARKS; m++) {
		sum.mail += s.mark[m].mail;
		sum.fail += s.mark[m].fail;
	}
	check(sum.mail == s.all.mail && sum.fail == s.all.fail);
	sum = s.rest;
	for (size_t i = 0; i < s.count; i++) {
		check(!i || summary_mail(&s.source[i - 1]) >= summary_mail(&s.source[i]));
		sum.mail += summary_mail(&s.source[i]);
		sum.fail += s.source[i].fail;
	}
	check(sum.mail == s.all.mail && sum.fail == s.all.fail);
	struct text text = shown(&page_text), html = shown(&page_html);
	text_free(&text);
	text_free(&html);
	text_free(&notes);
	memory_reset();
	return 0;
}
