/* subscribers_new: writes what subscribers.c reads; see subscribers.h
 *
 * The records go out as they come, the tables follow, and the head comes last, with the checksum that was kept
 * all the while. A first touch of memory costs more than a record is worth (3.7 ms a MB), so little is kept:
 * 8 octets a record, and 2 to 4 to know doubles. */
#include "checksum.h"
#include "die.h"
#include "file.h"
#include "subscribers.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct slot { uint32_t hash, at; };
struct chunk { struct chunk *before; uint32_t used; struct slot slot[255]; };
struct seen { uint16_t *mark; uint32_t room, used; };

struct subscribers_new {
	struct file_new file;
	struct checksum sum;
	unsigned long long beside;
	uint64_t at;		/* where in the file the next octet goes */
	uint32_t count, duplicates;
	struct chunk *bucket[256];
	uint32_t size[256];	/* of the buckets */
	/* Marks of the hashes seen say of most keys that they are new; only for others the bucket is searched.
	 * When a table is half full, one of four times its size follows. */
	struct seen seen[12];
	int tables;
	/* The record to be put next: while it waits, memory fetches the place of its mark. */
	uint32_t hash;
	size_t key_size, record_size;	/* record_size is 0 if there is none */
	char record[8 + RECORD_MAX];
	size_t used;
	char block[65536];
};

static _Noreturn void cannot_write(const struct subscribers_new *n)
{
	errno = errno ? errno : EIO;
	file_cannot("write", n->file.path);
}

static void *get_memory(struct subscribers_new *n, size_t count, size_t size)
{
	void *p = calloc(count, size);
	if (!p)
		cannot_write(n);
	return p;
}

static void flush(struct subscribers_new *n)
{
	struct span s = { n->block, n->used };
	checksum_add(&n->sum, s);
	write_all(n->file.fd, s, n->file.path);
	n->used = 0;
}

static void write_out(struct subscribers_new *n, struct span s)
{
	if (n->used + s.len > sizeof n->block)
		flush(n);
	memcpy(n->block + n->used, s.at, s.len);
	n->used += s.len;
	n->at += s.len;
	if (n->at > UINT32_MAX) {
		errno = EFBIG;
		cannot_write(n);
	}
}

static void pack(char *to, uint32_t number)
{
	for (int i = 0; i < 4; i++)
		to[i] = (char)(number >> 8 * i);
}

static void add_slot(struct subscribers_new *n, struct slot s)
{
	struct chunk **c = &n->bucket[s.hash & 255];
	if (!*c || (*c)->used == sizeof (*c)->slot / sizeof *(*c)->slot) {
		struct chunk *more = get_memory(n, 1, sizeof *more);
		more->before = *c;
		*c = more;
	}
	(*c)->slot[(*c)->used++] = s;
	n->size[s.hash & 255]++;
}

struct subscribers_new *subscribers_begin(const char *path)
{
	struct subscribers_new *n = memory_get(sizeof *n);
	struct stat st, old;

	n->beside = subscribers_settled(path, -1);
	bool source = n->beside && stat(memory_keep((struct span){ path, strlen(path) - 4 }).at, &st) == 0;
	bool first = stat(path, &old) < 0;
	file_new(&n->file, path, source ? st.st_mode & 0777 : 0600);
	if (first && source && geteuid() == 0 && fchown(n->file.fd, st.st_uid, st.st_gid) < 0)
		cannot_write(n);	/* else file_new has seen to the owner */
	add_slot(n, (struct slot){ subscribers_hash(SPAN("")), INFO_AT - 8 });
	n->at = HEAD_SIZE;
	if (lseek(n->file.fd, HEAD_SIZE, SEEK_SET) < 0)
		cannot_write(n);
	checksum_begin(&n->sum);
	return n;
}

void subscribers_follow(struct subscribers_new *n, int fd)
{
	n->beside = subscribers_settled(n->file.path, fd);
}

/* The place for a mark: the upper bits of the hash, mixed, since addresses are alike and so are their hashes. */
static uint32_t place(const struct seen *s, uint32_t mixed)
{
	return (uint32_t)((uint64_t)mixed * s->room >> 32);
}

static uint32_t mix(uint32_t hash)
{
	hash = (hash ^ hash >> 15) * 0x9e3779b1u;
	return (hash ^ hash >> 13) * 0x85ebca77u;
}

/* Notes a hash; true if it may have been noted before. */
static bool seen_before(struct subscribers_new *n, uint32_t hash)
{
	uint32_t mixed = mix(hash);
	uint16_t mark = (uint16_t)(mixed | 1);	/* 0 is a free place */
	uint16_t *unused = n->seen[0].mark;	/* there is always a table */
	for (int t = 0; t < n->tables; t++) {
		const struct seen *s = &n->seen[t];
		uint32_t i = place(s, mixed);
		for (; s->mark[i]; i = i + 1 < s->room ? i + 1 : 0)
			if (s->mark[i] == mark)
				return true;
		unused = &s->mark[i];
	}
	*unused = mark;
	n->seen[n->tables - 1].used++;
	return false;
}

