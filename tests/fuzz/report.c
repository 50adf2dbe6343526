/* Any octets as XML: an answer, and rows that are text of eleven columns whatever was in them; the same a second time,
 * and under a name that can be a file's. */
#include "column.h"
#include "domain.h"
#include "file.h"
#include "fuzz.h"
#include "report.h"
#include "utf8.h"
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void add_piece(void *with, struct span s) { text_add(with, s); }

static void check_text(struct span s)
{
	check(s.len && utf8_ok(s));
	for (size_t i = 0; i < s.len; i++)
		check((unsigned char)s.at[i] >= ' ' && s.at[i] != 127);
}

static void check_lines(struct span lines, unsigned rows)
{
	for (; lines.len; rows--) {
		ptrdiff_t end = span_find(lines, '\n');
		check(rows > 0 && end > 0 && end < 60000);
		struct span line = span_take(&lines, '\n');
		size_t columns = 0;
		for (; line.len; columns++)
			check_text(span_take(&line, '\t'));
		check(columns == 11);
	}
	check(rows == 0);
}

static struct text answer(struct report *r, int fd, size_t size)
{
	struct source_file f;
	struct text t = { 0 };
	source_file(&f, fd, 0, (off_t)size);
	enum xml_answer a = report_read(r, &f.s);
	check((a == XML_WRONG) == (r->wrong.len > 0) || a == XML_OTHER);
	if (a != XML_READ)
		return t;
	report_each(r, add_piece, &t);
	check(t.len == r->octets);
	check_lines(text_span(&t), r->rows);
	check_text(text_span(&r->reporter));
	check_text(text_span(&r->id));
	check(domain_is(text_span(&r->domain)) && r->domain.len <= REPORT_DOMAIN_MAX);
	check(r->begin >= 0 && r->end >= -1);
	struct text when = { 0 };
	column_add_time(&when, r->begin);
	check(when.len == COLUMN_TIME);
	text_free(&when);
	return t;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct report r;
	int fd = file_scratch();
	write_all(fd, (struct span){ (const char *)data, size }, "a scratch file");
	struct text one = answer(&r, fd, size), two = answer(&r, fd, size);
	check(span_is(text_span(&one), text_span(&two)));
	text_free(&one);
	text_free(&two);
	report_free(&r);
	close(fd);
	memory_reset();
	return 0;
}
