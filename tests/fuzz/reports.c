/* Any octets as a mail, a gzip, a zip, or some of them in others: something is found or something is told, in one line,
 * and no more is unpacked than may be. */
#include "file.h"
#include "fuzz.h"
#include "reports.h"
#include "unpack.h"
#include "utf8.h"
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static unsigned found;

static const char *count(void *with, const struct report *r)
{
	(void)with;
	check(r->rows > 0 && r->octets > 0);
	found++;
	return found % 2 ? NULL : "it is not wanted";
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct reports f = { .found = count };
	int fd = file_scratch();
	write_all(fd, (struct span){ (const char *)data, size }, "a scratch file");
	found = 0;
	reports_read(&f, fd, 0);
	check(f.count == found && f.count <= REPORTS_MAX && f.left <= UNPACK_MAX);
	check(f.count || f.unread.len);
	check(utf8_ok(text_span(&f.unread)) && span_find(text_span(&f.unread), '\n') < 0);
	reports_free(&f);
	close(fd);
	memory_reset();
	return 0;
}
