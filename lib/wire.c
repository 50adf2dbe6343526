/* wire: see wire.h */
#include "wire.h"
#include "die.h"
#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { BLOCK = 65536 };

/* One octet: a CR waits until the next one shows what it is. */
static void add_octet(struct text *out, char c, char *last)
{
	if (*last == '\r' && c != '\n')
		text_addc(out, ' ');
	if (*last == '\n' && c == '.')
		text_addc(out, '.');
	if (c == '\n')
		text_adds(out, "\r\n");
	else if (c != '\r')
		text_addc(out, c);
	*last = c;
}

void wire_add(struct text *out, struct span s, char *last)
{
	size_t i = 0;
	if (!s.len)
		return;
	if (*last == '\r' || memchr(s.at, '\r', s.len)) {
		while (i < s.len)
			add_octet(out, s.at[i++], last);
		return;
	}
	while (i < s.len) {
		if (*last == '\n' && s.at[i] == '.')
			text_addc(out, '.');
		const char *end = memchr(s.at + i, '\n', s.len - i);
		size_t n = end ? (size_t)(end - s.at) - i : s.len - i;
		text_add(out, (struct span){ s.at + i, n });
		if (end)
			text_adds(out, "\r\n");
		i += end ? n + 1 : n;
		*last = s.at[i - 1];
	}
}

static ssize_t read_block(const struct message *m, off_t at, char *block)
{
	ssize_t n;
	do
		n = pread(m->fd, block, BLOCK, at);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		die_sys("cannot read the message");
	return n;
}

static void measure(struct wire_text *t, struct span s)
{
	unsigned char or = 0;
	size_t newlines = 0;
	for (size_t i = 0; i < s.len; i++) {
		or |= (unsigned char)s.at[i];
		newlines += s.at[i] == '\n';
	}
	t->eight_bit |= or > 127;
	t->octets += s.len + newlines;
}

void wire_measure(struct wire_text *t, const struct message *m)
{
	char block[BLOCK], last = '\n';
	struct wire w;
	ssize_t n;
	*t = (struct wire_text){ .m = m, .octets = m->blank ? 2 : 0 };
	for (size_t i = 0; i < m->count; i++)
		measure(t, m->field[i].raw);
	for (off_t at = m->body; (n = read_block(m, at, block)) > 0; at += n) {
		measure(t, (struct span){ block, (size_t)n });
		last = block[n - 1];
	}
	t->octets += last == '\n' ? 0 : 2;
	if (t->octets > BLOCK)
		return;
	struct text small = { 0 };
	for (wire_start(&w, t); wire_next(&w, &small); )
		;
	t->small = small;
}

void wire_start(struct wire *w, const struct wire_text *t)
{
	*w = (struct wire){ .text = t, .at = t->m->body, .last = '\n' };
}

bool wire_next(struct wire *w, struct text *out)
{
	const struct message *m = w->text->m;
	if (w->text->small.len) {
		text_add(out, text_span(&w->text->small));
		return false;
	}
	char block[BLOCK];
	if (!w->begun) {
		for (size_t i = 0; i < m->count; i++)
			wire_add(out, m->field[i].raw, &w->last);
		if (m->blank)
			wire_add(out, SPAN("\n"), &w->last);
		w->begun = true;
	}
	ssize_t n = read_block(m, w->at, block);
	w->at += n;
	wire_add(out, (struct span){ block, (size_t)n }, &w->last);
	if (n == BLOCK)
		return true;
	if (w->last != '\n')
		wire_add(out, SPAN("\n"), &w->last);
	text_adds(out, ".\r\n");
	return false;
}
