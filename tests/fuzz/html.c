/* Any bytes become valid UTF-8 in which no line is empty, has a blank at its end or a control character. */
#include "html.h"
#include "utf8.h"
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text t = { 0 };
	html_text((struct span){ (const char *)data, size }, &t);
	struct span rest = text_span(&t);
	if (!utf8_ok(rest))
		abort();
	while (rest.len) {
		struct span line = span_take(&rest, '\n');
		if (!line.len || line.at[line.len - 1] == ' ' || span_find(line, '\t') >= 0 || span_find(line, '\r') >= 0)
			abort();
	}
	text_free(&t);
	memory_reset();
	return 0;
}
