/* mentions: see mentions.h */
#include "mentions.h"
#include "spec.h"
#include <string.h>

/* What may stand in a local part, except where text uses it: `rfc822;a@b`, `mailto:a@b`, `user=a@b` are seen as
 * `a@b`; but for the last, since `=` is in the local part of a VERP address. */
static bool is_local_octet(char c)
{
	return (unsigned char)c > 127 || ascii_alnum(c) || (c && strchr("!#$%&*+-/=?^_`{|}~.'", c));
}

static bool is_domain_octet(char c)
{
	return (unsigned char)c > 127 || ascii_alnum(c) || c == '-' || c == '_' || c == '.';
}

/* Where the local part that ends before the @ begins: at its quote if it has one. */
static size_t local_start(struct span line, size_t from, size_t at)
{
	size_t i = at;
	if (i > from + 1 && line.at[i - 1] == '"') {
		for (i--; i > from && line.at[i - 1] != '"'; i--)
			;
		return i > from ? i - 1 : at;
	}
	while (i > from && is_local_octet(line.at[i - 1]))
		i--;
	while (i < at && strchr("'`*|", line.at[i]))	/* marks of the text around it */
		i++;
	return i;
}

static size_t domain_end(struct span line, size_t at)
{
	size_t i = at;
	while (i < line.len && is_domain_octet(line.at[i]))
		i++;
	while (i > at && strchr(".-_", line.at[i - 1]))		/* the end of a sentence */
		i--;
	/* Text in other scripts often follows without a blank: `a@b.jp様`. */
	while (i > at && (unsigned char)line.at[i - 1] > 127)
		i--;
	return i;
}

bool mention_next(struct span line, size_t *at, struct mention *out)
{
	for (size_t from = *at, i = from; i < line.len; i++) {
		if (line.at[i] != '@')
			continue;
		size_t start = local_start(line, from, i), end = domain_end(line, i + 1);
		struct span domain = { line.at + i + 1, end - i - 1 };
		if (start == i || !domain.len || !spec_is_domain(domain))
			continue;
		*at = end;
		out->address = (struct span){ line.at + start, end - start };
		out->before = span_trim((struct span){ line.at, start });
		while (out->before.len && strchr("<\"'(", out->before.at[out->before.len - 1]))
			out->before = span_trim((struct span){ out->before.at, out->before.len - 1 });
		return true;
	}
	return false;
}
