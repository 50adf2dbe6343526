/* authres_parse: see authres.h. The grammar is that of RFC 8601 section 2.2, read from left to right. */
#include "authres.h"
#include "spec.h"
#include <string.h>

struct parser {
	struct span rest;
	struct authres *out;
	size_t room;
};

static bool at(const struct parser *p, char c) { return p->rest.len && p->rest.at[0] == c; }

/* The end of a result. */
static bool at_end(const struct parser *p) { return !p->rest.len || p->rest.at[0] == ';'; }

static bool take(struct parser *p, char c)
{
	bool there = at(p, c);
	p->rest.at += there;
	p->rest.len -= there;
	return there;
}

/* CFWS. Returns NULL or what is wrong. */
static const char *skip(struct parser *p)
{
	struct span comment;
	const char *wrong = NULL;
	while (p->rest.len && !wrong) {
		if (at(p, '('))
			wrong = spec_read_quoted(&p->rest, '(', ')', &comment);
		else if (ascii_blank(p->rest.at[0]))
			p->rest.at++, p->rest.len--;
		else
			break;
	}
	return wrong;
}

/* A run of characters that ends at a blank, a comment, a semicolon or one of stop. */
static const char *read_run(struct parser *p, const char *stop, struct span *out)
{
	size_t n = 0;
	for (; n < p->rest.len; n++) {
		char c = p->rest.at[n];
		if (ascii_blank(c) || c == '(' || c == ';' || (c && strchr(stop, c)))
			break;
		if (spec_is_control(c) || c == '"' || c == '\\' || c == ')')
			return "a character that must stand in quotes";
	}
	*out = (struct span){ p->rest.at, n };
	p->rest.at += n;
	p->rest.len -= n;
	return NULL;
}

/* A quoted string, one with `@domain` behind it, or a run. */
static const char *read_value(struct parser *p, struct span *out)
{
	struct span domain;
	const char *wrong;
	if (!at(p, '"'))
		return read_run(p, "", out);
	if ((wrong = spec_read_quoted(&p->rest, '"', '"', out)) || !at(p, '@') || (wrong = read_run(p, "", &domain)))
		return wrong;
	char *both = memory_get(out->len + domain.len);
	memcpy(both, out->at, out->len);
	memcpy(both + out->len, domain.at, domain.len);
	*out = (struct span){ both, out->len + domain.len };
	return NULL;
}

/* The name of a property, up to its `=`. Blanks and comments may stand around its dots. */
static const char *read_name(struct parser *p, struct span *out)
{
	struct text name = { 0 };
	const char *wrong = NULL;
	while (!wrong && !at_end(p) && !at(p, '=')) {
		struct span piece;
		bool joined = !name.len || name.at[name.len - 1] == '.' || at(p, '.');
		wrong = joined ? read_run(p, "=", &piece) : "words that are no property";
		if (!wrong) {
			text_add(&name, piece);
			wrong = skip(p);
		}
	}
	*out = text_keep(&name);
	return wrong ? wrong : out->len && at(p, '=') ? NULL : "a property without its value";
}

static const char *add(struct parser *p, bool property, struct span name, struct span value)
{
	struct authres *a = p->out;
	if (a->count == AUTHRES_MAX)
		return "too many results";
	a->item = memory_grow(a->item, a->count, &p->room, sizeof *a->item);
	a->item[a->count++] = (struct authres_item){ property, name, value };
	return NULL;
}

static const char *read_property(struct parser *p, bool keep)
{
	struct span name, value;
	const char *wrong;
	if ((wrong = read_name(p, &name)))
		return wrong;
	take(p, '=');
	if ((wrong = skip(p)) || (wrong = read_value(p, &value)))
		return wrong;
	if (!at_end(p) && !ascii_blank(p->rest.at[0]))
		return "a value that something touches";
	return keep ? add(p, true, name, value) : NULL;
}

/* One method with its result and properties, behind its semicolon. */
static const char *read_result(struct parser *p)
{
	struct span method, result, version = SPAN("1");
	const char *wrong;
	if ((wrong = skip(p)) || at_end(p) || (wrong = read_run(p, "=/", &method)) || (wrong = skip(p)))
		return wrong;
	if (take(p, '/') && ((wrong = skip(p)) || (wrong = read_run(p, "=", &version)) || (wrong = skip(p))))
		return wrong;
	if (at_end(p) && span_is_nocase(method, SPAN("none")))
		return NULL;
	if (!method.len || !take(p, '='))
		return "a method without its result";
	if ((wrong = skip(p)) || (wrong = read_run(p, "", &result)))
		return wrong;
	if (!result.len)
		return "a method without its result";
	bool keep = span_is(version, SPAN("1"));
	if (keep && (wrong = add(p, false, method, result)))
		return wrong;
	while (!(wrong = skip(p)) && !at_end(p))
		if ((wrong = read_property(p, keep)))
			return wrong;
	return wrong;
}

static const char *parse(struct parser *p)
{
	struct span version = SPAN("1");
	const char *wrong;
	if ((wrong = skip(p)) || (wrong = read_value(p, &p->out->id)) || (wrong = skip(p)))
		return wrong;
	if (!p->out->id.len)
		return "no authserv-id";
	if (!at_end(p) && ((wrong = read_run(p, "", &version)) || (wrong = skip(p))))
		return wrong;
	if (!span_is(version, SPAN("1")))
		return "a version other than 1";
	while (!wrong && take(p, ';'))
		wrong = read_result(p);
	return wrong ? wrong : p->rest.len ? "text where a result must start" : NULL;
}

const char *authres_parse(struct span value, struct authres *out)
{
	struct parser p = { .rest = value, .out = out };
	*out = (struct authres){ .value = value };
	const char *wrong = parse(&p);
	if (wrong)
		*out = (struct authres){ 0 };
	return wrong;
}
