/* content: see content.h */
#include "content.h"
#include <string.h>

enum { BOUNDARY_MAX = 200 };	/* RFC 2046 section 5.1.1 allows 70 */

static void skip_blanks(struct span *s)
{
	int depth = 0;		/* of comments */
	for (; s->len; s->at++, s->len--) {
		char c = s->at[0];
		if (c == '(')
			depth++;
		else if (c == ')' && depth)
			depth--;
		else if (!depth && !ascii_blank(c))
			return;
		else if (depth && c == '\\' && s->len > 1)
			s->at++, s->len--;
	}
}

/* A token; more than RFC 2045 section 5.1 allows, since real boundaries hold '=', '/' and '?' unquoted. */
static struct span take_token(struct span *s, const char *stop)
{
	struct span t = { s->at, 0 };
	while (s->len && !ascii_blank(s->at[0]) && !strchr(stop, s->at[0]))
		t.len++, s->at++, s->len--;
	return t;
}

/* What stands between the quotes, as written. */
static struct span take_quoted(struct span *s)
{
	s->at++, s->len--;
	struct span q = { s->at, 0 };
	while (s->len && s->at[0] != '"') {
		size_t step = s->at[0] == '\\' && s->len > 1 ? 2 : 1;
		q.len += step;
		s->at += step;
		s->len -= step;
	}
	if (s->len)
		s->at++, s->len--;
	return q;
}

/* Without backslashes and folds. Only what is short is worth keeping. */
static struct span keep_boundary(struct span s)
{
	char kept[BOUNDARY_MAX];
	size_t n = 0;
	for (size_t i = 0; i < s.len; i++) {
		if (s.at[i] == '\n')
			continue;
		if (s.at[i] == '\\' && i + 1 < s.len)
			i++;
		if (n == sizeof kept)
			return SPAN("");
		kept[n++] = s.at[i];
	}
	while (n && ascii_blank(kept[n - 1]))	/* never at its end, RFC 2046 section 5.1.1 */
		n--;
	return memory_keep((struct span){ kept, n });
}

static struct span keep_lower(struct span s)
{
	char kept[64];
	size_t n = s.len < sizeof kept ? s.len : sizeof kept;	/* none that we know is as long */
	for (size_t i = 0; i < n; i++)
		kept[i] = (char)ascii_lower(s.at[i]);
	return memory_keep((struct span){ kept, n });
}

bool content_next_parameter(struct span *rest, struct span *name, struct span *value)
{
	while (rest->len) {
		skip_blanks(rest);
		*name = take_token(rest, "=;(\"");
		skip_blanks(rest);
		bool has_value = rest->len && rest->at[0] == '=';
		if (has_value) {
			rest->at++, rest->len--;
			skip_blanks(rest);
			*value = rest->len && rest->at[0] == '"' ? take_quoted(rest) : take_token(rest, ";(");
		}
		span_take(rest, ';');
		if (has_value)
			return true;
	}
	return false;
}

static void parameters_parse(struct span s, struct content_type *t)
{
	for (struct span name, value; content_next_parameter(&s, &name, &value); )
		if (span_is_nocase(name, SPAN("boundary"))) {
			t->unclear |= t->boundary.at != NULL;
			t->boundary = keep_boundary(value);
		} else if (span_is_nocase(name, SPAN("charset")) && !t->charset.at)
			t->charset = keep_lower(value);
}

/* Takes `type/subtype;` off the front, or what there is of it. */
static void take_type(struct span *rest, struct span *type, struct span *subtype)
{
	skip_blanks(rest);
	*type = take_token(rest, "/;(");
	*subtype = SPAN("");
	skip_blanks(rest);
	if (rest->len && rest->at[0] == '/') {
		rest->at++, rest->len--;
		skip_blanks(rest);
		*subtype = take_token(rest, ";(");
	}
	skip_blanks(rest);
	if (rest->len && rest->at[0] == ';')
		rest->at++, rest->len--;
}

struct span content_parameters(struct span value)
{
	struct span type, subtype;
	take_type(&value, &type, &subtype);
	return value;
}

struct content_type content_type_parse(struct span value)
{
	struct content_type t = { .type = SPAN("text"), .subtype = SPAN("plain") };
	struct span type, subtype;
	skip_blanks(&value);
	if (!value.len)
		return t;
	take_type(&value, &type, &subtype);
	t.type = keep_lower(type);
	t.subtype = keep_lower(subtype);
	t.unclear = !type.len || !subtype.len;
	parameters_parse(value, &t);
	return t;
}

/* Nothing but the word: some readers see through a comment or a parameter here, and some do not. */
enum content_encoding content_encoding_parse(struct span value)
{
	struct span e = span_trim(value);
	if (!e.len || span_is_nocase(e, SPAN("7bit")) || span_is_nocase(e, SPAN("8bit")) ||
	    span_is_nocase(e, SPAN("binary")))
		return ENCODING_NONE;
	if (span_is_nocase(e, SPAN("quoted-printable")))
		return ENCODING_QUOTED_PRINTABLE;
	return span_is_nocase(e, SPAN("base64")) ? ENCODING_BASE64 : ENCODING_UNKNOWN;
}
