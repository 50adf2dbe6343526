/* change_file: the members file as a whole; see change.h */
#include "change.h"
#include "die.h"
#include "file.h"
#include "keyset.h"
#include "lines.h"
#include "members.h"
#include <string.h>
#include <unistd.h>

const char *change_cdb(const char *path)
{
	return memory_format("%s.cdb", path).at;
}

/* False if line can't be a member's with one of the keys. Of a million lines most must be passed over faster than by
 * taking them apart: a first word without quotes and backslashes is itself its key, but for case. */
static bool may_be_one(const struct keyset *keys, struct span line, bool in_header)
{
	char word[600];		/* local part, @ and domain have 512 at most */
	size_t start = 0, n;
	while (start < line.len && ascii_blank(line.at[start]))
		start++;
	if (start < line.len && line.at[start] == '#')
		return true;	/* also the ends of a header */
	for (n = 0; start + n < line.len && !ascii_blank(line.at[start + n]) && n < sizeof word; n++) {
		word[n] = (char)ascii_lower(line.at[start + n]);
		if (word[n] == '"' || word[n] == '\\')
			return true;
	}
	return n && n < sizeof word && !in_header && keyset_has(keys, (struct span){ word, n });
}

void people_read(struct people *p, const char *path, int fd)
{
	struct keyset keys = { 0 };
	struct lines l = { .fd = fd, .name = path };
	struct members_line m = { 0 };
	struct span line;

	for (size_t i = 0; i < p->count; i++)
		keyset_add(&keys, p->at[i].key);
	while (lines_next(&l, &line) && line.len <= LINES_MAX) {
		struct span text = l.number == 1 ? members_without_mark(line) : line;
		if (l.number == 1)
			p->crlf = l.newline && line.len && line.at[line.len - 1] == '\r';
		if (!may_be_one(&keys, text, m.in_header) || members_read(&m, text) || !m.member.key.len
		    || !keyset_has(&keys, m.member.key))
			continue;
		struct entry *e = people_add(p, people_find(p, m.member.key), text);
		e->at = l.at + (text.at - line.at);
		e->size = text.len + l.newline;
		e->newline = l.newline;
		e->off = m.off;
	}
	keyset_free(&keys);
	text_free(&m.key);
	text_free(&m.settings);
}

/* A text that goes out in blocks. */
struct out {
	int fd;
	const char *path;
	char last;		/* octet that was put, or \n */
	size_t used;
	char block[65536];
};

static void flush(struct out *o)
{
	write_all(o->fd, (struct span){ o->block, o->used }, o->path);
	o->used = 0;
}

static void put(struct out *o, struct span s)
{
	while (s.len) {
		if (o->used == sizeof o->block)
			flush(o);
		size_t n = s.len < sizeof o->block - o->used ? s.len : sizeof o->block - o->used;
		memcpy(o->block + o->used, s.at, n);
		o->used += n;
		o->last = s.at[n - 1];
		s = (struct span){ s.at + n, s.len - n };
	}
}

/* As it is in the file from one place to another, or to the end. */
static void put_range(struct out *o, int fd, off_t from, off_t to)
{
	char block[65536];
	size_t n;
	if (lseek(fd, from, SEEK_SET) < 0)
		die_sys("cannot go back in %s", o->path);
	while (from != to) {
		size_t most = to < 0 || to - from > (off_t)sizeof block ? sizeof block : (size_t)(to - from);
		if (!(n = read_some(fd, block, most, o->path)))
			break;
		put(o, (struct span){ block, n });
		from += (off_t)n;
	}
}

static void put_entry(struct out *o, const struct people *p, const struct entry *e)
{
	if (e->gone)
		return;
	if (!e->size && o->last != '\n')
		put(o, p->crlf ? SPAN("\r\n") : SPAN("\n"));
	put(o, e->line);
	if (!e->size)
		put(o, p->crlf ? SPAN("\r\n") : SPAN("\n"));
	else if (e->newline)
		put(o, SPAN("\n"));
}

static struct subscribers_new *prepare(const char *path, int fd, struct text *wrong)
{
	bool any;
	if (lseek(fd, 0, SEEK_SET) < 0)
		die_sys("cannot rewind %s", path);
	return members_prepare(change_cdb(path), fd, path, &any, wrong, NULL);
}

static _Noreturn void refuse(struct text *wrong)
{
	die(TEMP, "4.3.5", "%s; nothing has changed", text_string(wrong));
}

/* Both are complete before one gets its name, the text first: who dies in between leaves a cdb that is not believed. */
static bool install(struct file_new *f, unsigned long long time, struct text *wrong)
{
	struct subscribers_new *cdb = prepare(f->path, f->fd, wrong);
	if (!cdb) {
		file_discard(f);
		return false;
	}
	subscribers_follow(cdb, f->fd);
	if (subscribers_beside(change_cdb(f->path)) != time) {
		subscribers_discard(cdb);
		file_discard(f);
		die(TEMP, "4.3.5", "%s has been saved by another program meanwhile; nothing has changed", f->path);
	}
	file_commit(f);
	subscribers_commit(cdb, NULL);
	return true;
}

void people_write(const struct people *p, const char *path, int fd)
{
	struct file_new f;
	struct text wrong = { 0 };
	struct out o = { .path = path, .last = '\n' };
	off_t at = 0;

	file_new(&f, path, 0600);
	o.fd = f.fd;
	for (size_t i = 0; i < p->entries; i++) {
		const struct entry *e = p->entry[i];
		bool new = !e->size;
		if (fd >= 0 && at >= 0 && (new || e->gone || e->edited)) {
			put_range(&o, fd, at, new ? -1 : e->at);
			at = new ? -1 : e->at + (off_t)e->size;
		}
		if (new || e->edited)
			put_entry(&o, p, e);
	}
	if (fd >= 0 && at >= 0)
		put_range(&o, fd, at, -1);
	flush(&o);
	if (!install(&f, p->time, &wrong))
		refuse(&wrong);
}

void people_refresh(const char *path, int fd)
{
	struct text wrong = { 0 };
	struct subscribers_new *cdb = prepare(path, fd, &wrong);
	if (!cdb)
		refuse(&wrong);
	subscribers_commit(cdb, NULL);
}

bool change_replace(const char *path, int fd, unsigned long long time, struct text *wrong)
{
	struct file_new f;
	if (lseek(fd, 0, SEEK_SET) < 0)
		die_sys("cannot rewind the new text");
	file_new(&f, path, 0600);
	copy_rest(fd, f.fd, path);
	return install(&f, time, wrong);
}
