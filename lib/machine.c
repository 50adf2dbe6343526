/* machine: see machine.h */
#include "machine.h"
#include "address.h"
#include <stdlib.h>

struct span machine_list_id(struct span value)
{
	while (span_find(value, '<') >= 0)
		span_take(&value, '<');
	return span_trim(span_take(&value, '>'));
}

/* The keyword of Auto-Submitted or Precedence, without parameters and comments (RFC 3834 section 5). */
static struct span keyword(struct span value)
{
	size_t n = 0;
	while (n < value.len && !ascii_blank(value.at[n]) && value.at[n] != ';' && value.at[n] != '(')
		n++;
	return (struct span){ value.at, n };
}

const char *machine_certain(const struct message *m)
{
	const char *sender = getenv("SENDER");
	if (sender && address_is_null(span(sender)))
		return "it has the null sender, so it is a bounce or an automatic answer";
	for (ptrdiff_t i = -1; (i = message_find(m, "Auto-Submitted", (size_t)(i + 1))) >= 0; )
		if (span_is_nocase(keyword(field_value(&m->field[i])), SPAN("auto-replied")))
			return "it is an automatic answer (Auto-Submitted: auto-replied)";
	return NULL;
}

static const char *say(const char *what, struct span value, const char *end)
{
	return memory_format("%s%.*s%s", what, value.len < 200 ? (int)value.len : 200, value.at, end).at;
}

static const char *look(const struct field *f)
{
	static const char *const bulk[] = { "bulk", "junk", "list" };
	struct span value = field_value(f), word = keyword(value);
	if (field_is(f, "List-Id"))
		return say("it comes from another list, ", machine_list_id(value), "");
	if (field_is(f, "Auto-Submitted") && word.len && !span_is_nocase(word, SPAN("no"))
	    && !span_is_nocase(word, SPAN("auto-replied")))
		return "a machine wrote it (Auto-Submitted)";
	for (size_t i = 0; field_is(f, "Precedence") && i < sizeof bulk / sizeof *bulk; i++)
		if (span_is_nocase(word, span(bulk[i])))
			return say("it is marked as bulk mail (Precedence: ", word, ")");
	return NULL;
}

const char *machine_doubtful(const struct message *m)
{
	const char *why = NULL;
	for (size_t i = 0; i < m->count && !why; i++)
		why = look(&m->field[i]);
	return why;
}
