/* unpack: see unpack.h */
#include "unpack.h"
#include "die.h"
#include <errno.h>
#include <string.h>
#include <unistd.h>

static const char too_much[] = "unpacked it is more than 64 MiB", too_many[] = "it is a zip of more than 64 files";
static const char no_room[] = "not enough memory to unpack a report";

/* ---- deflate ---- */

static size_t some(struct unpacked *u, char *at, size_t room)
{
	struct span in = source_see(u->s.under, 1);
	if (u->plain) {
		size_t n = in.len < room ? in.len : room;
		memcpy(at, in.at, n);
		source_take(u->s.under, n);
		u->finished = n == 0;
		return n;
	}
	u->z.next_in = (const Bytef *)in.at;
	u->z.avail_in = (uInt)in.len;
	u->z.next_out = (Bytef *)at;
	u->z.avail_out = (uInt)room;
	int result = inflate(&u->z, Z_NO_FLUSH);
	source_take(u->s.under, in.len - u->z.avail_in);
	if (result == Z_MEM_ERROR)
		die(TEMP, "4.3.0", no_room);
	u->finished = result == Z_STREAM_END;
	if (result == Z_BUF_ERROR && in.len == 0)
		u->s.wrong = "it is packed and cut short";
	else if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR)
		u->s.wrong = "it is packed and damaged";
	return room - u->z.avail_out;
}

/* A gzip may be several, one behind the other (RFC 1952 section 2.2). What else comes behind it, such as the line end
 * of a careless sender, is not looked at. */
static void go_on_behind(struct unpacked *u)
{
	struct span in = source_see(u->s.under, 2);
	if (!u->gzip || in.len < 2 || memcmp(in.at, "\x1f\x8b", 2) != 0)
		return;
	if (inflateReset(&u->z) != Z_OK)
		die(TEMP, "4.3.0", no_room);
	u->finished = false;
}

static size_t fill_unpacked(struct source *s, char *at, size_t room)
{
	struct unpacked *u = (struct unpacked *)s;
	size_t n = 0;
	while (n == 0 && !u->finished && !s->wrong) {
		n = some(u, at, room);
		if (u->finished)
			go_on_behind(u);
	}
	if (n > *u->left) {
		s->wrong = too_much;
		n = *u->left;
	}
	*u->left -= n;
	if (!u->gzip) {
		u->crc = (uint32_t)crc32(u->crc, (Bytef *)at, (uInt)n);
		if (u->finished && !s->wrong && u->crc != u->crc_wanted)
			s->wrong = "it is packed and damaged";
	}
	return n;
}

static void begin(struct unpacked *u, struct source *packed, int bits, size_t *left)
{
	u->z = (z_stream){ 0 };
	u->plain = bits == 0;
	u->gzip = bits > MAX_WBITS;
	u->finished = false;
	u->left = left;
	u->crc = u->crc_wanted = 0;
	if (!u->plain && inflateInit2(&u->z, bits) != Z_OK)
		die(TEMP, "4.3.0", no_room);
	source_begin(&u->s, fill_unpacked, packed);
}

void unpack_gzip(struct unpacked *u, struct source *packed, size_t *left)
{
	begin(u, packed, MAX_WBITS + 16, left);		/* 16: zlib.h's sign for the framing of gzip */
}

void unpack_end(struct unpacked *u)
{
	if (!u->plain)
		inflateEnd(&u->z);
}

/* ---- zip ---- */

enum {	/* lengths in octets of the fixed parts */
	END_LENGTH = 22, ENTRY_LENGTH = 46, LOCAL_LENGTH = 30,
	COMMENT_MAX = 65535,
	ENCRYPTED = 1, STORED = 0, DEFLATED = 8
};

static unsigned two(const unsigned char *p) { return p[0] | (unsigned)p[1] << 8; }
static uint32_t four(const unsigned char *p) { return two(p) | (uint32_t)two(p + 2) << 16; }

