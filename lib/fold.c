/* fold: see fold.h */
#include "fold.h"
#include "line.h"
#include "words.h"

enum { FOLD_AT = 78 };	/* octets that a line should have at most: RFC 5322 section 2.1.1 */

struct folding {
	struct text out;
	char separator;		/* behind which a blank may be put in; 0: behind none */
	bool quoted, escaped;	/* in a quoted string; the next octet stands for itself */
	unsigned comments;	/* that we are in */
};

static bool is_blank(char c) { return c == ' ' || c == '\t'; }

static char separator_of(const struct field *f)
{
	static const struct { const char *name; char separator; } known[] = {
		{ "From", ',' }, { "Sender", ',' }, { "Reply-To", ',' }, { "To", ',' }, { "Cc", ',' }, { "Bcc", ',' },
		{ "X-Original-From", ',' }, { "Content-Type", ';' }, { "Content-Disposition", ';' },
		{ "References", '>' }, { "In-Reply-To", '>' },
	};
	struct span name = field_name(f);
	if (span_starts_nocase(name, SPAN("Resent-")))
		name = (struct span){ name.at + 7, name.len - 7 };
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (span_is_nocase(name, span(known[i].name)))
			return known[i].separator;
	return 0;
}

/* Goes past c, which may begin or end what is quoted. True if behind it a blank may be put in. */
static bool pass(struct folding *f, char c)
{
	if (f->escaped)
		f->escaped = false;
	else if (c == '\\')
		f->escaped = f->quoted || f->comments;
	else if (c == '"' && !f->comments)
		f->quoted = !f->quoted;
	else if (c == '(' && !f->quoted)
		f->comments++;
	else if (c == ')' && !f->quoted)
		f->comments -= f->comments > 0;
	return c == f->separator && !f->quoted && !f->comments;
}

/* Breaks at the last place within FOLD_AT, else at the next one: before a run of blanks, or behind a separator. Not at
 * blanks at the start (after the name and colon, which name counts) and at the end: a line needs more than blanks. */
static void fold_line(struct folding *f, struct span line, size_t name)
{
	size_t end = line.len, from = 0, at = 0, added = 0;	/* added: the blank that this line was given */
	size_t whole = 0;			/* up to there lies an encoded word, or the like: no separator is in it */
	bool separated = false, fits = line.len <= LINE_OCTETS;
	while (end && is_blank(line.at[end - 1]))
		end--;
	size_t i = name;
	while (i < end && is_blank(line.at[i]))
		i++;
	for (size_t start = i; i < end; i++) {
		bool blank = is_blank(line.at[i]);
		if (blank ? !is_blank(line.at[i - 1]) : separated && i > start)
			at = i;
		if (i >= whole)
			whole = i + words_whole((struct span){ line.at + i, line.len - i });
		separated = i >= whole && pass(f, line.at[i]);
		if (fits || at <= from || added + i - from < FOLD_AT)
			continue;
		text_add(&f->out, (struct span){ line.at + from, at - from });
		text_addc(&f->out, '\n');
		added = !is_blank(line.at[at]);
		text_adds(&f->out, added ? " " : "");
		from = at;
	}
	text_add(&f->out, (struct span){ line.at + from, line.len - from });
}

/* What only blanks are put into is begun again: `Name:` or nothing, and one blank. */
static struct span begin_line(struct text *out, struct span line, size_t name)
{
	text_add(out, (struct span){ line.at, name });
	text_addc(out, ' ');
	return span_trim((struct span){ line.at + name, line.len - name });
}

/* From the first line on that is too long or has encoded words in it. All that follows, or the blank between such a
 * word and what was encoded alone would be gone (RFC 2047 section 6.2). */
static struct field encode(struct field f)
{
	struct text value = { 0 }, out = { 0 };
	size_t at = 0;
	for (struct span s = f.raw, line; s.len; at = (size_t)(s.at - f.raw.at)) {
		line = span_take(&s, '\n');
		if (line.len > LINE_OCTETS || span_find_nocase(line, SPAN("=?")) >= 0)
			break;
	}
	size_t name = at ? 0 : (size_t)span_find(f.raw, ':') + 1;
	words_read((struct span){ f.raw.at + at + name, f.raw.len - at - name }, &value);
	if (value.len && name <= LINE_OCTETS / 2) {
		text_add(&out, (struct span){ f.raw.at, at + name });
		text_addc(&out, ' ');
		words_encode(text_span(&value), name + 1, &out);
		text_addc(&out, '\n');
		f.raw = text_keep(&out);
	}
	text_free(&value);
	return f;
}

/* Not within a character of UTF-8. Longer runs of blanks have been folded before, so that no line is left with nothing
 * else. */
static void cut_line(struct text *out, struct span line, size_t name)
{
	struct span rest = begin_line(out, line, name);
	for (size_t room = LINE_OCTETS - name - 1; rest.len > room; room = LINE_OCTETS - 1) {
		size_t n = room;
		while (n > room - 3 && ((unsigned char)rest.at[n] & 0xc0) == 0x80)
			n--;
		text_add(out, (struct span){ rest.at, n });
		text_adds(out, "\n ");
		rest = (struct span){ rest.at + n, rest.len - n };
	}
	text_add(out, rest);
}

bool fold_fits(const struct field *f)
{
	size_t column = 0;
	return line_fits(f->raw, &column);
}

/* The field with each of its lines folded, or cut if it is too long. */
static struct field rewrite(struct field f, bool cut)
{
	struct folding t = { .separator = separator_of(&f) };
	struct span s = f.raw;
	while (s.len) {
		struct span line = span_take(&s, '\n');
		size_t name = line.at == f.raw.at ? (size_t)span_find(line, ':') + 1 : 0;
		if (!cut)
			fold_line(&t, line, name);
		else if (line.len <= LINE_OCTETS || name > LINE_OCTETS / 2)
			text_add(&t.out, line);
		else
			cut_line(&t.out, line, name);
		text_addc(&t.out, '\n');
	}
	f.raw = text_keep(&t.out);
	return f;
}

struct field fold_field(struct field f)
{
	if (fold_fits(&f))
		return f;
	f = rewrite(f, false);
	if (!fold_fits(&f) && field_is(&f, "Subject"))
		f = encode(f);
	else if (!fold_fits(&f) && span_starts_nocase(f.raw, SPAN("X-")))
		f = rewrite(f, true);
	return f;
}
