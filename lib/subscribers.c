/* subscribers: see subscribers.h. This is the reader; subscribers_new.c writes. */
#include "subscribers.h"
#include "checksum.h"
#include "die.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BLOCK = 65536 };

static uint32_t number(const void *at)
{
	const unsigned char *p = at;
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

/* Reads n octets at pos. Returns NULL or what is wrong, for which errno is set if it was the system. */
static const char *get(const struct subscribers *s, uint64_t pos, void *to, size_t n)
{
	char *p = to;
	while (n) {
		ssize_t got = pread(s->fd, p, n, (off_t)pos);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0) {
			errno = got < 0 ? errno : 0;
			return got < 0 ? "cannot be read" : "is damaged";
		}
		p += got;
		pos += (uint64_t)got;
		n -= (size_t)got;
	}
	return NULL;
}

/* Says why F.cdb is not believed, and what to do about it. */
static _Noreturn void doubt(const char *path, const char *wrong)
{
	if (errno)
		die_sys("%s %s", path, wrong);
	die(TEMP, "4.3.5", "%s %s; run: build-list %s", path, wrong, path);
}

static const char *damaged(void)
{
	errno = 0;
	return "is damaged";
}

static bool digits(const char *p, size_t n, unsigned long long *value)
{
	return span_number((struct span){ p, n }, value);
}

static const char *open_file(struct subscribers *s, const char *path)
{
	struct stat st;
	char info[INFO_SIZE];
	char lengths[8];
	unsigned long long count, size;
	const char *wrong;

	*s = (struct subscribers){ .path = path };
	s->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (s->fd < 0 && errno == ENOENT) {
		errno = 0;
		return "is missing";
	}
	if (s->fd < 0 || fstat(s->fd, &st) < 0)
		return "cannot be opened";
	if (!S_ISREG(st.st_mode) || st.st_size < INFO_AT + INFO_SIZE || st.st_size > UINT32_MAX)
		return damaged();
	if ((wrong = get(s, INFO_AT - 8, lengths, 8)) || (wrong = get(s, INFO_AT, info, sizeof info)))
		return wrong;
	if (number(lengths) != 0 || number(lengths + 4) != INFO_SIZE || memcmp(info, INFO_FORMAT, 14) != 0
	    || !digits(info + 14, 10, &count) || count > UINT32_MAX || !digits(info + 30, 10, &size)
	    || size != (unsigned long long)st.st_size || !digits(info + 48, 20, &s->beside))
		return damaged();
	s->size = (uint32_t)size;
	s->count = (uint32_t)count;
	return NULL;
}

static const char *add_part(const struct subscribers *s, struct checksum *c, uint64_t from, uint64_t to)
{
	char block[BLOCK];
	for (; from < to; from += BLOCK) {
		size_t n = to - from < BLOCK ? (size_t)(to - from) : BLOCK;
		const char *wrong = get(s, from, block, n);
		if (wrong)
			return wrong;
		checksum_add(c, (struct span){ block, n });
	}
	return NULL;
}

static const char *verify(const struct subscribers *s)
{
	char want[17], got[16];
	struct checksum c;
	const char *wrong;

	checksum_begin(&c);
	if ((wrong = add_part(s, &c, HEAD_SIZE, s->size)) || (wrong = add_part(s, &c, 0, SUM_AT))
	    || (wrong = get(s, SUM_AT, got, sizeof got)))
		return wrong;
	checksum_add(&c, SPAN("0000000000000000"));
	snprintf(want, sizeof want, "%016llx", (unsigned long long)checksum_end(&c));
	return memcmp(got, want, 16) == 0 ? NULL : damaged();
}

/* Whether what the cdb says of the members file is still so. Without the file nothing can be newer. */
static const char *compare_beside(const struct subscribers *s)
{
	unsigned long long now = subscribers_beside(s->path);
	errno = 0;
	return now == 0 || now == s->beside ? NULL : "is not up to date with the members file beside it";
}

const char *subscribers_wrong(const char *path)
{
	struct subscribers s;
	const char *wrong = open_file(&s, path);
	if (!wrong)
		wrong = verify(&s);
	if (!wrong)
		wrong = compare_beside(&s);
	if (s.fd >= 0)
		close(s.fd);
	return wrong;
}

void subscribers_open(struct subscribers *s, const char *path)
{
	const char *wrong = open_file(s, path);
	if (wrong)
		doubt(path, wrong);
}

