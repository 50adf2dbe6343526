/* subscribers_new: writes what subscribers.c reads, with tinycdb; see subscribers.h */
#include "die.h"
#include "file.h"
#include "subscribers.h"
#include <cdb.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* tinycdb's own search for a key goes through a 256th of all records. A table of the hashes seen says of most
 * keys that they are new; only the others are searched for. */
struct subscribers_new {
	struct file_new file;
	struct cdb_make cdb;
	unsigned long long beside;
	uint32_t count;
	uint32_t *seen, room;
};

static _Noreturn void cannot_write(struct subscribers_new *n)
{
	int error = errno ? errno : EIO;
	const char *path = n->file.path;
	file_discard(&n->file);
	errno = error;
	die_sys("cannot write %s", path);
}

/* The time of the members file, once it is older than the clock's tick (10 ms at most): two saves within one
 * tick have the same time, and the second would never be seen. */
static unsigned long long settled(const char *path)
{
	for (;;) {
		struct timespec now;
		unsigned long long beside = subscribers_beside(path);
		if (clock_gettime(CLOCK_REALTIME, &now) < 0)
			die_sys("cannot read the clock");
		unsigned long long age = (unsigned long long)now.tv_sec * 1000000000
			+ (unsigned long long)now.tv_nsec - beside;
		if (age > 20000000)	/* or in the future, a very large number */
			return beside;
		nanosleep(&(struct timespec){ .tv_nsec = 20000000 }, NULL);
	}
}

/* Writes the record of the empty key in its place. */
static void write_info(struct subscribers_new *n, unsigned long long size, unsigned long long sum)
{
	char info[INFO_SIZE + 1];
	snprintf(info, sizeof info, INFO_FORMAT, (unsigned long long)n->count, size, n->beside, sum);
	if (lseek(n->file.fd, INFO_AT, SEEK_SET) < 0)
		cannot_write(n);
	write_all(n->file.fd, (struct span){ info, INFO_SIZE }, n->file.path);
}

struct subscribers_new *subscribers_begin(const char *path)
{
	struct subscribers_new *n = memory_get(sizeof *n);
	struct stat st, old;
	char info[INFO_SIZE] = { 0 };

	n->beside = settled(path);
	bool source = n->beside && stat(memory_keep((struct span){ path, strlen(path) - 4 }).at, &st) == 0;
	bool first = stat(path, &old) < 0;
	file_new(&n->file, path, source ? st.st_mode & 0777 : 0600);
	if (first && source && geteuid() == 0 && fchown(n->file.fd, st.st_uid, st.st_gid) < 0)
		cannot_write(n);	/* else file_new has seen to the owner */
	if (cdb_make_start(&n->cdb, n->file.fd) < 0 || cdb_make_add(&n->cdb, "", 0, info, INFO_SIZE) < 0)
		cannot_write(n);
	return n;
}

/* Notes a hash; true if it was noted before. The place is the upper end of the mixed bits (addresses are alike,
 * and so are their hashes), so that a larger table takes over the smaller one from one end to the other. */
static bool seen_before(struct subscribers_new *n, uint32_t hash)
{
	uint32_t mixed = (hash ^ hash >> 15) * 0x9e3779b1u;
	uint32_t i = (uint32_t)((uint64_t)(mixed ^ mixed >> 16) * n->room >> 32);
	hash += hash == 0;	/* 0 is a free place */
	for (; n->seen[i]; i = i + 1 < n->room ? i + 1 : 0)
		if (n->seen[i] == hash)
			return true;
	n->seen[i] = hash;
	return false;
}

static void make_room(struct subscribers_new *n)
{
	uint32_t *old = n->seen, was = n->room;
	if (n->count < was / 2)
		return;
	n->room = was ? was * 2 : 1024;
	n->seen = calloc(n->room, sizeof *n->seen);
	if (!n->seen) {
		errno = ENOMEM;
		cannot_write(n);
	}
	for (uint32_t i = 0; i < was; i++)
		if (old[i])
			seen_before(n, old[i]);
	free(old);
}

bool subscribers_add(struct subscribers_new *n, const struct subscriber *x)
{
	char value[RECORD_MAX];
	size_t size = x->address.len + x->settings.len + 2;

	if (!x->key.len || x->settings.len > SETTINGS_MAX || x->key.len + size + CHECK_SIZE > RECORD_MAX) {
		subscribers_discard(n);
		die(TEMP, "4.3.0", "a subscriber without key, or too long");
	}
	make_room(n);
	if (seen_before(n, cdb_hash(x->key.at, (unsigned)x->key.len))) {
		int found = cdb_make_exists(&n->cdb, x->key.at, (unsigned)x->key.len);
		if (found < 0)
			cannot_write(n);
		if (found)
			return false;
	}
	memcpy(value, x->address.at, x->address.len);
	value[x->address.len] = '\0';
	if (x->settings.len)
		memcpy(value + x->address.len + 1, x->settings.at, x->settings.len);
	value[size - 1] = '\0';
	subscribers_check(x->key, (struct span){ value, size }, value + size);
	if (cdb_make_add(&n->cdb, x->key.at, (unsigned)x->key.len, value, (unsigned)(size + CHECK_SIZE)) < 0)
		cannot_write(n);
	n->count++;
	return true;
}

void subscribers_commit(struct subscribers_new *n)
{
	struct stat st;
	unsigned long long sum;
	if (cdb_make_finish(&n->cdb) < 0 || fstat(n->file.fd, &st) < 0)
		cannot_write(n);
	struct subscribers s = { .fd = n->file.fd, .size = (uint32_t)st.st_size };
	write_info(n, s.size, 0);
	if (subscribers_sum(&s, &sum))
		cannot_write(n);
	write_info(n, s.size, sum);
	free(n->seen);
	file_commit(&n->file);
}

void subscribers_discard(struct subscribers_new *n)
{
	free(n->seen);
	file_discard(&n->file);
}
