/* A report is in its table once and whole, whatever is there already and whoever else writes. */
#include "die.h"
#include "file.h"
#include "scratch.h"
#include "table.h"
#include "tap.h"
#include <sys/resource.h>

#define TABLE "tables/a.example.2023-11.tsv"
#define NAME(id) "2023-11-14T22:13:20Z\t-\tr\t" id "\t"
#define REST "\t192.0.2.1\t1\t-\t-\t-\t-\t-\t-\t-\t-\t-\n"
#define LINE(id, record) NAME(id) record REST
#define FIRST TABLE_FIRST_LINE "\n"

static struct report make(const char *id, unsigned rows)
{
	struct report r = { .begin = 1700000000, .end = -1, .rows = rows, .fd = -1 };
	text_adds(&r.domain, "a.example");
	text_adds(&r.reporter, "r");
	text_adds(&r.id, id);
	while (rows--)
		text_adds(&r.lines, &REST[1]);
	r.octets = r.lines.len;
	return r;
}

static void put(const char *content)
{
	int fd = open(TABLE, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	write_all(fd, span(content), TABLE);
	close(fd);
}

static struct text content(void)
{
	struct text t = { 0 };
	if (!file_read(TABLE, &t, 100 << 20))
		text_adds(&t, "(missing)");
	return t;
}

static void holds(const char *want, const char *what)
{
	struct text t = content();
	is(text_span(&t), want, what);
	text_free(&t);
}

static void add(const char *id, unsigned rows)
{
	struct tables t;
	struct report r = make(id, rows);
	tables_begin(&t, "tables");
	tables_add(&t, &r);
	tables_end(&t);
	report_free(&r);
}

static void add_one(void *with) { add(with, 2); }

static void test_once(void)
{
	add("1", 2);
	holds(FIRST LINE("1", "1/2") LINE("1", "2/2"), "a report");
	add("1", 2);
	holds(FIRST LINE("1", "1/2") LINE("1", "2/2"), "the same again");
	put(FIRST LINE("1", "1/3") LINE("2", "1/1") NAME("3") "1/");
	add("1", 3);
	holds(FIRST LINE("1", "1/3") LINE("2", "1/1") LINE("1", "2/3") LINE("1", "3/3"),
		"what a crash cut short is completed, half a line is taken away");
	add("3", 1);
	holds(FIRST LINE("1", "1/3") LINE("2", "1/1") LINE("1", "2/3") LINE("1", "3/3") LINE("3", "1/1"),
		"the next one comes behind");
	put("");
	add("1", 1);
	holds(FIRST LINE("1", "1/1"), "an empty file");
	put(FIRST "a line of another kind\n\n\t\t\t\t1/1\t\n" NAME("1") "x/1" REST NAME("1") "2/1" REST NAME("1") "0/1" REST);
	add("1", 1);
	holds(FIRST "a line of another kind\n\n\t\t\t\t1/1\t\n" NAME("1") "x/1" REST NAME("1") "2/1" REST NAME("1")
		"0/1" REST LINE("1", "1/1"), "lines that are no rows stay, and count for nothing");
	put("begin\tend\n");
	ok(in_child(add_one, (char[]){ "1" }) == TEMP, "a file with other columns is 75");
	holds("begin\tend\n", "and stays");
}

/* Two runs at the same table in turns. */
static void test_others(void)
{
	struct tables a, b;
	struct report one = make("1", 1), two = make("2", 1), three = make("3", 1);
	unlink(TABLE);
	tables_begin(&a, "tables");
	tables_begin(&b, "tables");
	tables_add(&a, &one);
	tables_add(&b, &one);
	tables_add(&b, &two);
	tables_add(&a, &two);
	tables_add(&a, &three);
	holds(FIRST LINE("1", "1/1") LINE("2", "1/1") LINE("3", "1/1"), "each sees what the other has added");
	unlink(TABLE);
	tables_add(&b, &three);
	holds(FIRST LINE("3", "1/1"), "a table that somebody has removed is begun again");
	tables_add(&a, &three);
	tables_add(&a, &one);
	holds(FIRST LINE("3", "1/1") LINE("1", "1/1"), "by the other too");
	tables_end(&a);
	tables_end(&b);
	report_free(&one);
	report_free(&two);
	report_free(&three);
}

static void add_much(void *with)
{
	(void)with;
	struct rlimit limit = { 300000, 300000 };
	die_name("unit");
	setrlimit(RLIMIT_FSIZE, &limit);
	add("big", 20000);
}

static void test_much(void)
{
	struct text want = { 0 }, got;
	unlink(TABLE);
	add("1", 1);
	ok(in_child(add_much, NULL) == TEMP, "a large report without room for it is 75");
	holds(FIRST LINE("1", "1/1"), "and nothing of it stays");

	struct tables t;
	text_adds(&want, FIRST LINE("1", "1/1"));
	tables_begin(&t, "tables");
	for (int i = 0; i < 3000; i++) {
		char id[20];
		snprintf(id, sizeof id, "r%d", i / 2);	/* each of them twice */
		struct report r = make(id, 2);
		tables_add(&t, &r);
		report_free(&r);
		if (i % 2)
			text_addf(&want, LINE("%s", "1/2") LINE("%s", "2/2"), id, id);
	}
	tables_end(&t);
	got = content();
	ok(span_is(text_span(&got), text_span(&want)), "1,500 reports, twice each");
	text_free(&got);
	add("r0", 2);		/* by a run that has to read the table */
	add("r777", 2);
	add("r1499", 2);
	got = content();
	ok(span_is(text_span(&got), text_span(&want)), "and once more");
	text_free(&got);

	/* A line longer than a block, over whose end the next one lies. */
	put(FIRST LINE("1", "1/1"));
	int fd = open(TABLE, O_WRONLY | O_APPEND);
	text_free(&want);
	for (int i = 0; i < 65480; i++)
		text_addc(&want, 'x');
	text_adds(&want, "\n" LINE("2", "1/1"));
	write_all(fd, text_span(&want), TABLE);
	close(fd);
	got = content();
	add("1", 1);
	add("2", 1);
	want.len = 0;
	struct text after = content();
	ok(span_is(text_span(&got), text_span(&after)), "a long line of others, and rows across the end of a block");
	text_free(&got);
	text_free(&after);
	text_free(&want);
}

int main(void)
{
	scratch_begin();
	test_once();
	test_others();
	test_much();
	unlink(TABLE);
	unlink("tables/lock");
	rmdir("tables");
	scratch_end();
	return tap_end();
}
