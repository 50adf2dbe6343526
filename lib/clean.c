/* clean: see clean.h */
#include "clean.h"
#include "utf8.h"

size_t clean_length(struct span s)
{
	struct span rest = s;
	uint32_t c = utf8_next(&rest);
	struct span taken = { s.at, s.len - rest.len };
	bool control = c < ' ' || (c >= 0x7f && c < 0xa0);
	return control || !utf8_ok(taken) ? 0 : taken.len;
}

void text_add_clean(struct text *t, struct span s, size_t max)
{
	for (size_t i = 0, n; i < s.len; i += n) {
		size_t length = clean_length((struct span){ s.at + i, s.len - i });
		n = length ? length : 1;
		if (i + n > max)
			break;
		text_add(t, length ? (struct span){ s.at + i, n } : SPAN("?"));
	}
}
