/* dsn: see dsn.h */
#include "dsn.h"
#include "address.h"
#include "message.h"

enum dsn_field { FIELD_OTHER, FIELD_ORIGINAL, FIELD_FINAL, FIELD_ACTION, FIELD_STATUS, FIELD_TEXT, FIELDS };

static enum dsn_field field_of(struct span name)
{
	static const struct { const char *name; enum dsn_field field; } fields[] = {
		{ "Original-Recipient", FIELD_ORIGINAL }, { "Final-Recipient", FIELD_FINAL }, { "Action", FIELD_ACTION },
		{ "Status", FIELD_STATUS }, { "Diagnostic-Code", FIELD_TEXT },
	};
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		if (span_is_nocase(name, span(fields[i].name)))
			return fields[i].field;
	return FIELD_OTHER;
}

/* What stands behind `rfc822;`; without such a type, all of it. */
static struct span without_type(struct span value)
{
	struct span rest = value;
	struct span type = span_trim(span_take(&rest, ';'));
	return type.len < value.len && span_find(type, '@') < 0 ? span_trim(rest) : value;
}

/* The first address in the value, as text that address_key can take; empty if there is none. */
static struct span address_of(struct span value)
{
	struct mailboxes all;
	struct text t = { 0 };
	struct span s = without_type(value), word = s;
	if (address_parse(s, &all)) {	/* `a@b ... not found`: the grammar has no place for that */
		word = span_take_word(&s);
		if (address_parse(word, &all))
			return (struct span){ NULL, 0 };
	}
	for (size_t i = 0; i < all.count; i++)
		if (all.at[i].local.len && all.at[i].domain.len) {
			address_add(&t, &all.at[i]);
			break;
		}
	return text_keep(&t);
}

/* The fields of one recipient, as they come by. */
struct group { struct span value[FIELDS]; struct text text; };

static void group_end(struct group *g, struct failures *out)
{
	struct failure f = {
		.address = address_of(g->value[FIELD_ORIGINAL]), .final = address_of(g->value[FIELD_FINAL]),
		.action = span_trim(g->value[FIELD_ACTION]), .status = status_find(g->value[FIELD_STATUS]),
		.text = memory_keep(text_span(&g->text)),
	};
	if (!f.address.len)
		f.address = f.final;
	if (f.address.len && out->count < DSN_RECIPIENTS) {
		out->at = memory_grow(out->at, out->count, &out->room, sizeof *out->at);
		out->at[out->count++] = f;
	}
	text_free(&g->text);
	*g = (struct group){ 0 };
}

/* One field, unfolded. A field that a recipient can have only once, and that comes again, begins the next one. */
static void take(struct group *g, struct span line, struct failures *out)
{
	struct span value = line;
	enum dsn_field field = field_of(span_trim(span_take(&value, ':')));
	value = span_trim(value);
	if (field == FIELD_OTHER)
		return;
	if (field != FIELD_TEXT && g->value[field].at)
		group_end(g, out);
	g->value[field] = value;
	if (field == FIELD_TEXT) {
		text_add(&g->text, without_type(value));
		text_addc(&g->text, '\n');
	}
}

void dsn_read(struct span part, struct failures *out)
{
	struct group g = { 0 };
	struct span s = memory_keep(part);
	while (s.len) {
		struct span line = span_take(&s, '\n');
		while (s.len && (*s.at == ' ' || *s.at == '\t')) {	/* folded */
			struct span fold = span_take(&s, '\n');
			line.len = (size_t)(fold.at - line.at) + fold.len;
		}
		if (span_trim(line).len)
			take(&g, span_unfold(line), out);
		else
			group_end(&g, out);
	}
	group_end(&g, out);
}
