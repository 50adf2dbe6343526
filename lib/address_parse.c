/* address_parse: see address.h
 *
 * A value is cut into tokens, the tokens into elements at the commas, and an element is judged by the shape of
 * its tokens. Nothing is guessed: what has no single reading is an error. */
#include "address.h"
#include "spec.h"
#include <string.h>

enum {
	MAILBOXES_MAX = 50000,
	TOKENS_MAX = 10000,	/* of one element; a name of 10,000 words is no name */
};

/* kind is 'w' for a run of other characters, 'q' for a quoted string, else the special itself: @ < > , : ; */
struct token { char kind; bool blank; struct span text; };	/* blank: white space or a comment before it */

struct parser {
	struct span rest;
	struct token *at;	/* those of the element being read */
	size_t count, room;
	struct span comment;	/* the last one in this element */
	struct span *pending;	/* `Person` of `Person, Anne <a@y>`: words waiting for their address */
	size_t waiting, pending_room;
	struct mailboxes *out;
	size_t out_room;
};

/* The length of the encoded word at the start of s, or 0. Mailers leave commas, colons, parentheses and at signs
 * in them although RFC 2047 section 5 (3) forbids that in a phrase; in an address they are errors later. */
static size_t encoded_word(struct span s)
{
	size_t i = 2, marks = 0;
	if (!span_starts_nocase(s, SPAN("=?")))
		return 0;
	for (; i < s.len && marks < 3; i++) {
		if (ascii_blank(s.at[i]) || spec_is_control(s.at[i]) || memchr("<>\"\\", s.at[i], 4))
			return 0;
		if (s.at[i] == '?' && ++marks == 3)
			return i + 1 < s.len && s.at[i + 1] == '=' ? i + 2 : 0;
		if (marks < 2 && memchr("@,:;()", s.at[i], 6))
			return 0;
	}
	return 0;
}

/* Takes one token off rest; kind 0 at the end. */
static const char *read_token(struct parser *p, struct token *t)
{
	*t = (struct token){ 0 };
	while (p->rest.len) {
		char c = p->rest.at[0];
		if (ascii_blank(c))
			p->rest.at++, p->rest.len--;
		else if (c == '(') {
			const char *wrong = spec_read_quoted(&p->rest, '(', ')', &p->comment);
			if (wrong)
				return wrong;
		} else
			break;
		t->blank = true;
	}
	if (!p->rest.len)
		return NULL;
	char c = p->rest.at[0];
	if (c == '"') {
		t->kind = 'q';
		return spec_read_quoted(&p->rest, '"', '"', &t->text);
	}
	if (c != '\0' && strchr("@<>,:;", c)) {
		t->kind = c;
		t->text = (struct span){ p->rest.at++, 1 };
		p->rest.len--;
		return NULL;
	}
	size_t n = encoded_word(p->rest);
	for (; n < p->rest.len; n++) {
		c = p->rest.at[n];
		if (ascii_blank(c) || (c != '\0' && strchr("@<>,:;(\"", c)))
			break;
		if (spec_is_control(c))
			return "a control character in an address";
		if (c == '\\' || c == ')')
			return c == '\\' ? "a backslash outside quotes" : "an unopened comment";
	}
	t->kind = 'w';
	t->text = (struct span){ p->rest.at, n };
	p->rest.at += n;
	p->rest.len -= n;
	return NULL;
}

/* addr-spec: exactly local @ domain, with nothing between them; or a bare name. */
static const char *read_spec(const struct token *t, size_t n, struct mailbox *b)
{
	if (n && t[0].kind == '@')
		return "a route in an address";
	if (n == 0)
		return "an empty address";
	if ((t[0].kind == 'w' && !spec_is_local(t[0].text)) || (t[0].kind != 'w' && t[0].kind != 'q'))
		return "no address";
	if (!t[0].text.len || t[0].text.len > 256)
		return "an empty or over-long local part";
	b->local = t[0].text;
	if (n == 1)
		return NULL;
	if (n != 3 || t[1].kind != '@' || t[1].blank || t[2].blank || t[2].kind != 'w')
		return "no address";
	if (!spec_is_domain(t[2].text))
		return "no domain after the @";
	b->domain = t[2].text;
	return NULL;
}

/* The words of a phrase with one blank where there was any. */
static void add_words(struct text *t, const struct parser *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (i && p->at[i].blank)
			text_addc(t, ' ');
		text_add(t, p->at[i].text);
	}
}

/* A display name, with what stood before its unquoted commas. */
static struct span read_phrase(struct parser *p, size_t n)
{
	struct text t = { 0 };
	for (size_t i = 0; i < p->waiting; i++) {
		text_add(&t, p->pending[i]);
		text_adds(&t, ", ");
	}
	p->waiting = 0;
	add_words(&t, p, n);
	return text_keep(&t);
}

