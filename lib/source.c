/* source: see source.h */
#include "source.h"
#include "decode.h"
#include "die.h"
#include "file.h"
#include <errno.h>
#include <string.h>
#include <unistd.h>

void source_begin(struct source *s, size_t (*fill)(struct source *, char *, size_t), struct source *under)
{
	s->fill = fill;
	s->wrong = NULL;
	s->under = under;
	s->used = s->have = 0;
	s->ended = false;
}

struct span source_see(struct source *s, size_t n)
{
	if (n == 0)
		n = 1;
	if (s->have - s->used < n && s->used) {
		memmove(s->block, s->block + s->used, s->have - s->used);
		s->have -= s->used;
		s->used = 0;
	}
	while (!s->ended && s->have - s->used < n) {
		size_t got = s->fill(s, s->block + s->have, SOURCE_BLOCK - s->have);
		s->have += got;
		s->ended = got == 0;
		if (s->under && !s->wrong)
			s->wrong = s->under->wrong;
	}
	return (struct span){ s->block + s->used, s->have - s->used };
}

void source_take(struct source *s, size_t n) { s->used += n; }

struct span source_next(struct source *s)
{
	struct span all = source_see(s, 1);
	source_take(s, all.len);
	return all;
}

static size_t fill_from_file(struct source *s, char *at, size_t room)
{
	struct source_file *f = (struct source_file *)s;
	ssize_t got = 0;
	if ((off_t)room > f->end - f->at)
		room = (size_t)(f->end - f->at);
	do
		got = room ? pread(f->fd, at, room, f->at) : 0;
	while (got < 0 && errno == EINTR);
	if (got < 0)
		die_sys("cannot read the message");
	f->at += got;
	return (size_t)got;
}

void source_file(struct source_file *f, int fd, off_t at, off_t end)
{
	source_begin(&f->s, fill_from_file, NULL);
	f->fd = fd;
	f->at = at;
	f->end = end > at ? end : at;
}

static size_t fill_as_it_is(struct source *s, char *at, size_t room)
{
	struct span from = source_see(s->under, 1);
	if (from.len > room)
		from.len = room;
	memcpy(at, from.at, from.len);
	source_take(s->under, from.len);
	return from.len;
}

/* What they stand for is never longer than what is written. */
static size_t fill_from_base64(struct source *s, char *at, size_t room)
{
	struct source_decoded *d = (struct source_decoded *)s;
	struct text out = { at, 0, room };
	for (struct span from; out.len == 0 && (from = source_see(s->under, 1)).len; ) {
		if (from.len > room)
			from.len = room;
		base64_more(&d->base64, from, &out);
		source_take(s->under, from.len);
	}
	return out.len;
}

/* How much of it can be decoded by itself: whole lines, or at least no half of `=3D`. */
static size_t quoted_whole(struct span s, bool last)
{
	size_t n = s.len;
	while (!last && n && s.at[n - 1] != '\n')
		n--;
	if (n)
		return n;
	for (n = s.len; n > 1 && n + 3 > s.len; n--)
		if (s.at[n - 1] == '=')
			return n - 1;
	return s.len;
}

static size_t fill_from_quoted(struct source *s, char *at, size_t room)
{
	struct text out = { at, 0, room };
	for (struct span from; out.len == 0 && (from = source_see(s->under, SOURCE_BLOCK / 2)).len; ) {
		bool last = s->under->ended && from.len <= room;
		if (from.len > room)
			from.len = room;
		from.len = quoted_whole(from, last);
		decode_quoted(from, &out);
		source_take(s->under, from.len);
	}
	return out.len;
}

void source_decoded(struct source_decoded *d, struct source *under, enum content_encoding encoding)
{
	d->base64 = (struct base64){ 0 };
	source_begin(&d->s, encoding == ENCODING_BASE64 ? fill_from_base64
		: encoding == ENCODING_QUOTED_PRINTABLE ? fill_from_quoted : fill_as_it_is, under);
}

int source_to_file(struct source *s)
{
	int fd = file_scratch();
	for (struct span next; (next = source_next(s)).len; )
		write_all(fd, next, "a scratch file");
	return fd;
}
