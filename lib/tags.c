/* tags: see tags.h */
#include "tags.h"

static struct span without_blanks(struct span s)
{
	char *to = memory_get(s.len + 1);
	size_t n = 0;
	for (size_t i = 0; i < s.len; i++)
		if (!ascii_blank(s.at[i]))
			to[n++] = s.at[i];
	return (struct span){ to, n };
}

bool tag_next(struct span *rest, const char *name, struct span *value)
{
	while (rest->len) {
		ptrdiff_t end = span_find(*rest, ';');
		struct span tag = { rest->at, end < 0 ? rest->len : (size_t)end };
		rest->at += tag.len + (end >= 0);
		rest->len -= tag.len + (end >= 0);
		ptrdiff_t equals = span_find(tag, '=');
		if (equals < 0 || !span_is(span_trim((struct span){ tag.at, (size_t)equals }), span(name)))
			continue;
		*value = without_blanks((struct span){ tag.at + equals + 1, tag.len - (size_t)equals - 1 });
		return true;
	}
	return false;
}
