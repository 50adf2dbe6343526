/* import_text: a file of addresses, as Mailman prints it, or a table with commas; see import.h */
#include "address.h"
#include "die.h"
#include "import.h"
#include "lines.h"
#include "members.h"
#include "utf8.h"
#include "words.h"
#include <unistd.h>

/* The columns of a table (CSV, RFC 4180), by the names that Mailman 3 has for what is in them. */
enum { EMAIL, NAME, MODE, STATUS, COLUMNS };

struct table { bool is; size_t at[COLUMNS]; };	/* 1 is the first column, 0: there is none */

/* Takes a field off the front of a line. A quote in quotes is written twice. */
static struct span take_field(struct span *rest)
{
	char *to = memory_get(rest->len + 1);
	size_t n = 0, i = 0;
	bool quoted = rest->len && rest->at[0] == '"';
	for (i = quoted; i < rest->len; i++) {
		if (quoted && rest->at[i] == '"' && i + 1 < rest->len && rest->at[i + 1] == '"')
			i++;
		else if (quoted && rest->at[i] == '"') {
			quoted = false;
			continue;
		} else if (!quoted && rest->at[i] == ',')
			break;
		to[n++] = rest->at[i];
	}
	i += i < rest->len;
	*rest = (struct span){ rest->at + i, rest->len - i };
	return span_trim((struct span){ to, n });
}

/* The first line of a table names its columns. */
static void read_columns(struct table *t, struct span line)
{
	static const char *const names[][3] = { { "email", "address", "e-mail" }, { "display_name", "name", "display name" },
		{ "delivery_mode", "delivery mode", "mode" }, { "delivery_status", "delivery status", "status" } };
	*t = (struct table){ 0 };
	for (size_t column = 1; line.len; column++) {
		struct span field = take_field(&line);
		for (size_t i = 0; i < COLUMNS; i++)
			for (size_t k = 0; k < 3; k++)
				if (!t->at[i] && span_is_nocase(field, span(names[i][k])))
					t->at[i] = column;
	}
	t->is = t->at[EMAIL];
}

/* A name in whatever form a mail has it, unless it can't be read. */
static void add_name(struct text *settings, struct span raw)
{
	struct text clean = { 0 };
	words_read(raw, &clean);
	if (clean.len && span_find_nocase(text_span(&clean), SPAN("\xef\xbf\xbd")) < 0) {
		text_adds(settings, settings->len ? " " : "");
		setting_add(settings, SPAN("name"), text_span(&clean));
	}
	text_free(&clean);
}

static const char *read_row(struct roll *r, const struct table *t, struct span line)
{
	struct span field[COLUMNS] = { { 0 } };
	struct text settings = { 0 };
	for (size_t column = 1; line.len; column++) {
		struct span s = take_field(&line);
		for (size_t i = 0; i < COLUMNS; i++)
			if (t->at[i] == column)
				field[i] = s;
	}
	if (field[STATUS].len && !span_is_nocase(field[STATUS], SPAN("enabled")))
		text_adds(&settings, "s=off");
	if (field[MODE].len && !span_is_nocase(field[MODE], SPAN("regular")))
		text_addf(&settings, "%sm=24%s", settings.len ? " " : "",
			span_is_nocase(field[MODE], SPAN("plaintext_digests")) ? "d" : "");
	add_name(&settings, field[NAME]);
	const char *wrong = roll_add(r, field[EMAIL], text_span(&settings), SPAN(""));
	text_free(&settings);
	return wrong;
}

/* `Anne Person <anne@example.org>`. False if it is anything else. */
static bool read_mailbox(struct roll *r, struct span line)
{
	struct mailboxes all = { 0 };
	struct text settings = { 0 }, address = { 0 };
	bool good = line.len && line.at[0] != '#' && span_find(line, '<') >= 0 && !address_parse(line, &all)
		&& all.count == 1 && !all.group && all.at[0].domain.len;
	if (good) {
		add_name(&settings, all.at[0].name);
		address_add(&address, &all.at[0]);
		good = !roll_add(r, text_span(&address), text_span(&settings), SPAN(""));
	}
	text_free(&settings);
	text_free(&address);
	return good;
}

void import_text(struct import *i)
{
	static struct lines l;
	struct roll r = { 0 };
	struct members_line m = { 0 };
	struct table table = { 0 };
	struct text place = { 0 };
	struct span line;
	l = (struct lines){ .fd = i->fd, .name = i->name };
	while (lines_next(&l, &line)) {
		if (line.len > LINES_MAX)
			die(PERM, "5.3.5", "%s:%lu: an over-long line; nothing has changed", i->name, l.number);
		place.len = 0;
		text_addf(&place, "line %lu", l.number);
		line = span_trim(l.number == 1 ? members_without_mark(line) : line);
		if (l.number == 1)
			read_columns(&table, line);
		if ((table.is && l.number == 1) || (!table.is && !m.in_header && read_mailbox(&r, line)))
			continue;
		const char *wrong = table.is && line.len ? read_row(&r, &table, line) : NULL;
		if (wrong) {
			text_addf(&place, ": %.*s", PRINTF(line));
			tally_add(&i->left, "not taken, no address in this row", text_span(&place));
		} else if (!table.is)
			roll_add_line(&r, &m, line, text_string(&place), &i->left);
	}
	if (m.in_header)
		die(PERM, "5.3.5", "%s: the header #.FML has no end; nothing has changed", i->name);
	roll_settle(&r, &i->left);
	if (!r.count)
		die(PERM, "5.3.5", "there is no address in %s", i->name);
	import_roll(i, &r);
	text_free(&place);
	text_free(&m.key);
	text_free(&m.settings);
}
