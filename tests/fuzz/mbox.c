/* Whatever is in an mbox: what was read from it, written as one again, is read as the same messages. */
#include "fuzz.h"
#include "mbox.h"
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool must_be_quoted(struct span line)
{
	while (line.len && line.at[0] == '>')
		line = (struct span){ line.at + 1, line.len - 1 };
	return line.len >= 5 && memcmp(line.at, "From ", 5) == 0;
}

static void write_message(struct text *mbox, struct span message)
{
	text_adds(mbox, "From anne@example.org Tue Nov 24 03:54:58 2026\n");
	while (message.len) {
		struct span line = span_take(&message, '\n');
		text_adds(mbox, must_be_quoted(line) ? ">" : "");
		text_add(mbox, line);
		text_addc(mbox, '\n');
	}
	text_addc(mbox, '\n');
}

/* The messages of a file, each with a newline at its end, as one mbox. */
static size_t read_all(int fd, struct text *mbox)
{
	static struct mbox m;
	size_t count = 0;
	int one = file_scratch();
	mbox_open(&m, fd, lseek(fd, 0, SEEK_END));
	for (; mbox_next(&m, one); count++) {
		struct text t = whole(one);
		write_message(mbox, text_span(&t));
		text_free(&t);
		check(ftruncate(one, 0) == 0 && lseek(one, 0, SEEK_SET) == 0);
	}
	close(one);
	return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text once = { 0 }, twice = { 0 };
	int fd = file_scratch(), again = file_scratch();

	write_all(fd, (struct span){ (const char *)data, size }, "a scratch file");
	size_t count = read_all(fd, &once);
	write_all(again, text_span(&once), "a scratch file");
	check(read_all(again, &twice) == count);
	check(span_is(text_span(&once), text_span(&twice)));
	close(fd);
	close(again);
	text_free(&once);
	text_free(&twice);
	memory_reset();
	return 0;
}
