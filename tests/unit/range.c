/* Which posts: fml's forms, and nothing else. */
#include "range.h"
#include "tap.h"

static void reads(const char *s, unsigned long long newest, const char *want)
{
	struct range r[RANGES_MAX];
	struct text t = { 0 };
	size_t count;
	if (!range_read(span(s), newest, r, &count))
		text_addc(&t, '!');
	else
		for (size_t i = 0; i < count; i++)
			text_addf(&t, "%s%llu-%llu", i ? "," : "", r[i].first, r[i].last);
	is(text_span(&t), want, s);
	text_free(&t);
}

int main(void)
{
	struct range r[] = { { 1, 10 }, { 15, 15 } };
	reads("1", 20, "1-1");
	reads("1-10,15", 20, "1-10,15-15");
	reads("last:5", 20, "16-20");
	reads("LAST:500", 20, "1-20");
	reads("first:5", 20, "1-5");
	reads("first:500", 20, "1-20");
	reads("last", 20, "20-20");
	reads("18-last", 20, "18-20");
	reads("18-999999999999999999", 20, "18-20");
	reads("0-3", 20, "1-3");
	reads("21", 20, "");
	reads("5-3", 20, "");
	reads("5-3,7", 20, "7-7");
	reads("1-10", 0, "");
	reads("last", 0, "");
	reads("last:3", 0, "");
	const char *const bad[] = { "", ",", "1,", ",1", "x", "1-", "-1", "1-2-3", "last:", "last:0", "last:x", "middle:3",
		"1;2", "1 2", "../1", "9999999999999999999", "last:9999999999999999999" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		reads(bad[i], 20, "!");
	struct text t = { 0 };
	for (int i = 0; i < 51; i++)
		text_addf(&t, "%s1", i ? "," : "");
	reads(text_string(&t), 20, "!");
	text_free(&t);
	ok(range_sum(r, 2) == 11, "eleven");
	return tap_end();
}