/* Reads n octets of the zip; false if it has not so many there. */
static bool read_at(const struct zip *z, off_t at, unsigned char *to, size_t n)
{
	if (at < z->at || at > z->end || z->end - at < (off_t)n)
		return false;
	for (size_t have = 0; have < n; ) {
		ssize_t got = pread(z->fd, to + have, n - have, at + (off_t)have);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			die_sys("cannot read the message");
		if (got == 0)
			return false;
		have += (size_t)got;
	}
	return true;
}

/* The directory's end is the last thing in a zip but for a comment, which may be of any length. */
static off_t find_end(const struct zip *z)
{
	static unsigned char tail[END_LENGTH + COMMENT_MAX];
	size_t n = z->end - z->at < (off_t)sizeof tail ? (size_t)(z->end - z->at) : sizeof tail;
	if (n < END_LENGTH || !read_at(z, z->end - (off_t)n, tail, n))
		return -1;
	for (size_t i = n - END_LENGTH + 1; i-- > 0; )
		if (memcmp(tail + i, "PK\5\6", 4) == 0)
			return z->end - (off_t)(n - i);
	return -1;
}

const char *zip_open(struct zip *z, int fd, off_t at, off_t end)
{
	unsigned char last[END_LENGTH];
	*z = (struct zip){ .fd = fd, .at = at, .end = end };
	z->directory_end = find_end(z);
	if (z->directory_end < 0 || !read_at(z, z->directory_end, last, sizeof last))
		return "it is a zip and cut short";
	if (two(last + 10) > UNPACK_MEMBERS)
		return too_many;
	/* The directory lies right before its end, whatever was put before the zip. */
	z->next = z->directory_end - (off_t)four(last + 12);
	z->shift = z->next - (off_t)four(last + 16);
	return NULL;
}

bool zip_next(struct zip *z, struct zip_member *m, const char **wrong)
{
	unsigned char entry[ENTRY_LENGTH], local[LOCAL_LENGTH], last;
	*wrong = NULL;
	if (z->next == z->directory_end)
		return false;
	*wrong = too_many;	/* whatever was claimed */
	if (z->members == UNPACK_MEMBERS)
		return false;
	*wrong = "it is a zip and damaged";
	if (!read_at(z, z->next, entry, sizeof entry) || memcmp(entry, "PK\1\2", 4) != 0)
		return false;
	unsigned name = two(entry + 28);
	off_t at = z->shift + (off_t)four(entry + 42), next = z->next + ENTRY_LENGTH + name + two(entry + 30)
		+ two(entry + 32);
	if (!read_at(z, at, local, sizeof local) || memcmp(local, "PK\3\4", 4) != 0 || next > z->directory_end)
		return false;
	m->folder = name && read_at(z, z->next + ENTRY_LENGTH + name - 1, &last, 1) && last == '/';
	m->dark = two(entry + 8) & ENCRYPTED;
	m->method = two(entry + 10);
	m->crc = four(entry + 16);
	m->data = at + LOCAL_LENGTH + two(local + 26) + two(local + 28);
	m->end = m->data + (off_t)four(entry + 20);
	if (m->end > z->end)	/* also where a length of zip64 is to be looked up: deflate knows its own end */
		m->end = z->end;
	z->next = next;
	z->members++;
	*wrong = NULL;
	return true;
}

const char *unpack_member(struct unpacked *u, struct source_file *under, const struct zip *z,
	const struct zip_member *m, size_t *left)
{
	if (m->dark)
		return "it is a zip with a password";
	if (m->method != STORED && m->method != DEFLATED)
		return "it is a zip packed by another method than deflate";
	source_file(under, z->fd, m->data, m->end);
	begin(u, &under->s, m->method == STORED ? 0 : -MAX_WBITS, left);	/* negative: deflate without framing */
	u->crc_wanted = m->crc;
	return NULL;
}