/* Whether the waiting record's key is in the file. */
static bool is_there(struct subscribers_new *n)
{
	char record[8 + RECORD_MAX];
	flush(n);
	for (const struct chunk *c = n->bucket[n->hash & 255]; c; c = c->before)
		for (uint32_t i = 0; i < c->used; i++) {
			if (c->slot[i].hash != n->hash)
				continue;
			ssize_t got = pread(n->file.fd, record, 8 + n->key_size, c->slot[i].at);
			if (got < 0)
				cannot_write(n);
			if ((size_t)got == 8 + n->key_size && memcmp(record, n->record, 4) == 0
			    && memcmp(record + 8, n->record + 8, n->key_size) == 0)
				return true;
		}
	return false;
}

static void put_waiting(struct subscribers_new *n)
{
	if (!n->record_size)
		return;
	if (seen_before(n, n->hash) && is_there(n)) {
		n->duplicates++;
	} else {
		add_slot(n, (struct slot){ n->hash, (uint32_t)n->at });
		write_out(n, (struct span){ n->record, n->record_size });
		n->count++;
	}
	n->record_size = 0;
}

static void append(struct subscribers_new *n, struct span s)
{
	memcpy(n->record + n->record_size, s.at, s.len);
	n->record_size += s.len;
}

void subscribers_add(struct subscribers_new *n, const struct subscriber *x)
{
	size_t value_size = x->address.len + x->settings.len + 2 + CHECK_SIZE;
	if (!x->key.len || x->key.len + value_size > RECORD_MAX) {
		subscribers_discard(n);
		die(TEMP, "4.3.0", "a subscriber without key, or too long");
	}
	if (!n->tables || n->seen[n->tables - 1].used > n->seen[n->tables - 1].room / 2) {
		uint32_t room = n->tables ? n->seen[n->tables - 1].room * 4 : 2048;
		n->seen[n->tables++] = (struct seen){ get_memory(n, room, sizeof(uint16_t)), room, 0 };
	}
	uint32_t hash = subscribers_hash(x->key);
	const struct seen *last = &n->seen[n->tables - 1];
	__builtin_prefetch(&last->mark[place(last, mix(hash))], 1);
	put_waiting(n);

	n->hash = hash;
	n->key_size = x->key.len;
	n->record_size = 8;
	pack(n->record, (uint32_t)x->key.len);
	pack(n->record + 4, (uint32_t)value_size);
	append(n, x->key);
	append(n, x->address);
	append(n, SPAN("\0"));
	if (x->settings.len)
		append(n, x->settings);
	append(n, SPAN("\0"));
	pack(n->record + n->record_size,
		subscribers_check((struct span){ n->record + 8, n->record_size - 8 }));
	n->record_size += CHECK_SIZE;
}

/* A table has twice the slots that are in use, like every cdb's. */
static void write_table(struct subscribers_new *n, int bucket)
{
	uint32_t room = n->size[bucket] * 2;
	struct slot *table = get_memory(n, room + 1, sizeof *table);
	for (const struct chunk *c = n->bucket[bucket]; c; c = c->before)
		for (uint32_t k = 0; k < c->used; k++) {
			uint32_t i = (c->slot[k].hash >> 8) % room;
			while (table[i].at)
				i = i + 1 < room ? i + 1 : 0;
			table[i] = c->slot[k];
		}
	for (uint32_t i = 0; i < room; i++) {
		char pair[8];
		pack(pair, table[i].hash);
		pack(pair + 4, table[i].at);
		write_out(n, (struct span){ pair, 8 });
	}
	free(table);
}

static void release(struct subscribers_new *n)
{
	while (n->tables)
		free(n->seen[--n->tables].mark);
	for (int i = 0; i < 256; i++)
		for (struct chunk *c = n->bucket[i], *before; c; c = before) {
			before = c->before;
			free(c);
		}
}

uint32_t subscribers_commit(struct subscribers_new *n, uint32_t *duplicates)
{
	char head[HEAD_SIZE + 1], sum[17];

	put_waiting(n);
	for (int i = 0; i < 256; i++) {
		pack(head + i * 8, (uint32_t)n->at);
		pack(head + i * 8 + 4, n->size[i] * 2);
		write_table(n, i);
	}
	flush(n);
	pack(head + INFO_AT - 8, 0);	/* the empty key */
	pack(head + INFO_AT - 4, INFO_SIZE);
	snprintf(head + INFO_AT, INFO_SIZE + 1, INFO_FORMAT, (unsigned long long)n->count, (unsigned long long)n->at,
		n->beside, 0ULL);
	checksum_add(&n->sum, (struct span){ head, HEAD_SIZE });
	snprintf(sum, sizeof sum, "%016llx", (unsigned long long)checksum_end(&n->sum));
	memcpy(head + SUM_AT, sum, 16);
	if (lseek(n->file.fd, 0, SEEK_SET) < 0)
		cannot_write(n);
	write_all(n->file.fd, (struct span){ head, HEAD_SIZE }, n->file.path);
	file_commit(&n->file);
	release(n);
	if (duplicates)
		*duplicates = n->duplicates;
	return n->count;
}

void subscribers_discard(struct subscribers_new *n)
{
	release(n);
	file_discard(&n->file);
}
