/* Any field, folded: it is still one field, with the same in it but for blanks and for a Subject that was encoded, has
 * no new line of blanks only, and finds nothing to do the second time.
 *
 * The first octet chooses the name. An `@` stands for 1,000 octets, since no fuzzer finds long lines by itself. */
#include "fold.h"
#include "fuzz.h"
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct span without_blanks(struct span s)
{
	struct text t = { 0 };
	for (size_t i = 0; i < s.len; i++)
		if (!memchr(" \t\n", s.at[i], 3))
			text_addc(&t, s.at[i]);
	return text_keep(&t);
}

static size_t blank_lines(struct span s)
{
	size_t n = 0;
	while (s.len)
		n += !span_trim(span_take(&s, '\n')).len;
	return n;
}

static void add_value(struct text *t, const uint8_t *data, size_t size)
{
	static char many[1000];
	memset(many, 'x', sizeof many);
	for (size_t i = 0; i < size; i++)
		if (data[i] == '@')
			text_add(t, (struct span){ many, sizeof many });
		else if (data[i] == '\n')
			text_adds(t, "\n ");
		else
			text_addc(t, (char)data[i]);
	text_addc(t, '\n');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = { "To:", "Content-Type:", "References :", "Subject:", "X-Y:", "Y:" };
	struct text t = { 0 };
	struct message m = { 0 };
	if (size && size <= 10000) {
		text_adds(&t, names[data[0] % 6]);
		add_value(&t, data + 1, size - 1);
		if (!message_parse(&m, text_span(&t)) && m.count == 1) {
			struct field old = m.field[0], f = fold_field(old), again = fold_field(f);
			check(span_is(f.raw, again.raw));
			check(blank_lines(f.raw) <= blank_lines(old.raw));
			check(field_is(&old, "Subject") || span_is(without_blanks(f.raw), without_blanks(old.raw)));
			check(!fold_fits(&old) || f.raw.at == old.raw.at);
			check(!field_is(&old, "X-Y") || fold_fits(&f));
			m = (struct message){ 0 };
			message_parse(&m, f.raw);
			check(m.count == 1 && span_is(m.field[0].raw, f.raw));
		}
	}
	text_free(&t);
	memory_reset();
	return 0;
}
