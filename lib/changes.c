/* changes: see changes.h */
#include "changes.h"
#include "die.h"
#include "file.h"
#include "lines.h"
#include "setting.h"
#include <string.h>
#include <unistd.h>

/* where: "" or "standard input:3: ". */
static void take(struct changes *all, struct span line, const char *where)
{
	all->at = memory_grow(all->at, all->count, &all->room, sizeof *all->at);
	const char *wrong = change_read(&all->at[all->count], line);
	if (wrong)
		die(PERM, "5.3.5", "%s%s: %.*s", where, wrong, line.len < 200 ? (int)line.len : 200, line.at);
	all->count++;
}

void changes_take_lines(struct changes *all, const char *kind)
{
	struct lines l = { .fd = 0, .name = "standard input" };
	struct text t = { 0 }, where = { 0 };
	struct span line;
	while (lines_next(&l, &line)) {
		line = span_trim(line);
		if (!line.len || line.at[0] == '#')
			continue;
		t.len = where.len = 0;
		text_addf(&t, "%s%s", kind, *kind ? " " : "");
		text_add(&t, line);
		text_addf(&where, "standard input:%lu: ", l.number);
		take(all, text_span(&t), text_string(&where));
	}
	text_free(&t);
	text_free(&where);
}

/* The shell has taken the quotes of NAME="VALUE" away. */
static void add_word(struct text *t, const char *word)
{
	size_t n = strcspn(word, "=");
	struct span name = { word, n };
	text_addc(t, ' ');
	if (word[n] && setting_is_name(name))
		setting_add(t, name, span(word + n + 1));
	else
		text_adds(t, word);
}

void changes_take_words(struct changes *all, char **words)
{
	struct text t = { 0 };
	bool each = strcmp(words[0], "remove") == 0;
	text_adds(&t, words[0]);
	for (size_t i = 1; words[i]; i++) {
		add_word(&t, words[i]);
		if (!each && words[i + 1])
			continue;
		take(all, text_span(&t), "");
		t.len = strlen(words[0]);
	}
	text_free(&t);
}

static void tell(struct text *t, const struct change *c)
{
	static const char *const words[][4] = {
		[CHANGE_ADD] = { "is added", "is a member already", "", "" },
		[CHANGE_REMOVE] = { "is removed", "is not a member", "", "" },
		[CHANGE_SET] = { "is changed", "is so already", "is not a member", "" },
		[CHANGE_UNSET] = { "is changed", "is so already", "is not a member", "" },
		[CHANGE_MOVE] = { "has another address now", "has that address already", "is not a member",
			"can't have an address that is a member already" },
	};
	bool wrong = c->result == CHANGE_WRONG;
	text_addf(t, "%.*s %s%s", PRINTF(c->address), wrong ? "can't be changed: " : words[c->kind][c->result],
		wrong ? c->why : "");
}

_Noreturn void changes_refuse(const struct changes *all)
{
	struct text t = { 0 };
	size_t i = 0;
	while (all->at[i].result < CHANGE_ABSENT)
		i++;
	tell(&t, &all->at[i]);
	die(PERM, "5.3.5", "%s; nothing has changed", text_string(&t));
}

void changes_tell(const struct changes *all, bool verbose)
{
	struct text t = { 0 };
	for (size_t i = 0; i < all->count; i++)
		if (verbose || all->at[i].result == CHANGE_SAME) {
			tell(&t, &all->at[i]);
			text_addc(&t, '\n');
		}
	write_all(1, text_span(&t), "what has changed");
	if (close(1) < 0)
		die_sys("cannot write what has changed");
}
