/* perform: see perform.h */
#include "perform.h"
#include "mailer.h"
#include "run.h"
#include <stdint.h>

struct words { const char **at; size_t count, room; };

static void add(struct words *w, const char *word)
{
	w->at = memory_grow(w->at, w->count, &w->room, sizeof *w->at);
	w->at[w->count++] = word;
}

static void add_option(struct words *w, const char *option, const char *value)
{
	if (!value)
		return;
	add(w, option);
	add(w, value);
}

int perform(const struct performance *p, struct span *said)
{
	struct words w = { 0 };
	add(&w, "tutti");
	add_option(&w, "-t", p->seconds ? memory_format("%lld", p->seconds).at : NULL);
	add_option(&w, "-f", p->sender);
	add_option(&w, "-r", p->recipient);
	add(&w, p->score ? p->score : "-c");
	for (size_t i = 0; !p->score && p->chain[i]; i++)
		add(&w, p->chain[i]);
	add(&w, NULL);
	const char *tutti = memory_format("%s/tutti", run_own_folder()).at;
	return mailer_run(tutti, (char *const *)(uintptr_t)w.at, p->mail, -1, said);
}
