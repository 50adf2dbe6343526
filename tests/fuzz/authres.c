/* Any field: what parses as ours is also claimed to be, and goes. Any values: the field that is written is one field, of
 * short lines, and gives the same values back. */
#include "authres.h"
#include "fuzz.h"
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct span ours = { "ml.example.jp", 13 };

/* Readers simpler than ours: one takes what stands before the first blank, semicolon or slash, another one what
 * stands in the first quotes, a third the last word before the first semicolon. */
static bool is_ours_to_some(struct span value)
{
	struct span rest = value, head = span_take(&rest, ';'), quoted = head, first, last = { NULL, 0 };
	span_take(&quoted, '"');
	quoted = span_take(&quoted, '"');
	for (size_t i = 0; i < head.len; i++)
		if (head.at[i] == '(' || head.at[i] == '\\')		/* for them the head may end elsewhere */
			return false;
	head = span_trim(head);
	first = head;
	for (size_t i = 0; i < head.len; i++)
		if (ascii_blank(head.at[i]) || head.at[i] == '/') {
			first.len = first.len == head.len ? i : first.len;
			last = (struct span){ head.at + i + 1, head.len - i - 1 };
		}
	return span_is_nocase(first, ours) || span_is_nocase(last, ours) || span_is_nocase(quoted, ours);
}

static void check_reading(struct span value)
{
	struct authres a;
	struct message m = { 0 };
	bool claims = authres_claims(value, ours);
	check(claims || !is_ours_to_some(value));
	if (!authres_parse(value, &a)) {
		check(!span_is_nocase(a.id, ours) || claims);
		check(!a.count || !a.item[0].property);
		for (size_t i = 0; i < a.count; i++)
			if (!a.item[i].property && authres_find(&a, "dkim", "pass", i) == (ptrdiff_t)i)
				authres_get(&a, (ptrdiff_t)i, "header.d");
	}
	if (!message_parse(&m, value)) {
		size_t before = m.count, gone = authres_remove(&m, ours);
		check(m.count + gone == before && authres_remove(&m, ours) == 0);
		for (ptrdiff_t i = -1; (i = message_find(&m, AUTHRES_NAME, (size_t)(i + 1))) >= 0; )
			check(authres_parse(field_value(&m.field[i]), &a) || !span_is_nocase(a.id, ours));
	}
}

static void write_field(struct message *m, struct span reason, struct span domain)
{
	struct text t = { 0 };
	authres_begin(&t, ours);
	authres_result(&t, "dkim", "fail");
	authres_reason(&t, reason);
	authres_property(&t, "header.d", domain);
	authres_property(&t, "header.s", SPAN("2026"));
	authres_result(&t, "dmarc", "none");
	authres_property(&t, "header.from", domain);
	authres_prepend(m, &t);
}

static void check_writing(struct span reason, struct span domain)
{
	struct message m = { 0 }, again = { 0 }, header = { 0 };
	struct authres a;
	write_field(&m, reason, domain);
	struct span raw = m.field[0].raw;
	check(!message_parse(&header, raw) && header.count == 1);
	check(!authres_parse(field_value(&m.field[0]), &a) && span_is(a.id, ours));
	ptrdiff_t dkim = authres_find(&a, "dkim", "fail", 0), dmarc = authres_find(&a, "dmarc", "none", 0);
	check(dkim == 0 && dmarc > 0 && authres_find(&a, "dkim", NULL, 1) < 0 && authres_find(&a, "dmarc", NULL, (size_t)dmarc + 1) < 0);
	check(a.count <= 6 && authres_find(&a, "dmarc", "pass", 0) < 0);
	check(span_is(authres_get(&a, dkim, "header.d"), authres_get(&a, dmarc, "header.from")));
	check(span_is(authres_get(&a, dkim, "header.s"), SPAN("2026")));
	/* What was replaced is so no second time. */
	write_field(&again, authres_get(&a, dkim, "reason"), authres_get(&a, dkim, "header.d"));
	check(span_is(again.field[0].raw, raw));
	for (size_t start = 0, i = 0; i < raw.len; i++)
		if (raw.at[i] == '\n') {
			struct span line = { raw.at + start, i - start };
			check(line.len < 78 || !memchr(line.at + 1, ' ', line.len - 1));
			check(line.len < 998 && span_trim(line).len);
			start = i + 1;
		}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!size)
		return 0;
	struct span all = { (const char *)data, size };
	check_reading(all);
	size_t half = size / 2;
	check_writing((struct span){ all.at, half }, (struct span){ all.at + half, size - half });
	memory_reset();
	return 0;
}
