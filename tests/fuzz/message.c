/* Any bytes as a mail: what has a header that parses comes out as it went in, and fields can be counted, set and
 * removed in it. */
#include "file.h"
#include "fuzz.h"
#include "message.h"
#include <stdint.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
const char *__lsan_default_suppressions(void);

/* It keeps the header until the program ends, on purpose. */
const char *__lsan_default_suppressions(void) { return "leak:message_read"; }

/* The length of the header: to the first empty line, or all. */
static size_t header_length(struct span s)
{
	for (size_t at = 0; at < s.len; ) {
		ptrdiff_t line = span_find((struct span){ s.at + at, s.len - at }, '\n');
		if (line == 0)
			return at;
		at = line < 0 ? s.len : at + (size_t)line + 1;
	}
	return s.len;
}

/* What goes in comes out; a header that ends with the file gets its newline. */
static void check_round_trip(struct span in, bool ended)
{
	struct message m;
	int fd = file_scratch(), out = file_scratch(), kept = dup(out);
	write_all(fd, in, "a scratch file");
	check(kept >= 0 && lseek(fd, 0, SEEK_SET) == 0);
	message_read(&m, fd);
	message_write(&m, out);
	struct text t = whole(kept);
	check(t.len == in.len + !ended && memcmp(t.at, in.at, in.len) == 0);
	check(ended || t.at[in.len] == '\n');
	text_free(&t);
	close(fd);
	close(kept);
}

static void check_fields(struct message *m, struct span header)
{
	struct text t = { 0 };
	for (size_t i = 0; i < m->count; i++) {
		const struct field *f = &m->field[i];
		check(f->name > 0 && f->raw.at[f->raw.len - 1] == '\n' && field_is(f, memory_keep(field_name(f)).at));
		struct span v = field_value(f);
		check(v.len < f->raw.len && v.at >= f->raw.at + f->name && v.at + v.len <= f->raw.at + f->raw.len);
		struct span u = span_unfold(v);
		check(u.len <= v.len && !memchr(u.at, '\n', u.len));
		text_add(&t, f->raw);
	}
	check(t.len >= header.len && t.len <= header.len + 1 && memcmp(t.at, header.at, header.len) == 0);
	text_free(&t);
}

/* Setting and removing the first field's name touches no other. */
static void check_edits(struct message *m)
{
	const char *name = memory_keep(field_name(&m->field[0])).at;
	size_t of_it = message_count(m, name), others = m->count - of_it;
	message_set(m, name, SPAN("x"));
	check(message_count(m, name) == 1 && m->count == others + 1 && span_is(message_value(m, name), SPAN("x")));
	message_prepend(m, name, SPAN("y\n z"));
	check(message_count(m, name) == 2 && message_find(m, name, 0) == 0);
	message_remove(m, name);
	check(message_count(m, name) == 0 && m->count == others);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span in = { (const char *)data, size };
	struct message m = { 0 };
	struct span header = { in.at, header_length(in) };
	if (!message_parse(&m, header)) {
		check(m.count > 0);
		if (size < 2048)
			check_round_trip(in, header.at[header.len - 1] == '\n');
		check_fields(&m, header);
		check_edits(&m);
	}
	memory_reset();
	return 0;
}
