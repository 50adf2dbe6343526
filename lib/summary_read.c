/* summary_read: the tables of one domain; see summary.h */
#include "summary.h"

/* What can be no row is left out, and told. */
static void read_table(struct summary *s, const struct monthly_table *t, struct text *notes)
{
	struct rows rows;
	struct rows_row row;
	if (!rows_open(&rows, t))
		return;
	while (rows_next(&rows, &row))
		if (!summary_add(s, &row))
			rows_refuse(&rows);
	if (rows.strange)
		text_addf(notes, "%s is no table of dmarc-report: its first line is another.\n", t->name);
	else if (rows.damaged == 1)
		text_addf(notes, "%s: line %llu is damaged and left out.\n", t->name, rows.first_damaged);
	else if (rows.damaged)
		text_addf(notes, "%s: %llu lines are damaged and left out, the first of them line %llu.\n", t->name,
			rows.damaged, rows.first_damaged);
}

void summary_read(struct summary *s, const struct monthly_table *t, size_t count, struct text *notes)
{
	for (size_t i = 0; i < count; i++)
		if (t[i].end > s->since && t[i].first < s->end)
			read_table(s, &t[i], notes);
}
