/* Any line of a members file, ours or fml's: what it says is written as a line that says the same, and a setting that
 * is changed in it is then so, and can't be changed to it once more; what is doubted in it can be shown. The first line of
 * the input is the value. */
#include "fuzz.h"
#include "clean.h"
#include "doubts.h"
#include "member_line.h"
#include "members.h"
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void forget(struct members_line *l)
{
	text_free(&l->key);
	text_free(&l->settings);
}

static bool same(const struct subscriber *a, const struct subscriber *b)
{
	return span_is(a->key, b->key) && span_is(a->address, b->address) && span_is(a->settings, b->settings);
}

static void write_and_read(const struct subscriber *x)
{
	struct members_line again = { 0 };
	struct text t = { 0 };
	members_write(&t, x);
	check(!members_read(&again, span_trim(text_span(&t))));
	check(same(&again.member, x));
	forget(&again);
	text_free(&t);
}

/* What is said of a line is one line, and fit for a terminal. */
static void doubt(struct span line, const struct members_line *l)
{
	struct doubts d = { .name = "members" };
	doubts_line(&d, 1, line, l);
	struct span said = text_span(&d.lines), first = span_take(&said, '\n');
	check(!said.len && d.count <= 1 && (d.count == 1) == (first.len > 0));
	for (size_t n; first.len; first = (struct span){ first.at + n, first.len - n })
		check((n = clean_length(first)) > 0);
	text_free(&d.lines);
}

/* A line that would become too long is refused by who reads it back (change.c). */
static void change(struct span line, const char *name, struct span value)
{
	struct members_line after = { 0 };
	struct text t = { 0 }, twice = { 0 };
	if (!member_line_set(&t, line, span(name), value) && !members_read(&after, text_span(&t))) {
		struct span now = subscriber_setting(&after.member, name);
		check(value.at ? span_is(now, value) : !now.at);
		check(!member_line_set(&twice, text_span(&t), span(name), value));
		check(!value.at || span_is(text_span(&t), text_span(&twice)));	/* m=0 may be left, and go now */
	}
	forget(&after);
	text_free(&t);
	text_free(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span rest = { (const char *)data, size }, value = span_take(&rest, '\n');
	struct members_line l = { 0 };

	while (rest.len) {
		struct span line = members_without_mark(span_take(&rest, '\n'));
		if (members_read(&l, line) || !l.member.key.len)
			continue;
		write_and_read(&l.member);
		doubt(line, &l);
		bool good = value.len;
		for (size_t i = 0; i < value.len; i++)	/* no change has one (change_read) */
			good = good && (unsigned char)value.at[i] >= ' ' && value.at[i] != 127;
		if (good) {
			change(line, "lang", value);
			change(line, "s", value);
		}
		change(line, "m", (struct span){ NULL, 0 });
	}
	forget(&l);
	memory_reset();
	return 0;
}
