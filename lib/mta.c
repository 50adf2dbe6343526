/* mta: see mta.h */
#include "mta.h"
#include "address.h"
#include <string.h>

/* `From : a@example.org` is no such line, but a field in the old syntax (RFC 5322 section 4.5), and an author. */
size_t mta_from_line(struct span s)
{
	size_t i = 5;
	if (s.len < i || memcmp(s.at, "From ", i) != 0)
		return 0;
	while (i < s.len && ascii_blank(s.at[i]))
		i++;
	if (i < s.len && s.at[i] == ':')
		return 0;
	ptrdiff_t end = span_find(s, '\n');
	return end < 0 ? s.len : (size_t)end + 1;
}

static bool is_mtas(const struct field *f)
{
	return field_is(f, "Return-Path") || field_is(f, "X-Original-To") || field_is(f, "Delivered-To");
}

/* How many fields at the top lie above the first Received. */
static size_t top(const struct message *m)
{
	ptrdiff_t received = message_find(m, "Received", 0);
	if (received >= 0)
		return (size_t)received;
	bool more = false;
	size_t n = 0;
	for (; n < m->count && is_mtas(&m->field[n]); n++)
		more = more || !field_is(&m->field[n], "Delivered-To");
	return more ? n : 0;
}

static struct span sender(struct span value)
{
	struct mailbox b;
	ptrdiff_t open = span_find(value, '<'), close = span_find(value, '>');
	if (open >= 0 && close > open)
		value = (struct span){ value.at + open + 1, (size_t)(close - open - 1) };
	value = span_trim(value);
	if (!value.len || address_one(value, &b))
		return memory_keep(value);
	struct text t = { 0 };
	text_add(&t, b.local);
	if (b.domain.len)
		text_addc(&t, '@');
	text_add(&t, b.domain);
	return text_keep(&t);
}

struct span mta_take_lines(struct message *m)
{
	struct span return_path = { NULL, 0 };
	size_t end = top(m), kept = 0;
	for (size_t i = 0; i < m->count; i++) {
		const struct field *f = &m->field[i];
		if (i >= end || !is_mtas(f))
			m->field[kept++] = *f;
		else if (!return_path.at && field_is(f, "Return-Path"))
			return_path = sender(field_value(f));
	}
	m->count = kept;
	return return_path;
}
