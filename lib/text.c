/* text: see text.h */
#include "text.h"
#include "die.h"
#include <limits.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct span span(const char *s) { return (struct span){ s, s ? strlen(s) : 0 }; }
struct span text_span(const struct text *t) { return (struct span){ t->at, t->len }; }

bool span_is(struct span a, struct span b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

bool span_starts(struct span s, struct span start)
{
	return s.len >= start.len && span_is((struct span){ s.at, start.len }, start);
}

bool span_starts_nocase(struct span s, struct span start)
{
	if (s.len < start.len)
		return false;
	for (size_t i = 0; i < start.len; i++)
		if (ascii_lower(s.at[i]) != ascii_lower(start.at[i]))
			return false;
	return true;
}

bool span_is_nocase(struct span a, struct span b)
{
	return a.len == b.len && span_starts_nocase(a, b);
}

struct span span_trim(struct span s)
{
	while (s.len && ascii_blank(s.at[0]))
		s.at++, s.len--;
	while (s.len && ascii_blank(s.at[s.len - 1]))
		s.len--;
	return s;
}

ptrdiff_t span_find(struct span s, char c)
{
	const char *p = s.len ? memchr(s.at, c, s.len) : NULL;
	return p ? p - s.at : -1;
}

ptrdiff_t span_find_nocase(struct span hay, struct span needle)
{
	for (size_t i = 0; i + needle.len <= hay.len; i++)
		if (span_starts_nocase((struct span){ hay.at + i, hay.len - i }, needle))
			return (ptrdiff_t)i;
	return -1;
}

struct span span_take(struct span *rest, char c)
{
	if (!rest->len)
		return *rest;
	ptrdiff_t end = span_find(*rest, c);
	struct span part = { rest->at, end < 0 ? rest->len : (size_t)end };
	rest->at += part.len + (end >= 0);
	rest->len -= part.len + (end >= 0);
	return part;
}

struct span span_take_word(struct span *line) { return span_take(line, ' '); }

struct span span_next_word(struct span *rest)
{
	struct span s = span_trim(*rest);
	size_t n = 0;
	while (n < s.len && !ascii_blank(s.at[n]))
		n++;
	*rest = span_trim((struct span){ s.at + n, s.len - n });
	return (struct span){ s.at, n };
}

bool span_number(struct span s, unsigned long long *n)
{
	unsigned long long v = 0;
	for (size_t i = 0; i < s.len; i++) {
		unsigned d = (unsigned char)s.at[i] - '0';
		if (d > 9 || v > (ULLONG_MAX - d) / 10)
			return false;
		v = v * 10 + d;
	}
	*n = v;
	return s.len > 0;
}

static void text_grow(struct text *t, size_t more)
{
	if (more > SIZE_MAX / 2 - t->len)
		die(TEMP, "4.3.0", "out of memory");
	size_t room = t->room ? t->room : 128;
	while (room < t->len + more)
		room *= 2;
	char *at = realloc(t->at, room);
	if (!at)
		die(TEMP, "4.3.0", "out of memory");
	t->at = at;
	t->room = room;
}

static inline void text_room(struct text *t, size_t more)
{
	if (more > t->room - t->len)
		text_grow(t, more);
}

void text_add(struct text *t, struct span s)
{
	text_room(t, s.len);
	if (s.len)
		memcpy(t->at + t->len, s.at, s.len);
	t->len += s.len;
}

void text_adds(struct text *t, const char *s) { text_add(t, span(s)); }

void text_addc(struct text *t, char c)
{
	text_room(t, 1);
	t->at[t->len++] = c;
}

__attribute__((format(printf, 2, 0))) static void add_formatted(struct text *t, const char *fmt, va_list ap)
{
	va_list again;
	va_copy(again, ap);
	int n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (n < 0)
		die(TEMP, "4.3.0", "cannot format");
	text_room(t, (size_t)n + 1);
	vsnprintf(t->at + t->len, (size_t)n + 1, fmt, ap);
	t->len += (size_t)n;
}

void text_addf(struct text *t, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	add_formatted(t, fmt, ap);
	va_end(ap);
}

void text_free(struct text *t)
{
	free(t->at);
	*t = (struct text){ 0 };
}

const char *text_string(struct text *t)
{
	text_room(t, 1);
	t->at[t->len] = '\0';
	return t->at;
}

/* An arena: blocks of at least 8 KB, since a first touch of memory costs more than the bytes are worth. */
struct block { struct block *before; size_t used, size; max_align_t at[]; };
static struct block *newest;

void *memory_get(size_t n)
{
	size_t a = sizeof(max_align_t);
	if (n > SIZE_MAX / 2)
		die(TEMP, "4.3.0", "out of memory");
	n = (n + a - 1) / a * a;
	if (!newest || newest->size - newest->used < n) {
		size_t size = n > 8192 ? n : 8192;
		struct block *b = calloc(1, sizeof *b + size);	/* large ones: no page is touched before it is used */
		if (!b)
			die(TEMP, "4.3.0", "out of memory");
		b->before = newest;
		b->size = size;
		newest = b;
	}
	void *p = (char *)newest->at + newest->used;
	newest->used += n;
	return p;
}

struct span memory_keep(struct span s)
{
	char *p = memory_get(s.len + 1);
	if (s.len)
		memcpy(p, s.at, s.len);
	return (struct span){ p, s.len };
}

struct span text_keep(struct text *t)
{
	struct span kept = memory_keep(text_span(t));
	text_free(t);
	return kept;
}

struct span memory_format(const char *fmt, ...)
{
	struct text t = { 0 };
	va_list ap;
	va_start(ap, fmt);
	add_formatted(&t, fmt, ap);
	va_end(ap);
	return text_keep(&t);
}

void *memory_grow(void *p, size_t count, size_t *room, size_t size)
{
	if (count < *room)
		return p;
	size_t n = *room ? *room * 2 : 32;
	if (n > SIZE_MAX / 2 / size)
		die(TEMP, "4.3.0", "out of memory");
	void *larger = memory_get(n * size);
	if (count)
		memcpy(larger, p, count * size);
	*room = n;
	return larger;
}

struct memory_mark memory_mark(void) { return (struct memory_mark){ newest, newest ? newest->used : 0 }; }

void memory_release(struct memory_mark mark)
{
	while (newest != mark.block) {
		struct block *b = newest;
		newest = b->before;
		free(b);
	}
	if (newest) {
		memset((char *)newest->at + mark.used, 0, newest->used - mark.used);
		newest->used = mark.used;
	}
}

void memory_reset(void) { memory_release((struct memory_mark){ 0 }); }
