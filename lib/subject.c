/* subject: see subject.h */
#include "subject.h"
#include "line.h"
#include "utf8.h"
#include "words.h"

enum { WIDTH_MAX = 18, LINE = 76, AFTER_NAME = 9 };	/* AFTER_NAME: of "Subject: " */

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* Takes prefix off the front of *s. */
static bool take(struct span *s, struct span prefix)
{
	if (s->len < prefix.len || !span_is((struct span){ s->at, prefix.len }, prefix))
		return false;
	s->at += prefix.len;
	s->len -= prefix.len;
	return true;
}

static bool take_nocase(struct span *s, struct span prefix)
{
	if (!span_starts_nocase(*s, prefix))
		return false;
	s->at += prefix.len;
	s->len -= prefix.len;
	return true;
}

/* Drops suffix from the end of *s. */
static bool drop(struct span *s, struct span suffix)
{
	if (s->len < suffix.len || !span_is((struct span){ s->at + s->len - suffix.len, suffix.len }, suffix))
		return false;
	s->len -= suffix.len;
	return true;
}

/* ---- the tag ---- */

const char *tag_read(struct span format, struct tag *out)
{
	struct text clean = { 0 };
	words_clean(format, &clean);
	bool tidy = span_is(text_span(&clean), format) && utf8_ok(format);
	text_free(&clean);
	if (!tidy)
		return "has blanks at an end, control characters, or bytes that are no UTF-8";
	*out = (struct tag){ .before = format };
	ptrdiff_t percent = span_find(format, '%');
	if (percent >= 0) {
		struct span rest = { format.at + percent + 1, format.len - (size_t)percent - 1 };
		unsigned long long width = 0;
		if (take(&rest, SPAN("0"))) {
			size_t n = 0;
			while (n < rest.len && is_digit(rest.at[n]))
				n++;
			if (!span_number((struct span){ rest.at, n }, &width) || width > WIDTH_MAX)
				return "has a number of digits that can't be: %05d has five";
			rest.at += n;
			rest.len -= n;
		}
		if (!take(&rest, SPAN("d")))
			return "has a % that is not %d or %05d";
		if (span_find(rest, '%') >= 0)
			return "has a second %";
		out->before.len = (size_t)percent;
		out->after = rest;
		out->numbered = true;
		out->width = (unsigned)width;
	}
	if (!out->before.len && !out->after.len)
		return "has no text that tells a tag from any other number";
	if (out->numbered && ((out->before.len && is_digit(out->before.at[out->before.len - 1]))
	    || (out->after.len && is_digit(out->after.at[0]))))
		return "has a digit beside its number";
	return NULL;
}

void tag_add(struct text *t, const struct tag *tag, unsigned long long number)
{
	text_add(t, tag->before);
	if (tag->numbered)
		text_addf(t, "%0*llu", (int)tag->width, number);
	text_add(t, tag->after);
}

/* The length of a tag, of whatever number, at the end of s; 0 if there is none. next is what follows s:
 * without text after the number a tag ends where its digits end. */
static size_t tag_at_end(struct span s, char next, const struct tag *tag)
{
	struct span rest = s;
	if (!drop(&rest, tag->after))
		return 0;
	if (tag->numbered) {
		size_t with_digits = rest.len;
		if (!tag->after.len && is_digit(next))
			return 0;
		while (rest.len && is_digit(rest.at[rest.len - 1]))
			rest.len--;
		if (rest.len == with_digits)
			return 0;
	}
	return drop(&rest, tag->before) ? s.len - rest.len : 0;
}

/* Copies s without tags; a tag that only appears when another one has gone goes too. Of the blanks on both
 * sides of a tag those before it stay. */
static bool remove_tags(struct span s, const struct tag *tag, struct text *out)
{
	bool removed = false, skip = false;
	for (size_t i = 0; i < s.len; i++) {
		if (skip && s.at[i] == ' ' && (!out->len || out->at[out->len - 1] == ' '))
			continue;
		skip = false;
		text_addc(out, s.at[i]);
		size_t n = tag_at_end(text_span(out), i + 1 < s.len ? s.at[i + 1] : 0, tag);
		if (n) {
			out->len -= n;
			removed = skip = true;
		}
	}
	return removed;
}

/* ---- reply marks ---- */

static bool take_blank(struct span *s)
{
	return take(s, SPAN(" ")) || take(s, SPAN("\u3000")) || take(s, SPAN("\u00A0"));
}

static void take_digits(struct span *s)
{
	while (s->len && is_digit(s->at[0]))
		s->at++, s->len--;
}

