/* Lines, wherever in them a block ends. */
#include "lines.h"
#include "file.h"
#include "scratch.h"
#include "tap.h"

static int written(struct span s)
{
	int fd = file_scratch();
	write_all(fd, s, "the file");
	lseek(fd, 0, SEEK_SET);
	return fd;
}

/* All lines in brackets, "]!" for the one without a newline, cut at 20 octets. */
static void reads(struct span s, const char *want, const char *what)
{
	struct lines l = { .fd = written(s), .name = "the file" };
	struct span line;
	struct text got = { 0 };
	while (lines_next(&l, &line))
		text_addf(&got, "%lu@%lld[%.*s]%s", l.number, (long long)l.at, line.len < 20 ? (int)line.len : 20, line.at,
			l.newline ? "" : "!");
	is(text_span(&got), want, what);
	text_free(&got);
	close(l.fd);
}

/* So many lines of that length, each with its number: are they all there, and right? */
static void many(size_t count, size_t length)
{
	struct text t = { 0 };
	struct span line;
	for (size_t i = 0; i < count; i++)
		text_addf(&t, "%0*zu\n", (int)length, i);
	struct lines l = { .fd = written(text_span(&t)), .name = "the file" };
	size_t good = 0;
	while (lines_next(&l, &line))
		good += line.len == length && l.newline && l.at == (off_t)(good * (length + 1))
			&& memcmp(t.at + l.at, line.at, length) == 0;
	ok(good == count && l.number == count, "%zu lines of %zu octets", count, length);
	text_free(&t);
	close(l.fd);
}

int main(void)
{
	struct span line;
	scratch_begin();
	reads(SPAN(""), "", "an empty file");
	reads(SPAN("\n"), "1@0[]", "an empty line");
	reads(SPAN("one\n\ntwo\n"), "1@0[one]2@4[]3@5[two]", "three lines");
	reads(SPAN("one\ntwo"), "1@0[one]2@4[two]!", "no newline at the end");
	many(30000, 6);
	many(100, LINES_MAX);
	many(20, LINES_MAX - 1);
	many(70000, 1 + 5);

	struct text t = { 0 };
	for (int i = 0; i < 100000; i++)
		text_addc(&t, 'x');
	struct lines l = { .fd = written(text_span(&t)), .name = "the file" };
	ok(lines_next(&l, &line) && line.len > LINES_MAX, "a line that is too long is seen as such");
	text_free(&t);
	scratch_end();
	return tap_end();
}