void subscribers_check_beside(const struct subscribers *s)
{
	const char *wrong = compare_beside(s);
	if (wrong)
		doubt(s->path, wrong);
}

void subscribers_close(struct subscribers *s)
{
	close(s->fd);
	s->fd = -1;
}

uint32_t subscribers_check(struct span record)
{
	uint64_t sum = checksum_short(record);
	return (uint32_t)(sum ^ sum >> 32);
}

uint32_t subscribers_hash(struct span key)
{
	uint32_t hash = 5381;
	for (size_t i = 0; i < key.len; i++)
		hash = (hash * 33) ^ (unsigned char)key.at[i];
	return hash;
}

/* Takes a value apart; false if it is none of ours. */
static bool read_value(struct span value, struct subscriber *out)
{
	ptrdiff_t nul = span_find(value, '\0');
	if (nul < 0 || value.len < (size_t)nul + 2 + CHECK_SIZE || value.at[value.len - CHECK_SIZE - 1] != '\0')
		return false;
	out->address = (struct span){ value.at, (size_t)nul };
	out->settings = (struct span){ value.at + nul + 1, value.len - (size_t)nul - 2 - CHECK_SIZE };
	return true;
}

/* NULL: *found says whether it is there, as far as this file goes. */
static const char *look_up(const struct subscribers *s, struct span key, struct subscriber *out, bool *found)
{
	char pair[8];
	const char *wrong;
	uint32_t hash = subscribers_hash(key);

	*found = false;
	if ((wrong = get(s, (hash & 255) * 8, pair, 8)))
		return wrong;
	uint32_t table = number(pair), slots = number(pair + 4);
	for (uint32_t i = 0; i < slots; i++) {
		uint32_t slot = (uint32_t)(((uint64_t)(hash >> 8) + i) % slots);
		if ((wrong = get(s, table + (uint64_t)slot * 8, pair, 8)))
			return wrong;
		uint64_t at = number(pair + 4);
		if (at == 0)
			break;
		if (number(pair) != hash)
			continue;
		if ((wrong = get(s, at, pair, 8)))
			return wrong;
		size_t key_size = number(pair), value_size = number(pair + 4);
		if (key_size != key.len)
			continue;
		if (value_size > RECORD_MAX - key.len)
			return damaged();
		char *record = memory_get(key.len + value_size);
		if ((wrong = get(s, at + 8, record, key.len + value_size)))
			return wrong;
		if (memcmp(record, key.at, key.len) != 0)
			continue;
		struct span value = { record + key.len, value_size };
		out->key = (struct span){ record, key.len };
		if (!read_value(value, out))
			return damaged();
		*found = number(value.at + value_size - CHECK_SIZE)
			== subscribers_check((struct span){ record, key.len + value_size - CHECK_SIZE });
		return *found ? NULL : damaged();
	}
	return NULL;
}

bool subscribers_has(struct subscribers *s, struct span key, struct subscriber *out)
{
	bool found = false;
	const char *wrong = NULL;
	if (key.len == 0)
		return false;
	if (key.len < RECORD_MAX)
		wrong = look_up(s, key, out, &found);
	if (!wrong && !found)
		wrong = verify(s);
	if (!wrong && !found)
		wrong = compare_beside(s);
	if (wrong)
		doubt(s->path, wrong);
	return found;
}

void subscribers_each(struct subscribers *s, void (*each)(const struct subscriber *, void *), void *with)
{
	char block[BLOCK];
	uint64_t at = HEAD_SIZE, start = 0, end = 0;	/* the block holds start to end of the file */
	const char *wrong = verify(s);

	for (uint32_t i = 0; i < s->count && !wrong; i++) {
		struct subscriber x;
		if (end < at + 8 + RECORD_MAX && end < s->size) {
			start = at;
			end = s->size - at < BLOCK ? s->size : at + BLOCK;
			if ((wrong = get(s, start, block, (size_t)(end - start))))
				break;
		}
		const char *p = block + (at - start);
		uint64_t room = end - at;
		uint64_t key_size = room < 8 ? 0 : number(p), value_size = room < 8 ? 0 : number(p + 4);
		x.key = (struct span){ p + 8, (size_t)key_size };
		if (key_size + value_size + 8 > room || !read_value((struct span){ p + 8 + key_size, value_size }, &x))
			wrong = damaged();
		else
			each(&x, with);
		at += 8 + key_size + value_size;
	}
	if (wrong)
		doubt(s->path, wrong);
}
