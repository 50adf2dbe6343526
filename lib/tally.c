/* tally: see tally.h */
#include "tally.h"
#include "clean.h"

enum { SHOWN = 3, EXAMPLE = 120 };	/* examples of a kind, and octets of one */

void tally_add(struct tally *t, const char *what, struct span example)
{
	size_t i = 0;
	while (i < t->count && !span_is(text_span(&t->at[i].what), span(what)))
		i++;
	if (i == TALLY_KINDS)	/* more kinds than the programs have words for; the count at least is right */
		i--;
	else if (i == t->count)
		text_adds(&t->at[t->count++].what, what);
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
		text_addf(out, "%.*s: %zu", PRINTF(text_span(&line->what)), line->count);
		if (line->shown)
			text_addf(out, " (%.*s%s)", PRINTF(text_span(&line->examples)), line->count > line->shown ? ", ..." : "");
		text_addc(out, '\n');
	}
}

void tally_add_reason(struct tally *t, const char *what, const char *why, struct span example)
{
	struct text whole = { 0 };
	text_addf(&whole, "%s, %s", what, why);
	tally_add(t, text_string(&whole), example);
	text_free(&whole);
}
