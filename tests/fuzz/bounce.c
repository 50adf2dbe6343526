/* Any mail to LIST-return: what is found in it is a class with a code that fits, and addresses that are addresses or
 * empty; and the plain words of it, cut where they may be, name nobody who does not stand in them. */
#include "bounce_text.h"
#include "fuzz.h"
#include "returned.h"
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_one(const struct bounce *b)
{
	struct mailbox m;
	check(!b->address.len || !address_one(b->address, &m));
	check(!b->judged.status.len || (b->judged.status.len >= 5 && b->judged.status.len <= 9));
	check(b->judged.class == JUDGED_NOTHING || b->judged.status.len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span s = { (const char *)data, size };
	struct failures failures = { 0 };
	struct bounces all = { 0 };
	struct message m = { 0 };
	struct text header = { 0 };
	ptrdiff_t end = message_header_end(s, 0);

	struct span own = bounce_text_own(s);
	check(own.len <= s.len);
	bounce_text_read(own, s.len % 2 ? s : SPAN(""), &failures);
	for (size_t i = 0; i < failures.count; i++)
		check(span_find_nocase(s, failures.at[i].address) >= 0);
	if (end > 0) {
		text_add(&header, (struct span){ s.at, (size_t)end });
		if (!message_parse(&m, text_span(&header))) {
			m.fd = file_scratch();
			write_all(m.fd, (struct span){ s.at + end + 1, s.len - (size_t)end - 1 }, "a scratch file");
			check(lseek(m.fd, 0, SEEK_SET) == 0);
			returned_read(&m, &all);
			for (size_t i = 0; i < all.count; i++)
				check_one(&all.at[i]);
			struct mailbox anne = { .local = SPAN("anne"), .domain = SPAN("example.org") };
			check(span_is(returned_about(&all, &anne).address, SPAN("anne@example.org")));
			close(m.fd);
		}
	}
	text_free(&header);
	memory_reset();
	return 0;
}