/* A bare name, or the start of `Person, Anne <a@y>`: what follows will tell. */
static const char *keep_words(struct parser *p, size_t n)
{
	struct text t = { 0 };
	if (p->waiting == MAILBOXES_MAX)
		return "too many addresses";
	add_words(&t, p, n);
	if (!t.len)		/* `"", a@x` */
		return NULL;
	p->pending = memory_grow(p->pending, p->waiting, &p->pending_room, sizeof *p->pending);
	p->pending[p->waiting++] = text_keep(&t);
	return NULL;
}

static const char *append(struct mailboxes *all, size_t *room, struct mailbox b)
{
	if (all->count == MAILBOXES_MAX)
		return "too many addresses";
	all->at = memory_grow(all->at, all->count, room, sizeof b);
	all->at[all->count++] = b;
	return NULL;
}

/* Bare words that turned out to be no part of a name: `To: orch, bart@y`. */
static const char *flush_pending(struct parser *p)
{
	const char *wrong = NULL;
	for (size_t i = 0; i < p->waiting && !wrong; i++)
		wrong = spec_is_local(p->pending[i])
			? append(p->out, &p->out_room, (struct mailbox){ .local = p->pending[i] })
			: "words without an address";
	p->waiting = 0;
	return wrong;
}

static const char *add_mailbox(struct parser *p, struct mailbox b)
{
	const char *wrong = flush_pending(p);
	return wrong ? wrong : append(p->out, &p->out_room, b);
}

/* Judges the tokens of one element, which a comma, a semicolon or the end has closed. */
static const char *read_element(struct parser *p)
{
	struct mailbox b = { 0 };
	struct token *t = p->at;
	size_t n = p->count, angle = 0;
	const char *wrong;

	p->count = 0;
	if (n == 0)
		return NULL;	/* `a@x,, b@y`: the obsolete syntax of RFC 5322 section 4.4 */
	while (angle < n && t[angle].kind != '<')
		angle++;
	if (angle == n) {
		bool words = true;
		for (size_t i = 0; i < n; i++)
			words = words && (t[i].kind == 'w' || t[i].kind == 'q');
		if (words)
			return keep_words(p, n);
		wrong = read_spec(t, n, &b);
		if (!wrong && p->comment.len)
			b.name = p->comment;
		return wrong ? wrong : add_mailbox(p, b);
	}
	if (t[n - 1].kind != '>')
		return "text after the address, or an unclosed <";
	if ((wrong = read_spec(t + angle + 1, n - angle - 2, &b)))
		return wrong;
	for (size_t i = 0; i < angle; i++) {
		struct mailbox same = { 0 };
		if (t[i].kind == 'w' || t[i].kind == 'q')
			continue;
		/* `anne@y <anne@y>` is what some mailers write; two different addresses are a trick. */
		if (read_spec(t, angle, &same) || !span_is_nocase(same.local, b.local)
		    || !span_is_nocase(same.domain, b.domain))
			return "two addresses in one";
	}
	if (angle == 0 && (wrong = flush_pending(p)))
		return wrong;
	b.name = angle ? read_phrase(p, angle) : p->comment;
	b.quoted = angle == 1 && t[0].kind == 'q';
	return add_mailbox(p, b);
}

static const char *parse(struct parser *p)
{
	for (;;) {
		struct token t;
		const char *wrong = read_token(p, &t);
		if (wrong)
			return wrong;
		if (t.kind == ':') {	/* the name of a group, RFC 5322 section 3.4; it has no address in it */
			for (size_t i = 0; i < p->count; i++)
				if (p->at[i].kind != 'w' && p->at[i].kind != 'q')
					return "a colon in an address";
			p->out->group = true;
			p->count = 0;
			p->waiting = 0;
		} else if (t.kind == ',' || t.kind == ';' || t.kind == 0) {
			if ((wrong = read_element(p)))
				return wrong;
			p->comment.len = 0;
			if (t.kind == ';' && !p->out->group)
				return "a semicolon in an address";
			if (t.kind != ',' && (wrong = flush_pending(p)))
				return wrong;
			if (t.kind == 0)
				return NULL;
		} else {
			if (p->count == TOKENS_MAX)
				return "a name of too many words";
			p->at = memory_grow(p->at, p->count, &p->room, sizeof t);
			p->at[p->count++] = t;
		}
	}
}

const char *address_parse(struct span value, struct mailboxes *out)
{
	struct parser p = { .rest = value, .out = out };
	*out = (struct mailboxes){ 0 };
	return parse(&p);
}
