/* quote: see quote.h */
#include "quote.h"
#include <string.h>

static bool fails(struct quote *r, const char *wrong)
{
	r->wrong = wrong;
	return false;
}

static void skip(struct quote *r, size_t n)
{
	r->line.at += n;
	r->line.len -= n;
}

static bool word_add(struct quote *r, struct text *word, struct span s)
{
	if (s.len > r->room)
		return fails(r, "the score is too large");
	r->room -= s.len;
	text_add(word, s);
	return true;
}

/* $NAME or ${NAME}; the line stands behind the dollar. The value is never split or read again: it may be
 * what a stranger wrote into his mail's envelope. */
static bool read_reference(struct quote *r, struct text *word)
{
	bool brace = r->line.len && r->line.at[0] == '{';
	skip(r, brace);
	struct span name = environment_name(r->line);
	skip(r, name.len);
	if (brace && (!r->line.len || r->line.at[0] != '}'))
		return fails(r, "a ${ without its name and }");
	skip(r, brace);
	if (!name.len)
		return fails(r, "a $ without a name; write '$' or \\$ for a dollar");
	const char *value = environment_get(r->env, name);
	if (!value && !environment_is_runners(name)) {
		r->wrong = memory_format("$%.*s is not set", name.len < 64 ? (int)name.len : 64, name.at).at;
		return false;
	}
	return word_add(r, word, span(value));
}

/* One piece of a word: a quoted part, a reference, or plain characters. In double quotes a backslash quotes
 * what is special there, as in a shell, so that "\d" stays two characters. */
static bool read_piece(struct quote *r, struct text *word, bool quoted)
{
	char c = r->line.at[0];
	size_t n = 0;
	if (c == '$') {
		skip(r, 1);
		return read_reference(r, word);
	}
	if (c == '\\' && (!quoted || (r->line.len > 1 && strchr("\"\\$", r->line.at[1])))) {
		if (r->line.len < 2)
			return fails(r, "a \\ at the end; to go on, start the next line with a blank");
		skip(r, 1);
		n = 1;
	} else {
		const char *special = quoted ? "\"\\$" : "'\"\\$ \t";
		do
			n++;
		while (n < r->line.len && !strchr(special, r->line.at[n]));
	}
	struct span plain = { r->line.at, n };
	skip(r, n);
	return word_add(r, word, plain);
}

static bool read_quoted(struct quote *r, struct text *word)
{
	char quote = r->line.at[0];
	skip(r, 1);
	if (quote == '\'') {
		ptrdiff_t end = span_find(r->line, quote);
		if (end < 0)
			return fails(r, "unclosed quote");
		struct span inside = { r->line.at, (size_t)end };
		skip(r, (size_t)end + 1);
		return word_add(r, word, inside);
	}
	while (r->line.len && r->line.at[0] != quote)
		if (!read_piece(r, word, true))
			return false;
	if (!r->line.len)
		return fails(r, "unclosed quote");
	skip(r, 1);
	return true;
}

/* `a | b`, `a >f`: those who take a score for a shell script must hear it before the mail is gone. */
static bool is_shell(struct span raw)
{
	return strchr("|&;<>", raw.at[0]) || (raw.len > 1 && raw.at[0] == '2' && raw.at[1] == '>');
}

bool quote_word_here(struct quote *r, struct span *out)
{
	struct text word = { 0 };
	if (is_shell(r->line))
		return fails(r, "a score is no shell script, but a step a line; quote what is meant for a step");
	while (r->line.len && !ascii_blank(r->line.at[0])) {
		bool quote = r->line.at[0] == '"' || r->line.at[0] == '\'';
		if (!(quote ? read_quoted(r, &word) : read_piece(r, &word, false)))
			break;
	}
	*out = text_keep(&word);
	return !r->wrong;
}

bool quote_word(struct quote *r, struct span *out)
{
	while (r->line.len && ascii_blank(r->line.at[0]))
		skip(r, 1);
	return r->line.len && r->line.at[0] != '#' && quote_word_here(r, out);
}
