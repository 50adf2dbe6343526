/* html: see html.h */
#include "html.h"
#include "utf8.h"

enum {
	ENTITY_MAX = 10,	/* octets behind &, with the ; */
	NO_BREAK_SPACE = 0xA0,
};

struct writer {
	struct text *out;
	size_t quotes;		/* blockquotes around */
	bool begun, blank;	/* the line has text; a blank waits for what follows */
};

static void end_line(struct writer *w)
{
	if (w->begun)
		text_addc(w->out, '\n');
	w->begun = w->blank = false;
}

static void add(struct writer *w, struct span s)
{
	if (!w->begun && w->quotes)
		text_adds(w->out, "> ");
	else if (w->begun && w->blank)
		text_addc(w->out, ' ');
	text_add(w->out, s);
	w->begun = true;
	w->blank = false;
}

/* After "&": what it stands for, 0 for anything we do not know. Takes it off the front of *s. */
static uint32_t take_entity(struct span *s)
{
	static const struct { const char *name; uint32_t c; } names[] = {
		{ "nbsp", ' ' }, { "amp", '&' }, { "lt", '<' }, { "gt", '>' }, { "quot", '"' }, { "apos", '\'' },
	};
	struct span near = { s->at, s->len < ENTITY_MAX ? s->len : ENTITY_MAX };
	ptrdiff_t end = span_find(near, ';');
	uint32_t c = 0;
	if (end < 0)
		return 0;
	struct span name = { s->at, (size_t)end };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (span_is(name, span(names[i].name)))
			c = names[i].c;
	if (!c && name.len > 1 && name.at[0] == '#') {
		bool hex = ascii_lower(name.at[1]) == 'x';
		for (size_t i = hex ? 2 : 1; i < name.len; i++) {
			int d = ascii_lower(name.at[i]);
			if (d >= '0' && d <= '9')
				d -= '0';
			else if (hex && d >= 'a' && d <= 'f')
				d -= 'a' - 10;
			else
				return 0;
			c = c * (hex ? 16 : 10) + (uint32_t)d;
			if (c > 0x10FFFF)
				return 0;
		}
	}
	/* A control character, or one half of a surrogate pair, is none that somebody has written. */
	if (c < ' ' || c == 0x7F || (c >= 0xD800 && c <= 0xDFFF))
		return 0;
	s->at += end + 1;
	s->len -= (size_t)end + 1;
	return c;
}

static void add_character(struct writer *w, struct span *s)
{
	uint32_t c = utf8_next(s), other = c == '&' ? take_entity(s) : 0;
	struct text t = { 0 };
	if (other)
		c = other;
	if (c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == NO_BREAK_SPACE) {
		w->blank = true;
		return;
	}
	utf8_add(&t, c);
	add(w, text_span(&t));
	text_free(&t);
}

/* Behind the next `end`; at the end of all if there is none. */
static void pass_over(struct span *s, struct span end)
{
	ptrdiff_t at = span_find_nocase(*s, end);
	size_t n = at < 0 ? s->len : (size_t)at + end.len;
	s->at += n;
	s->len -= n;
}

static bool is_one_of(struct span name, const char *const *names)
{
	while (*names && !span_is_nocase(name, span(*names)))
		names++;
	return *names;
}

/* After "<". */
static void take_tag(struct writer *w, struct span *s)
{
	static const char *const lines[] = { "p", "div", "br", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "h5",
		"h6", "pre", "blockquote", "hr", "body", NULL };
	static const char *const hidden[] = { "style", "script", "title", NULL };
	struct text end = { 0 };
	if (span_starts_nocase(*s, SPAN("!--"))) {
		pass_over(s, SPAN("-->"));
		return;
	}
	struct span tag = span_take(s, '>');
	bool closes = tag.len && tag.at[0] == '/';
	struct span name = { tag.at + closes, 0 };
	while (closes + name.len < tag.len && ascii_alnum(name.at[name.len]))
		name.len++;
	if (is_one_of(name, lines))
		end_line(w);
	if (span_is_nocase(name, SPAN("td")))
		w->blank = true;
	if (span_is_nocase(name, SPAN("hr"))) {
		add(w, SPAN("--"));
		end_line(w);
	}
	if (span_is_nocase(name, SPAN("blockquote"))) {
		if (!closes)
			w->quotes++;
		else if (w->quotes)
			w->quotes--;
	}
	if (!closes && is_one_of(name, hidden)) {
		text_addf(&end, "</%.*s>", PRINTF(name));
		pass_over(s, text_span(&end));
	}
	text_free(&end);
}

void html_text(struct span html, struct text *out)
{
	struct writer w = { .out = out };
	while (html.len)
		if (html.at[0] == '<') {
			html.at++;
			html.len--;
			take_tag(&w, &html);
		} else {
			add_character(&w, &html);
		}
	end_line(&w);
}
