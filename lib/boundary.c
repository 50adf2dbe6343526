/* boundary: see boundary.h */
#include "boundary.h"
#include "list.h"
#include "source.h"
#include <string.h>

/* It begins with "=_", which neither quoted-printable nor base64 can hold, or with a letter and "_". */
enum { DIGITS = 32, TRIES = 100 };

static struct span boundary(const char *id, unsigned try)
{
	static const char first[] = "=abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
	char hex[65];
	sha256_hex(memory_format("boundary %u %s", try, id), hex);
	return memory_format("%c_%.*s", first[try % (sizeof first - 1)], DIGITS, hex);
}

static bool holds(struct span s, struct span what)
{
	while (s.len >= what.len) {
		const char *p = memchr(s.at, what.at[0], s.len - what.len + 1);
		if (!p)
			return false;
		if (memcmp(p, what.at, what.len) == 0)
			return true;
		s.len -= (size_t)(p + 1 - s.at);
		s.at = p + 1;
	}
	return false;
}

static bool in_body(const struct message *m, off_t end, struct span b)
{
	struct source_file f;
	source_file(&f, m->fd, m->body, m->body + end);
	for (struct span s; (s = source_see(&f.s, SOURCE_BLOCK / 2)).len >= b.len; source_take(&f.s, s.len - b.len + 1))
		if (holds(s, b))
			return true;
	return false;
}

static bool begins(const struct mime *mime, struct span b)
{
	for (size_t i = 0; i < mime->count; i++) {
		struct span other = mime->part[i].type.boundary;
		if (other.len && other.len <= b.len && memcmp(b.at, other.at, other.len) == 0)
			return true;
	}
	return false;
}

struct span boundary_make(struct message *m, const struct mime *mime)
{
	const char *id = post_id(m);
	unsigned try = 0;
	struct span b = boundary(id, try);
	/* A mail with a boundary for every letter is an attack on somebody else's reader; it does not keep us here. */
	while (in_body(m, mime->part[0].end, b) || (begins(mime, b) && try < TRIES))
		b = boundary(id, ++try);
	return b;
}
