/* What has come back from an address, as its file keeps it. */
#include "calendar.h"
#include "file.h"
#include "scratch.h"
#include "ledger.h"
#include "tap.h"

static const struct judgement gone = { JUDGED_PERMANENT, { "5.1.1", 5 } }, full = { JUDGED_TEMPORARY, { "4.2.2", 5 } };

struct seen { struct text paths; int count; };

static void see(void *data, const char *path)
{
	struct seen *s = data;
	text_adds(&s->paths, path);
	s->count++;
}

static struct span content(const char *path)
{
	struct text t = { 0 };
	file_read(path, &t, 65536);
	return text_span(&t);
}

int main(void)
{
	struct ledger t;
	struct seen all = { 0 };
	struct text long_text = { 0 };
	long today = calendar_day(SPAN("2026-11-24"));
	scratch_begin();

	ledger_read(&t, SPAN("anne@example.org"));
	ok(t.count == 0 && !t.probe && !t.off, "nothing yet");
	ok(ledger_add(&t, today, &gone, SPAN(" 550 no\n\tsuch \x07user\n")), "a bounce");
	ok(!ledger_add(&t, today, &gone, SPAN("again")), "the same day");
	ok(ledger_add(&t, today, &full, SPAN("full")), "another class");
	ok(ledger_add(&t, today + 1, &gone, SPAN("")), "the next day");
	t.probe = 1795492498;
	t.token = SPAN("abc");
	t.off = 1795492499;
	ledger_write(&t);
	ledger_each(see, &all);
	ok(all.count == 1, "one file");
	/* printf anne@example.org | sha256sum */
	is(text_span(&all.paths), "bounces/46/46a2a39e861c3f8c559523bab913c1a1", "its name");
	static const char want[] = "ADDRESS=anne@example.org\n"
		"BOUNCE=2026-11-24 permanent 5.1.1 550 no such ?user\n"
		"BOUNCE=2026-11-24 temporary 4.2.2 full\n"
		"BOUNCE=2026-11-25 permanent 5.1.1 \n"
		"PROBE=1795492498 abc\n"
		"OFF=1795492499\n";
	const char *path = text_string(&all.paths);
	is(content(path), want, "what is in it");

	ledger_read(&t, SPAN("anne@example.org"));
	ok(t.count == 3 && t.probe == 1795492498 && !t.probed && span_is(t.token, SPAN("abc")) && t.off == 1795492499,
		"read again");
	ledger_write(&t);
	is(content(path), want, "and written again");
	ok(ledger_count(&t, today) == 2 && ledger_count(&t, today + 1) == 1 && ledger_count(&t, today + 2) == 0, "counted");
	ledger_forget(&t, today + 1);
	t.probed = true;
	t.off = 0;
	ledger_write(&t);
	is(content(path), "ADDRESS=anne@example.org\nBOUNCE=2026-11-25 permanent 5.1.1 \nPROBED=1795492498 abc\n", "forgotten");

	for (int i = 0; i < 5000; i++)
		text_adds(&long_text, "x ");
	ledger_add(&t, today + 2, &gone, text_span(&long_text));
	ledger_write(&t);
	ok(content(path).len < 500, "a long story");

	file_replace(path, SPAN("ADDRESS=anne@example.org\nBOUNCE=yesterday permanent 5.1.1 x\nBOUNCE=2026-11-24 bad 5.1.1 x\n"
		"BOUNCE=2026-11-24 permanent\nBOUNCE=2026-11-24\nPROBE=x\nOFF=99999999999999999999\nBOUNCE\n=\n\n"
		"BOUNCE=2026-11-24 permanent 5.1.1 x"), 0600);
	ok(ledger_read_file(&t, path), "a damaged file");
	ok(t.count == 1 && !t.probe && !t.off, "counts less");
	file_replace(path, SPAN("BOUNCE=2026-11-24 permanent 5.1.1 x\n"), 0600);
	ok(!ledger_read_file(&t, path), "one that says not whose it is");
	ledger_remove(&t);
	t.key = SPAN("anne@example.org");
	ledger_remove(&t);
	ledger_remove(&t);
	ok(content(path).len == 0, "removed, once and again");
	if (rmdir("bounces/46") < 0 || rmdir("bounces") < 0)
		printf("# bounces is not empty\n");
	scratch_end();
	return tap_end();
}
