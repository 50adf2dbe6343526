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

bool tag_take(struct span *rest, struct span *name, struct span *value)
{
	bool more = rest->len > 0;
	struct span tag = span_take(rest, ';');
	bool equals = span_find(tag, '=') >= 0;
	*name = span_trim(span_take(&tag, '='));
	*value = equals ? span_trim(tag) : (struct span){ NULL, 0 };
	return more;
}

bool tag_next(struct span *rest, const char *name, struct span *value)
{
	struct span found;
	while (tag_take(rest, &found, value))
		if (value->at && span_is(found, span(name))) {
			*value = tag_compact(*value);
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
	struct span name, value;
	out->count = 0;
	for (bool more = true; more; ) {
		more = span_find(list, ';') >= 0;
		tag_take(&list, &name, &value);
		if (!more && out->count && !name.len && !value.at)
			break;		/* the list may end in a semicolon */
		if (!value.at || !is_tag_name(name))
			return "a tag that is none";
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
