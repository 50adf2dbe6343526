/* look: see look.h */
#include "look.h"
#include "charset.h"
#include "file.h"
#include <string.h>
#include <unistd.h>

enum { SEQUENCE = 64 };		/* octets: longer than what is looked for */

struct source *reading_begin(struct reading *r, const struct message *m, const struct mime_part *p)
{
	source_file(&r->file, m->fd, m->body + p->body, m->body + p->end);
	source_decoded(&r->decoded, &r->file.s, p->encoding);
	return &r->decoded.s;
}

/* ESC $ B and its like begin double octets, ESC ( I kana; ESC $ ) C of ISO-2022-KR begins nothing yet. */
static void look_escapes(struct look *k, struct span s)
{
	for (const char *p; s.len && (p = memchr(s.at, '\033', s.len)); ) {
		s.len -= (size_t)(p + 1 - s.at);
		s.at = p + 1;
		k->escape = true;
		if (s.len >= 2 && (s.at[0] == '$' || s.at[0] == '('))
			k->shifted = s.at[0] == '$' ? s.at[1] != ')' : s.at[1] == 'I';
	}
}

/* What can be looked at by itself: up to a line's end, if one is near. */
static struct span piece(struct span s, bool last)
{
	size_t n = s.len;
	while (n && s.at[n - 1] != '\n' && s.len - n < SEQUENCE)
		n--;
	if (!last && n)
		s.len = n;
	return s;
}

void look_read(struct look *k, struct source *s)
{
	for (struct span some; (some = source_see(s, SOURCE_BLOCK / 2)).len; source_take(s, some.len)) {
		some = piece(some, s->ended);
		for (size_t i = 0; i < some.len && !k->high; i++)
			k->high = (unsigned char)some.at[i] >= 0x80;
		look_escapes(k, some);
		k->sealed |= span_find_nocase(some, SPAN("-----BEGIN PGP ")) >= 0;
		text_add(&k->tail, some);
		if (k->tail.len > 2 * LOOK_TAIL) {
			memmove(k->tail.at, k->tail.at + k->tail.len - LOOK_TAIL, LOOK_TAIL);
			k->tail.len = LOOK_TAIL;
		}
	}
	text_string(&k->tail);	/* never NULL, since a pointer plus 0 is not defined then */
}

bool look_to_utf8(struct source *s, struct span charset, struct utf8_copy *copy)
{
	struct text utf8 = { 0 };
	bool exact = true;
	*copy = (struct utf8_copy){ .fd = file_scratch() };
	for (struct span next; exact && (next = source_see(s, SOURCE_BLOCK / 2)).len; ) {
		struct span some = next;
		while (some.len && some.at[some.len - 1] != '\n')
			some.len--;
		if (!some.len && s->ended)
			some = next;
		utf8.len = 0;
		exact = some.len && charset_decode(charset, some, &utf8) &&
			span_find_nocase(text_span(&utf8), SPAN("\xEF\xBF\xBD")) < 0 &&
			span_find(text_span(&utf8), '\033') < 0;	/* another charset than it says */
		for (size_t i = 0; i < utf8.len; i++)
			copy->high += (unsigned char)utf8.at[i] >= 0x80;
		copy->octets += (off_t)utf8.len;
		write_all(copy->fd, text_span(&utf8), "a scratch file");
		source_take(s, some.len);
	}
	text_free(&utf8);
	if (!exact)
		close(copy->fd);
	return exact;
}

static struct span without_end(struct span s)
{
	while (s.len && ascii_blank(s.at[s.len - 1]))
		s.len--;
	return s;
}

bool look_ends_with(const struct look *k, struct span lines)
{
	struct span tail = without_end(text_span(&k->tail)), end = without_end(lines);
	if (!end.len || tail.len < end.len || memcmp(tail.at + tail.len - end.len, end.at, end.len) != 0)
		return false;
	return tail.len == end.len || tail.at[tail.len - end.len - 1] == '\n';
}

struct span look_last_line(const struct look *k, bool *ended)
{
	struct span t = text_span(&k->tail);
	size_t from;
	*ended = !t.len || t.at[t.len - 1] == '\n';
	if (t.len && *ended)
		t.len--;
	if (t.len && t.at[t.len - 1] == '\r')
		t.len--;
	for (from = t.len; from > 0 && t.at[from - 1] != '\n'; )
		from--;
	return (struct span){ t.at + from, t.len - from };
}

off_t look_base64(const struct message *m, const struct mime_part *p)
{
	struct source_file f;
	off_t at = p->body, whole = at;
	unsigned long long letters = 0, padding = 0;
	source_file(&f, m->fd, m->body + p->body, m->body + p->end);
	for (struct span s; (s = source_next(&f.s)).len; )
		for (size_t i = 0; i < s.len; i++) {
			char c = s.at[i];
			at++;
			if (ascii_blank(c))
				continue;
			if (c == '=') {
				padding++;
				continue;
			}
			if (padding || !(ascii_alnum(c) || c == '+' || c == '/'))
				return -1;
			if (++letters % 4 == 0)
				whole = at;
		}
	return padding <= 2 && letters % 4 != 1 ? whole : -1;
}