/* The count that some mailers put into a mark: Re2: Re^2: Re*2: Re[2]: Re(2): */
static void take_count(struct span *s)
{
	struct span rest = *s;
	const char *close = take(&rest, SPAN("[")) ? "]" : take(&rest, SPAN("(")) ? ")" : "";
	if (!*close && !take(&rest, SPAN("^")))
		take(&rest, SPAN("*"));
	const char *digits = rest.at;
	take_digits(&rest);
	if (rest.at > digits && take(&rest, span(close)))
		*s = rest;
}

/* Takes one reply mark and its colon off the front of *s. */
static bool take_mark(struct span *s)
{
	static const char *const mark[] = { "re", "aw", "sv", "返信", "返" };
	struct span rest = *s;
	bool found = false;

	for (size_t i = 0; i < sizeof mark / sizeof *mark && !found; i++)
		found = take_nocase(&rest, span(mark[i]));
	if (!found)
		found = (take(&rest, SPAN("Ｒ")) || take(&rest, SPAN("ｒ")))
			&& (take(&rest, SPAN("Ｅ")) || take(&rest, SPAN("ｅ")));
	if (!found)
		return false;
	take_count(&rest);
	if (take(&rest, SPAN(">"))) {
		*s = rest;
		return true;
	}
	while (take_blank(&rest))
		;
	if (!take(&rest, SPAN(":")) && !take(&rest, SPAN("：")))
		return false;
	*s = rest;
	return true;
}

bool subject_strip(struct span text, const struct tag *tag, struct text *out)
{
	struct text untagged = { 0 };
	bool removed = remove_tags(text, tag, &untagged);
	struct span rest = span_trim(text_span(&untagged)), all = rest;
	size_t marks = 0;

	for (;;) {
		struct span start = rest;
		while (take_blank(&rest))
			;
		if (!take_mark(&rest)) {
			rest = marks ? rest : start;
			break;
		}
		marks++;
	}
	bool one = marks == 1 && span_starts_nocase(all, SPAN("re:")) && all.at[0] == 'R' && all.at[1] == 'e';
	if (marks)
		text_adds(out, rest.len ? "Re: " : "Re:");
	text_add(out, rest);
	text_free(&untagged);
	return removed || (marks && !one);
}

/* ---- the field ---- */

/* Where the next character stands in its line. */
static size_t column(const struct text *out)
{
	for (size_t n = 0; n < out->len; n++)
		if (out->at[out->len - 1 - n] == '\n')
			return n;
	return AFTER_NAME + out->len;
}

/* The tag as it is written: as it is if ASCII, else as encoded words. Since blanks between encoded words do
 * not count, one that is wanted before another word must stand inside. */
static struct span written(const struct tag *tag, unsigned long long number, bool before_word)
{
	struct text plain = { 0 }, t = { 0 };
	tag_add(&plain, tag, number);
	if (before_word && !words_plain(text_span(&plain)))
		text_addc(&plain, ' ');
	if (words_plain(text_span(&plain)))
		text_add(&t, text_span(&plain));
	else
		words_encode(text_span(&plain), AFTER_NAME, &t);
	text_free(&plain);
	return text_keep(&t);
}

static bool is_word(struct span s) { return span_starts_nocase(s, SPAN("=?")); }

/* The old bytes after the tag; in a line of their own if an encoded word would pass the end of this one. */
static void add_as_it_was(struct span value, struct text *out)
{
	struct span rest = value, first = span_take(&rest, '\n');
	size_t length = column(out) + 1 + first.len;
	bool fold = length > LINE_OCTETS || (length > LINE && span_find_nocase(first, SPAN("=?")) >= 0);
	text_adds(out, fold ? "\n " : " ");
	text_add(out, value);
}

static void add_encoded(struct span text, struct text *out)
{
	text_addc(out, ' ');
	if (take(&text, SPAN("Re: ")))
		text_adds(out, "Re: ");
	words_encode(text, column(out), out);
}

void subject_tag(struct span value, const struct tag *tag, unsigned long long number, struct text *out)
{
	struct span alone = written(tag, number, false), joined = written(tag, number, true), rest = value;
	struct text clean = { 0 }, stripped = { 0 };
	bool tagged = (take(&rest, joined) || take(&rest, alone)) && (!rest.len || ascii_blank(rest.at[0]));

	rest = span_trim(tagged ? rest : value);
	words_read(rest, &clean);
	bool changed = subject_strip(text_span(&clean), tag, &stripped);
	struct span text = text_span(&stripped);
	if (tagged && !changed && text.len) {
		text_add(out, value);
	} else if (!text.len) {
		text_add(out, alone);
		text_adds(out, " (no subject)");
	} else if (!changed) {
		text_add(out, is_word(rest) ? joined : alone);
		add_as_it_was(rest, out);
	} else {
		bool word = !words_plain(text) && !span_starts_nocase(text, SPAN("Re: "));
		text_add(out, word ? joined : alone);
		add_encoded(text, out);
	}
	text_free(&clean);
	text_free(&stripped);
}
