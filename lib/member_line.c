/* member_line: see member_line.h */
#include "member_line.h"
#include "members.h"

struct parts { struct span before, address, rest; };	/* before: blanks, and fml's `#` */

static struct parts split(struct span line)
{
	size_t start = 0, end;
	while (start < line.len && (ascii_blank(line.at[start]) || line.at[start] == '#'))
		start++;
	for (end = start; end < line.len && !ascii_blank(line.at[end]); )
		end++;
	return (struct parts){ { line.at, start }, { line.at + start, end - start },
		{ line.at + end, line.len - end } };
}

/* Appends what lies between two places. */
static void add_between(struct text *out, const char *from, const char *to)
{
	text_add(out, (struct span){ from, (size_t)(to - from) });
}

static const char *without_blanks(const char *end, const char *start)
{
	while (end > start && ascii_blank(end[-1]))
		end--;
	return end;
}

static const char *put_setting(struct text *out, struct span rest, struct span name, struct span value)
{
	const char *from = rest.at, *last = rest.at, *end = rest.at + rest.len;
	bool done = !value.at, first = true;
	struct members_word w;

	for (;; first = false) {
		const char *wrong = members_word(&rest, first, &w);
		if (wrong)
			return wrong;
		if (!w.text.len)
			break;
		last = w.text.at + w.text.len;
		bool it = w.name.at && span_is_nocase(w.name, name);
		if (!it && !(w.name.at && w.text.at == w.value.at && w.text.len == w.value.len))
			continue;
		/* A lone `3` is a setting only as long as it is alone. */
		add_between(out, from, it && done ? without_blanks(w.text.at, from) : w.text.at);
		if (!it || !done)
			setting_add(out, it ? name : w.name, it ? value : w.value);
		done = done || it;
		from = last;
	}
	if (!done) {
		add_between(out, from, last);
		text_addc(out, ' ');
		setting_add(out, name, value);
		from = last;
	}
	add_between(out, from, end);
	return NULL;
}

/* The settings but for name, as words with a blank before each. at is NULL if the line has a mistake. */
static struct span others(struct span line, struct span name)
{
	struct members_line l = { 0 };
	struct text t = { 0 };
	struct setting w;
	struct span kept = { NULL, 0 };
	if (!members_read(&l, line)) {
		struct span rest = l.member.settings;
		while (!setting_next(&rest, &w) && w.word.len)
			if (!span_is_nocase(w.name, name)) {
				text_addc(&t, ' ');
				text_add(&t, w.word);
			}
		kept = text_keep(&t);
	}
	text_free(&l.key);
	text_free(&l.settings);
	return kept;
}

/* Is it so now? In `# a@b m=3` a setting that can't be read is no mistake, as in a comment, but then none counts; and
 * `a@b m= 3` without m= would be a digest. */
static bool is_set(struct span line, struct span name, struct span value)
{
	struct members_line l = { 0 };
	const char *wrong = members_read(&l, line);
	struct span now = subscriber_setting(&l.member, memory_keep(name).at);
	bool set = wrong || !l.member.key.len || (value.at ? now.at && span_is(now, value) : !now.at);
	text_free(&l.key);
	text_free(&l.settings);
	return set;
}

const char *member_line_set(struct text *out, struct span line, struct span name, struct span value)
{
	struct parts p = split(line);
	size_t start = out->len;
	if (!span_is_nocase(name, SPAN("s")) || span_find(p.before, '#') < 0)
		text_add(out, p.before);
	text_add(out, p.address);
	const char *wrong = put_setting(out, p.rest, name, value);
	if (wrong)
		return wrong;
	/* `a@b s=skip 3` without s=skip would be a digest. */
	struct span now = others((struct span){ out->at + start, out->len - start }, name);
	if (now.at && !span_is(now, others(line, name)))
		return "other words in the line would get another meaning";
	if (!is_set((struct span){ out->at + start, out->len - start }, name, value))
		return "the setting would not be read back as it is meant";
	return NULL;
}

void member_line_move(struct text *out, struct span line, struct span address)
{
	struct parts p = split(line);
	text_add(out, p.before);
	text_add(out, address);
	text_add(out, p.rest);
}
