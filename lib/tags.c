/* tags: see tags.h */
#include "tags.h"

struct span tag_compact(struct span value)
{
	char *to = memory_get(value.len + 1);
	size_t n = 0;
	for (size_t i = 0; i < value.len; i++)
		if (!ascii_blank(value.at[i]))
			to[n++] = value.at[i];
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
		*value = tag_compact((struct span){ tag.at + equals + 1, tag.len - (size_t)equals - 1 });
		return true;
	}
	return false;
}

/* tag-name = ALPHA *ALNUMPUNC */
static bool is_tag_name(struct span s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!ascii_alnum(s.at[i]) && (i == 0 || s.at[i] != '_'))
			return false;
	return s.len && !(s.at[0] >= '0' && s.at[0] <= '9');
}

/* What a value is made of: printable characters, also beyond ASCII (RFC 8616 section 4), blanks, line ends. */
static bool is_tag_value(struct span s)
{
	for (size_t i = 0; i < s.len; i++)
		if (((unsigned char)s.at[i] < ' ' || s.at[i] == 127) && !ascii_blank(s.at[i]))
			return false;
	return true;
}

const char *tags_read(struct span list, struct tags *out)
{
	out->count = 0;
	for (bool more = true; more; ) {
		ptrdiff_t end = span_find(list, ';');
		struct span tag = { list.at, end < 0 ? list.len : (size_t)end };
		more = end >= 0;
		list.at += tag.len + more;
		list.len -= tag.len + more;
		ptrdiff_t equals = span_find(tag, '=');
		struct span name = span_trim((struct span){ tag.at, equals < 0 ? tag.len : (size_t)equals });
		if (!more && out->count && name.len == 0 && equals < 0)
			break;		/* the list may end in a semicolon */
		if (equals < 0 || !is_tag_name(name))
			return "a tag that is none";
		struct span value = span_trim((struct span){ tag.at + equals + 1, tag.len - (size_t)equals - 1 });
		if (!is_tag_value(value))
			return "a tag with characters that may not be in it";
		for (size_t i = 0; i < out->count; i++)
			if (span_is(out->at[i].name, name))
				return "a tag twice";
		if (out->count == TAGS_MAX)
			return "too many tags";
		out->at[out->count].name = name;
		out->at[out->count++].value = value;
	}
	return NULL;
}

struct span tags_get(const struct tags *t, const char *name)
{
	for (size_t i = 0; i < t->count; i++)
		if (span_is(t->at[i].name, span(name)))
			return t->at[i].value;
	return (struct span){ NULL, 0 };
}
