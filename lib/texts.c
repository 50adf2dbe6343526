/* texts: see texts.h */
#include "texts.h"
#include "die.h"
#include "file.h"
#include "run.h"
#include "utf8.h"
#include <stdlib.h>
#include <string.h>

enum { TEXT_MAX = 65536 };

void texts_begin(struct texts *t)
{
	const char *language = getenv("LANGUAGE");
	*t = (struct texts){ .language = language && *language ? language : "en" };
	if (t->language[strspn(t->language, "abcdefghijklmnopqrstuvwxyz")] || strlen(t->language) > 8)
		die(TEMP, "4.3.5", "LANGUAGE=%.100s is none; there are en and ja", t->language);
	t->shared = memory_format("%s/../share/texts", run_own_folder()).at;
}

void texts_set(struct texts *t, const char *name, struct span value)
{
	size_t i = 0;
	while (i < t->count && strcmp(t->value[i].name, name) != 0)
		i++;
	if (i == sizeof t->value / sizeof *t->value)
		die(TEMP, "4.3.0", "too many placeholders");
	t->value[i] = (struct texts_value){ name, value };
	t->count += i == t->count;
}

/* at is NULL if there is no such file. */
static struct span read_file(const char *path)
{
	struct text file = { 0 };
	if (!file_read(path, &file, TEXT_MAX))
		return (struct span){ NULL, 0 };
	if (!utf8_ok(text_span(&file)))
		die(TEMP, "4.3.5", "%s is not UTF-8", path);
	return text_keep(&file);
}

static struct span read_own(const char *name)
{
	struct text path = { 0 };
	text_addf(&path, "texts/%s", name);
	struct span s = read_file(text_string(&path));
	text_free(&path);
	return s;
}

static struct span read_shared(const struct texts *t, const char *name)
{
	struct text path = { 0 };
	text_addf(&path, "%s/%s/%s", t->shared, t->language, name);
	struct span s = read_file(text_string(&path));
	if (!s.at)
		die(TEMP, "4.3.5", "there is no text %s; install tutti's share/texts", path.at);
	text_free(&path);
	return s;
}

/* The length of a placeholder at the start of s, with its value; 0 if there is none that is known. */
static size_t placeholder(const struct texts *t, struct span s, struct span *value)
{
	for (size_t i = 0; i < t->count; i++) {
		struct span name = span(t->value[i].name);
		if (s.len >= name.len + 4 && memcmp(s.at, "{{", 2) == 0 && memcmp(s.at + 2, name.at, name.len) == 0
		    && memcmp(s.at + 2 + name.len, "}}", 2) == 0) {
			*value = t->value[i].value;
			return name.len + 4;
		}
	}
	return 0;
}

/* In one pass: a value with braces in it is not looked at again. */
static void fill(struct text *out, const struct texts *t, struct span s)
{
	struct span value = { NULL, 0 };
	while (s.len) {
		size_t n = placeholder(t, s, &value);
		if (n)
			text_add(out, value);
		else
			text_addc(out, *s.at);
		n += !n;
		s = (struct span){ s.at + n, s.len - n };
	}
}

static struct span find(const struct texts *t, const char *name)
{
	struct span s = read_own(name);
	return s.at ? s : read_shared(t, name);
}

void texts_add(struct text *out, struct texts *t, const char *name)
{
	fill(out, t, find(t, name));
}

static struct span phrase_in(struct span lines, const char *name)
{
	struct span key = span(name);
	while (lines.len) {
		struct span line = span_take(&lines, '\n');
		if (line.len > key.len && line.at[key.len] == ':' && memcmp(line.at, key.at, key.len) == 0)
			return span_trim((struct span){ line.at + key.len + 1, line.len - key.len - 1 });
	}
	return (struct span){ NULL, 0 };
}

void texts_phrase(struct text *out, struct texts *t, const char *name)
{
	if (!t->common.at) {
		t->own = read_own("phrases");
		t->common = read_shared(t, "phrases");
	}
	struct span s = phrase_in(t->own, name);
	s = s.at ? s : phrase_in(t->common, name);
	if (!s.at)
		die(TEMP, "4.3.5", "there is no phrase %s in %s/%s/phrases", name, t->shared, t->language);
	fill(out, t, s);
}

void texts_mail(struct texts *t, const char *name, struct span *subject, struct span *body)
{
	struct text out = { 0 };
	struct span s = find(t, name);
	struct span first = span_take(&s, '\n'), start = SPAN("Subject:");
	if (!span_starts_nocase(first, start))
		die(TEMP, "4.3.5", "the text %s must begin with Subject: and a blank line", name);
	fill(&out, t, (struct span){ first.at + start.len, first.len - start.len });
	*subject = span_trim(memory_keep(text_span(&out)));
	out.len = 0;
	while (s.len && *s.at == '\n')
		s = (struct span){ s.at + 1, s.len - 1 };
	fill(&out, t, s);
	*body = text_keep(&out);
}
