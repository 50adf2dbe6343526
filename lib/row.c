/* row: see row.h */
#include "row.h"
#include "column.h"
#include "report.h"

void row_clear(struct row *r)
{
	for (size_t i = 0; i < ROW_COLUMNS; i++)
		r->column[i].len = 0;
	for (size_t i = 0; i < ROW_PARTS; i++)
		r->part[i].len = 0;
	r->signatures = 0;
}

void row_free(struct row *r)
{
	for (size_t i = 0; i < ROW_COLUMNS; i++)
		text_free(&r->column[i]);
	for (size_t i = 0; i < ROW_PARTS; i++)
		text_free(&r->part[i]);
	text_free(&r->item);
}

/* Begins the next item of a list. False if it may not grow any more. */
static bool item_begin(struct text *list, const char *between, size_t max)
{
	if (list->len + 2 >= max)
		return false;
	if (list->len)
		text_adds(list, between);
	return true;
}

static void add_comment(struct text *list, struct span value)
{
	size_t before = list->len;
	if (!item_begin(list, "; ", COLUMN_COMMENT_MAX))
		return;
	size_t start = list->len;
	column_add_text(list, value, COLUMN_COMMENT_MAX - start);
	if (list->len == start)		/* nothing in it, or nothing that can be seen */
		list->len = before;
}

static void add_reason(struct text *list, struct span value)
{
	size_t before = list->len;
	if (!item_begin(list, ", ", COLUMN_LIST_MAX - COLUMN_MAX))
		return;
	size_t start = list->len;
	column_add_word(list, value);
	if (list->len == start)
		list->len = before;
}

bool row_set(struct row *r, enum row_column column, struct span value)
{
	struct text *t = &r->column[column];
	if (column == ROW_REASON)
		add_reason(t, value);
	else if (column == ROW_COMMENT)
		add_comment(t, value);
	else if (t->len)
		return true;
	else if (column == ROW_ADDRESS)
		column_add_address(t, value);
	else if (column == ROW_COUNT)
		return column_add_count(t, value);
	else
		column_add_word(t, value);
	return true;
}

void row_set_part(struct row *r, enum row_part part, struct span value)
{
	if (!r->part[part].len)
		column_add_word(&r->part[part], value);
}

static void add_part(struct text *item, const char *name, const struct text *part)
{
	if (!part->len)
		return;
	text_adds(item, name);
	text_add(item, text_span(part));
}

/* Appends `result NAMEdomain s=selector`, and takes the parts away. */
static void add_result(struct row *r, struct text *list, const char *name)
{
	struct text *p = r->part, *item = &r->item;
	item->len = 0;
	text_add(item, p[ROW_RESULT].len ? text_span(&p[ROW_RESULT]) : SPAN("-"));
	add_part(item, name, &p[ROW_DOMAIN]);
	add_part(item, " s=", &p[ROW_SELECTOR]);
	bool empty = span_is(text_span(item), SPAN("-"));
	if (!empty && item_begin(list, ", ", COLUMN_LIST_MAX - item->len))
		text_add(list, text_span(item));
	for (size_t i = 0; i < ROW_PARTS; i++)
		p[i].len = 0;
}

void row_end_dkim(struct row *r)
{
	r->part[ROW_SCOPE].len = 0;
	if (r->signatures++ < REPORT_SIGNATURES)
		add_result(r, &r->column[ROW_DKIM_RESULTS], " d=");
}

/* RFC 9990 knows no scope but mfrom, RFC 7489 helo too. */
void row_end_spf(struct row *r)
{
	bool helo = span_is(text_span(&r->part[ROW_SCOPE]), SPAN("helo"));
	r->part[ROW_SELECTOR].len = 0;
	add_result(r, &r->column[ROW_SPF_RESULTS], helo ? " helo=" : " mfrom=");
}

void row_add_line(const struct row *r, struct text *out)
{
	for (size_t i = 0; i < ROW_COLUMNS; i++) {
		struct span s = text_span(&r->column[i]);
		text_add(out, s.len ? s : SPAN("-"));
		text_addc(out, i + 1 < ROW_COLUMNS ? '\t' : '\n');
	}
}
