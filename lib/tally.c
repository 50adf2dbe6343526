/* tally: see tally.h */
#include "tally.h"
#include "clean.h"
#include <string.h>

enum { SHOWN = 3, EXAMPLE = 120 };	/* examples of a kind, and octets of one */

void tally_add(struct tally *t, const char *what, struct span example)
{
	size_t i = 0;
	while (i < t->count && strcmp(t->at[i].what, what) != 0)
		i++;
	if (i == TALLY_KINDS)	/* more kinds than the programs have words for; the count at least is right */
		i--;
	else if (i == t->count)
		t->at[t->count++].what = what;
	struct tally_line *line = &t->at[i];
	line->count++;
	if (!example.len || line->shown == SHOWN)
		return;
	text_adds(&line->examples, line->shown++ ? ", " : "");
	text_add_clean(&line->examples, example, EXAMPLE);
}

void tally_write(const struct tally *t, struct text *out)
{
	for (size_t i = 0; i < t->count; i++) {
		const struct tally_line *line = &t->at[i];
		text_addf(out, "%s: %zu", line->what, line->count);
		if (line->shown)
			text_addf(out, " (%.*s%s)", PRINTF(text_span(&line->examples)), line->count > line->shown ? ", ..." : "");
		text_addc(out, '\n');
	}
}
