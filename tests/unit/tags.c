/* Spans taken off the front of a line, and tag=value lists. */
#include "tags.h"
#include "tap.h"

static void test_take(void)
{
	struct span rest = SPAN("a::bc");
	is(span_take(&rest, ':'), "a", "up to the first");
	is(span_take(&rest, ':'), "", "nothing between two");
	is(rest, "bc", "which are gone");
	is(span_take(&rest, ':'), "bc", "all, if there is none");
	ok(!rest.len && !span_take(&rest, ':').len, "and then nothing");
	rest = (struct span){ NULL, 0 };
	ok(!span_take(&rest, ':').at && !rest.at, "nothing of nothing");
}

static void test_tags(void)
{
	static const struct { const char *name, *value; } want[] = {
		{ "v", "DKIM1" }, { "p", "MI\n\tIB" }, { "n", "a=b" }, { "", NULL }, { "x", NULL }, { "", "y" },
		{ "z", "" }, { "p", "2" }, { "", NULL },
	};
	struct span list = SPAN(" v = DKIM1;p=\r\n MI\n\tIB ;n=a=b;; x ;=y;z=\t; p=2; "), rest = list, name, value;
	for (size_t i = 0; i < sizeof want / sizeof *want; i++)
		ok(tag_take(&rest, &name, &value) && span_is(name, span(want[i].name)) &&
			span_is(value, span(want[i].value)) && !value.at == !want[i].value, "tag %zu", i + 1);
	ok(!tag_take(&rest, &name, &value), "and no more");

	rest = list;
	ok(tag_next(&rest, "p", &value), "p= is there");
	is(value, "MIIB", "without blanks");
	ok(tag_next(&rest, "p", &value), "twice");
	is(value, "2", "the other one");
	ok(!tag_next(&rest, "p", &value) && !rest.len, "not a third time");
	rest = list;
	ok(!tag_next(&rest, "x", &value), "without = it is none");
	rest = list;
	ok(!tag_next(&rest, "P", &value), "a name has its case");
}

int main(void)
{
	test_take();
	test_tags();
	return tap_end();
}
