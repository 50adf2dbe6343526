/* address: see address.h; the parser is in address_parse.c */
#include "address.h"
#include "spec.h"

const char *address_author(const struct message *m, struct mailbox *out)
{
	struct mailboxes all;
	size_t fields = message_count(m, "From");
	if (fields != 1)
		return fields ? "the message has more than one From field" : "the message has no From field";
	const char *wrong = address_parse(message_value(m, "From"), &all);
	if (wrong)
		return wrong;
	if (all.group)
		return "a group instead of an author";
	if (all.count != 1)
		return all.count ? "more than one author in From" : "no author in From";
	if (!all.at[0].domain.len)
		return "an author without a domain";
	*out = all.at[0];
	return NULL;
}

void address_add_key(struct text *t, const struct mailbox *b)
{
	size_t start = t->len;
	text_add(t, b->local);
	text_addc(t, '@');
	text_add(t, b->domain);
	for (size_t i = start; i < t->len; i++)
		t->at[i] = (char)ascii_lower(t->at[i]);
}

struct span address_key(const struct mailbox *b)
{
	struct text t = { 0 };
	address_add_key(&t, b);
	return text_keep(&t);
}

void address_add(struct text *t, const struct mailbox *b)
{
	if (spec_is_dot_atom(b->local))
		text_add(t, b->local);
	else {
		text_addc(t, '"');
		for (size_t i = 0; i < b->local.len; i++) {
			if (b->local.at[i] == '"' || b->local.at[i] == '\\')
				text_addc(t, '\\');
			text_addc(t, b->local.at[i]);
		}
		text_addc(t, '"');
	}
	if (b->domain.len) {
		text_addc(t, '@');
		text_add(t, b->domain);
	}
}

/* Without the tokens of address_parse: a members file has a million of these. */
const char *address_one(struct span s, struct mailbox *out)
{
	struct span rest = s;
	for (size_t i = 0; i < s.len; i++) {
		if (spec_is_control(s.at[i]))
			return "a control character";
		if (s.at[i] == ' ' || s.at[i] == '<' || s.at[i] == '>')
			return "a blank or an angle bracket";
	}
	*out = (struct mailbox){ 0 };
	if (s.len && s.at[0] == '"') {
		const char *wrong = spec_read_quoted(&rest, '"', '"', &out->local);
		if (wrong)
			return wrong;
	} else {
		ptrdiff_t at = span_find(s, '@');
		if (at < 0)
			return "no address";
		out->local = (struct span){ s.at, (size_t)at };
		if (!spec_is_local(out->local))
			return "no local part before the @";
		rest = (struct span){ s.at + at, s.len - (size_t)at };
	}
	if (!out->local.len || out->local.len > 256)
		return "an empty or over-long local part";
	if (!rest.len || rest.at[0] != '@')
		return "no address";
	out->domain = (struct span){ rest.at + 1, rest.len - 1 };
	return spec_is_domain(out->domain) ? NULL : "no domain after the @";
}

bool address_is_null(struct span s)
{
	return s.len == 0 || span_is(s, SPAN("<>")) || span_is(s, SPAN("#@[]"))
		|| span_is_nocase(s, SPAN("MAILER-DAEMON"));
}
