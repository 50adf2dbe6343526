/* authres_write: see authres.h */
#include "authres.h"
#include "die.h"
#include "spec.h"
#include "utf8.h"
#include <string.h>

enum { COLUMNS = 76 };	/* of a line, so that a semicolon still stands before column 78 */

static void must(bool good, const char *name)
{
	if (!good)
		die(TEMP, "4.3.0", "cannot write `%s` into Authentication-Results", name);
}

/* Keyword of RFC 5321 section 4.1.2, or two of them with a dot between. */
static void must_be_keyword(const char *name, size_t dots)
{
	size_t seen = 0, start = 0, i = 0;
	for (; name[i]; i++)
		if (name[i] == '.' && i > start)
			seen++, start = i + 1;
		else
			must(ascii_alnum(name[i]) || name[i] == '-', name);
	must(i > start && seen == dots, name);
}

static size_t column(const struct text *t)
{
	size_t n = 0;
	while (n < t->len && t->at[t->len - 1 - n] != '\n')
		n++;
	return n < t->len ? n : n + sizeof AUTHRES_NAME ": " - 1;
}

/* Appends words with a blank or a fold before each. */
static void add_words(struct text *t, struct span words)
{
	while (words.len) {
		struct span word = span_take_word(&words);
		text_adds(t, column(t) + 1 + word.len > COLUMNS ? "\n " : " ");
		text_add(t, word);
	}
}

/* token of RFC 2045 section 5.1 */
static bool is_token(struct span s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.at[i] <= ' ' || s.at[i] >= 127 || strchr("()<>@,;:\\\"/[]?=", s.at[i]))
			return false;
	return s.len > 0;
}

/* True if s may stand without quotes: a token, an address, or the domain of one with its `@` (pvalue). */
static bool is_bare(struct span s)
{
	ptrdiff_t sign = span_find(s, '@');
	if (sign < 0)
		return is_token(s);
	struct span local = { s.at, (size_t)sign }, domain = { s.at + sign + 1, s.len - (size_t)sign - 1 };
	return (!local.len || (is_token(local) && spec_is_dot_atom(local))) && is_token(domain) && spec_is_domain(domain);
}

/* One line of clean UTF-8: what is a blank in any way is one blank, and none stands at the ends. */
static void add_clean(struct text *t, struct span s)
{
	s = span_trim(s);
	while (s.len) {
		uint32_t c = utf8_next(&s);
		bool blank = c < 128 && ascii_blank((int)c);
		if (!blank)
			utf8_add(t, c < ' ' || (c >= 127 && c < 0xA0) ? '?' : c);
		else if (t->at[t->len - 1] != ' ')
			text_addc(t, ' ');
	}
}

static void add_quoted(struct text *t, struct span s)
{
	text_addc(t, '"');
	for (size_t i = 0; i < s.len; i++) {
		if (s.at[i] == '"' || s.at[i] == '\\')
			text_addc(t, '\\');
		text_addc(t, s.at[i]);
	}
	text_addc(t, '"');
}

static void add_item(struct text *t, const char *name, struct span value)
{
	struct text clean = { 0 }, item = { 0 };
	add_clean(&clean, value);
	text_addf(&item, "%s=", name);
	size_t start = item.len;
	if (is_bare(text_span(&clean)))
		text_add(&item, text_span(&clean));
	else
		add_quoted(&item, text_span(&clean));
	if (clean.len && item.len - start <= AUTHRES_VALUE)
		add_words(t, text_span(&item));
	text_free(&clean);
	text_free(&item);
}

void authres_begin(struct text *t, struct span id)
{
	must(authres_is_id(id), memory_keep(id).at);
	t->len = 0;
	text_add(t, id);
}

void authres_result(struct text *t, const char *method, const char *result)
{
	must_be_keyword(method, 0);
	must_be_keyword(result, 0);
	text_addf(t, ";\n %s=%s", method, result);
}

void authres_reason(struct text *t, struct span reason)
{
	must(span_find(text_span(t), ';') >= 0, "reason");
	add_item(t, "reason", reason);
}

void authres_property(struct text *t, const char *property, struct span value)
{
	must_be_keyword(property, 1);
	must(span_find(text_span(t), ';') >= 0, property);
	add_item(t, property, value);
}

void authres_prepend(struct message *m, struct text *t)
{
	if (span_find(text_span(t), ';') < 0)
		text_adds(t, "; none");
	message_prepend(m, AUTHRES_NAME, text_span(t));
	text_free(t);
}
