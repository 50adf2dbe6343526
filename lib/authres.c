/* authres: see authres.h. What a field claims, and what stands in a parsed one. */
#include "authres.h"
#include "spec.h"
#include <string.h>

bool authres_is_id(struct span id)
{
	for (size_t i = 0; i < id.len; i++)
		if (!ascii_alnum(id.at[i]) && !memchr("-_.", id.at[i], 3))
			return false;
	return spec_is_domain(id);
}

/* What stands before the first semicolon outside of comments and quotes; all of the value if one of those is
 * broken. Appends the same with a blank for each comment. */
static struct span read_head(struct span value, struct text *without)
{
	struct span rest = value, text;
	while (rest.len && rest.at[0] != ';') {
		char c = rest.at[0];
		if (c != '(' && c != '"') {
			text_addc(without, c);
			rest.at++, rest.len--;
		} else if (spec_read_quoted(&rest, c, c == '(' ? ')' : '"', &text)) {
			text_add(without, rest);
			return value;
		} else if (c == '(') {
			text_addc(without, ' ');
		} else {
			text_addc(without, '"');
			text_add(without, text);
			text_addc(without, '"');
		}
	}
	return (struct span){ value.at, value.len - rest.len };
}

/* Text without quotes and backslashes, with one blank for a run of them, and with none beside a dot, since there
 * are readers that join `ml . example . jp`. Others end a name there, so for each octet gap says whether something
 * was taken out before it. */
struct plain { struct text text, gap; };

static void plain_add(struct plain *p, char c, bool gap)
{
	text_addc(&p->text, c);
	text_addc(&p->gap, gap);
}

static void plain_read(struct plain *p, struct span s)
{
	bool blank = false, gap = false;
	p->text.len = p->gap.len = 0;
	for (size_t i = 0; i < s.len; i++) {
		char c = s.at[i];
		bool is_blank = c == ' ' || spec_is_control(c);
		blank = blank || is_blank;
		gap = gap || is_blank || c == '"' || c == '\\';
		if (is_blank || c == '"' || c == '\\')
			continue;
		if (blank && c != '.' && p->text.len && p->text.at[p->text.len - 1] != '.')
			plain_add(p, ' ', false);
		plain_add(p, c, gap);
		blank = gap = false;
	}
}

static bool is_of_name(char c) { return ascii_alnum(c) || c == '-' || c == '_' || (unsigned char)c >= 0x80; }

/* True if a name goes on from the octet at an index to the next, to the right (step 1) or to the left (-1). Not across
 * a gap; and a dot with no more of a name behind it does not count: `ml.example.jp.` is the same host. */
static bool goes_on(const struct plain *p, size_t at, int step)
{
	size_t next = at + (size_t)step;
	if (next >= p->text.len || p->gap.at[step > 0 ? next : at])	/* left of the start, too */
		return false;
	return is_of_name(p->text.at[next]) || (p->text.at[next] == '.' && p->text.at[at] != '.' && goes_on(p, next, step));
}

static bool names(const struct plain *p, struct span id)
{
	struct span s = text_span(&p->text);
	for (size_t from = 0; from + id.len <= s.len; from++) {
		ptrdiff_t found = span_find_nocase((struct span){ s.at + from, s.len - from }, id);
		if (found < 0)
			return false;
		from += (size_t)found;
		if (!goes_on(p, from, -1) && !goes_on(p, from + id.len - 1, 1))
			return true;
	}
	return false;
}

bool authres_claims(struct span value, struct span id)
{
	struct text without = { 0 };
	struct plain p = { { 0 }, { 0 } };
	plain_read(&p, read_head(value, &without));
	bool claims = names(&p, id);
	plain_read(&p, text_span(&without));
	claims = claims || names(&p, id);
	text_free(&without);
	text_free(&p.text);
	text_free(&p.gap);
	return claims;
}

size_t authres_remove(struct message *m, struct span id)
{
	size_t kept = 0, before = m->count;
	for (size_t i = 0; i < before; i++)
		if (!field_is(&m->field[i], AUTHRES_NAME) || !authres_claims(field_value(&m->field[i]), id))
			m->field[kept++] = m->field[i];
	m->count = kept;
	return before - kept;
}

ptrdiff_t authres_find(const struct authres *a, const char *method, const char *result, size_t from)
{
	for (size_t i = from; i < a->count; i++)
		if (!a->item[i].property && span_is_nocase(a->item[i].name, span(method))
		    && (!result || span_is_nocase(a->item[i].value, span(result))))
			return (ptrdiff_t)i;
	return -1;
}

ptrdiff_t authres_find_with(const struct authres *a, const char *method, const char *property, struct span value)
{
	ptrdiff_t i = -1;
	while ((i = authres_find(a, method, NULL, (size_t)(i + 1))) >= 0 &&
	       !span_is_nocase(authres_get(a, i, property), value))
		;
	return i;
}

struct span authres_get(const struct authres *a, ptrdiff_t i, const char *property)
{
	struct span value = { NULL, 0 };
	for (size_t k = (size_t)i + 1; k < a->count && a->item[k].property; k++)
		if (span_is_nocase(a->item[k].name, span(property))) {
			if (value.at)
				return (struct span){ NULL, 0 };
			value = a->item[k].value;
		}
	return value;
}

const char *authres_known(struct span result)
{
	static const char *const known[] = { "pass", "fail", "none", "neutral", "softfail", "policy", "temperror",
		"permerror" };
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (span_is_nocase(result, span(known[i])))
			return known[i];
	return span_is_nocase(result, SPAN("hardfail")) ? "fail" : NULL;
}
