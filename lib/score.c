/* score: see score.h */
#include "score.h"
#include "die.h"
#include "file.h"
#include "quote.h"
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool set(struct score *s, struct span name, struct span value, const char **wrong)
{
	if (environment_is_runners(name)) {
		struct text t = { 0 };
		text_addf(&t, "%.*s is for tutti alone to set", PRINTF(name));
		*wrong = text_keep(&t).at;
		return false;
	}
	environment_set(&s->env, name, value);
	return true;
}

static struct step *step_new(struct score *s, size_t line)
{
	s->step = memory_grow(s->step, s->count, &s->room, sizeof *s->step);
	s->step[s->count] = (struct step){ .line = line };
	return &s->step[s->count++];
}

/* argv doubles in arena memory: its length before is always known, so nothing has to remember the room. */
static void step_add(struct step *step, struct span word)
{
	char *copy = memory_get(word.len + 1);
	if (word.len)
		memcpy(copy, word.at, word.len);
	if ((step->argc & (step->argc + 1)) == 0) {
		char **more = memory_get((step->argc + 1) * 2 * sizeof *more);
		if (step->argc)
			memcpy(more, step->argv, step->argc * sizeof *more);
		step->argv = more;
	}
	step->argv[step->argc++] = copy;
	step->argv[step->argc] = NULL;
}

static void read_setting(struct score *s, struct quote *r, struct span name)
{
	struct span value = { "", 0 }, more;
	r->line.at += name.len + 1;
	r->line.len -= name.len + 1;
	if (r->line.len && !ascii_blank(r->line.at[0]) && !quote_word_here(r, &value))
		return;
	if (quote_word(r, &more))
		r->wrong = "more than one word in a setting; put its value in quotes";
	if (!r->wrong)
		set(s, name, value, &r->wrong);
}

static void read_line(struct score *s, struct quote *r, size_t number)
{
	bool goes_on = r->line.len && ascii_blank(r->line.at[0]);
	for (size_t i = 0; i < r->line.len; i++)
		if (((unsigned char)r->line.at[i] < ' ' && r->line.at[i] != '\t') || r->line.at[i] == 127) {
			r->wrong = "a control character";
			return;
		}
	struct span name = environment_name(r->line), word;
	if (name.len && name.len < r->line.len && r->line.at[name.len] == '=') {
		read_setting(s, r, name);
		return;
	}
	struct step *step = goes_on && s->count ? &s->step[s->count - 1] : NULL;
	while (quote_word(r, &word)) {
		if (goes_on && !step) {
			r->wrong = "a line that starts with white space goes on with a step, but there is none yet";
			return;
		}
		if (!step)
			step = step_new(s, number);
		if (!step->argc && !word.len) {
			r->wrong = "the name of the step is empty";
			return;
		}
		step_add(step, word);
	}
}

static const char *complain(const struct score *s, size_t line, const char *wrong)
{
	struct text t = { 0 };
	text_addf(&t, "%.200s:%zu: %s", s->name ? s->name : "score", line, wrong);
	return text_keep(&t).at;
}

const char *score_parse(struct score *s, struct span text)
{
	struct quote r = { .env = &s->env, .room = SCORE_WORDS_MAX };
	size_t number = 0;
	if (text.len > SCORE_MAX)
		return complain(s, 1, "the score is too large");
	if (text.len >= 3 && memcmp(text.at, "\xef\xbb\xbf", 3) == 0)	/* an editor's byte order mark */
		text.at += 3, text.len -= 3;
	while (text.len && !r.wrong) {
		r.line = span_take(&text, '\n');
		if (r.line.len && r.line.at[r.line.len - 1] == '\r')
			r.line.len--;
		read_line(s, &r, ++number);
	}
	return r.wrong ? complain(s, number, r.wrong) : NULL;
}

const char *score_parse_words(struct score *s, char **word, size_t count)
{
	const char *wrong = NULL;
	struct step *step = NULL;
	size_t i = 0;
	for (; i < count; i++) {
		struct span name = environment_name(span(word[i]));
		if (!name.len || word[i][name.len] != '=')
			break;
		if (!set(s, name, span(word[i] + name.len + 1), &wrong))
			return wrong;
	}
	for (; i < count; i++) {
		bool colon = strcmp(word[i], ":") == 0;
		if (colon ? !step || i + 1 == count : !step && !*word[i])
			return "a step without a name: steps have a lone : between them";
		if (!colon && !step)
			step = step_new(s, s->count + 1);
		if (colon)
			step = NULL;
		else
			step_add(step, span(word[i]));
	}
	return NULL;
}

static const char *name_of(const char *file)
{
	char folder[PATH_MAX];
	const char *slash = getcwd(folder, sizeof folder) ? strrchr(folder, '/') : NULL;
	struct text t = { 0 };
	if (slash && slash[1])
		text_addf(&t, "%s/", slash + 1);
	text_adds(&t, file);
	return text_keep(&t).at;
}

void score_load(struct score *s, const char *file)
{
	struct text text = { 0 };
	struct stat st;
	s->name = name_of(file);
	if (stat(file, &st) < 0)
		die_sys("cannot open the score %s", s->name);
	if (st.st_mode & (S_IWGRP | S_IWOTH))
		die(TEMP, "4.3.5", "%s can be written by others than its owner; say: chmod go-w %s", s->name,
			file);
	if (geteuid() != 0 && st.st_uid != 0 && st.st_uid != geteuid())
		die(TEMP, "4.3.5", "%s belongs to another user than the one that tutti runs as", s->name);
	if (!file_read(file, &text, SCORE_MAX))
		die(TEMP, "4.3.5", "%s is gone", s->name);
	const char *wrong = score_parse(s, text_span(&text));
	if (wrong)
		die(TEMP, "4.3.5", "%s", wrong);
	text_free(&text);
}

const char *score_place(const struct score *s, const struct step *step)
{
	struct text t = { 0 };
	if (s->name)
		text_addf(&t, "%.200s:%zu", s->name, step->line);
	else
		text_addf(&t, "step %zu of tutti -c", step->line);
	return text_keep(&t).at;
}

const char *step_name(const struct step *step)
{
	const char *slash = strrchr(step->argv[0], '/');
	return slash ? slash + 1 : step->argv[0];
}

bool step_is(const struct step *s, const char *name)
{
	return strcmp(step_name(s), name) == 0;
}

const char *step_option(const struct step *s, char option, size_t n)
{
	for (size_t i = 1; i < s->argc; i++) {
		if (s->argv[i][0] != '-' || s->argv[i][1] != option)
			continue;
		const char *value = s->argv[i][2] ? s->argv[i] + 2 : s->argv[i + 1];
		if (!s->argv[i][2])
			i++;
		if (!value || n-- == 0)
			return value;
	}
	return NULL;
}

void score_settings(const struct score *s)
{
	static const char *const names[] = { "LIST", "LIST_NAME", "DELIMITER", "LANGUAGE" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const char *value = environment_get(&s->env, span(names[i]));
		if (value && setenv(names[i], value, 1) < 0)
			die_sys("cannot set %s", names[i]);
	}
}
