/* setting: see setting.h */
#include "setting.h"

static bool in_name(char c, bool first)
{
	c = (char)ascii_lower(c);
	return (c >= 'a' && c <= 'z') || (!first && ((c >= '0' && c <= '9') || c == '-' || c == '_'));
}

/* Removes the backslashes of `\"` and `\\`. */
static struct span unquote(struct span s)
{
	if (span_find(s, '\\') < 0)
		return s;
	char *to = memory_get(s.len);
	size_t n = 0;
	for (size_t i = 0; i < s.len; i++) {
		if (s.at[i] == '\\' && i + 1 < s.len)
			i++;
		to[n++] = s.at[i];
	}
	return (struct span){ to, n };
}

const char *setting_next(struct span *rest, struct setting *out)
{
	struct span s = span_trim(*rest);
	size_t n = 0, start;

	*out = (struct setting){ .word = { s.at, 0 } };
	*rest = (struct span){ s.at, 0 };
	if (!s.len)	/* at may be NULL, to which C lets nothing be added */
		return NULL;
	rest->at += s.len;
	while (n < s.len && in_name(s.at[n], n == 0))
		n++;
	start = n + 1;	/* of the value */
	if (n && start < s.len && s.at[n] == '=' && s.at[start] == '"') {
		for (n = ++start; n < s.len && s.at[n] != '"'; n++)
			n += s.at[n] == '\\';
		if (n >= s.len)
			return "an unclosed quote";
		out->value = unquote((struct span){ s.at + start, n - start });
		out->name = (struct span){ s.at, start - 2 };
		if (++n < s.len && !ascii_blank(s.at[n]))
			return "text after a quote";
	} else {
		bool named = n && n < s.len && s.at[n] == '=';
		while (n < s.len && !ascii_blank(s.at[n]))
			n++;
		if (named) {
			out->name = (struct span){ s.at, start - 1 };
			out->value = (struct span){ s.at + start, n - start };
		}
	}
	out->word.len = n;
	*rest = (struct span){ s.at + n, s.len - n };
	return NULL;
}

bool setting_is_name(struct span s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!in_name(s.at[i], i == 0))
			return false;
	return s.len > 0;
}

static bool plain(struct span s)
{
	for (size_t i = 0; i < s.len; i++)
		if (ascii_blank(s.at[i]) || s.at[i] == '"')
			return false;
	return s.len > 0;
}

void setting_add(struct text *t, struct span name, struct span value)
{
	bool bare = plain(value);
	text_add(t, name);
	text_adds(t, bare ? "=" : "=\"");
	for (size_t i = 0; i < value.len; i++) {
		if (!bare && (value.at[i] == '"' || value.at[i] == '\\'))
			text_addc(t, '\\');
		text_addc(t, value.at[i]);
	}
	text_adds(t, bare ? "" : "\"");
}
