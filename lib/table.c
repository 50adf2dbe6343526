/* table: see table.h */
#include "table.h"
#include "column.h"
#include "die.h"
#include "file.h"
#include "folder.h"
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

enum { BLOCK = 65536 };

struct adding {
	struct table *table;
	struct text name, out;
	unsigned row, rows, skip;	/* the one that we are in, how many it has, how many are there already */
	bool inside;
	off_t start;
};

/* Whatever goes wrong, nothing of the report stays. */
static void put(struct adding *a)
{
	struct table *t = a->table;
	for (struct span s = text_span(&a->out); s.len; ) {
		ssize_t n = write(t->fd, s.at, s.len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			int error = n < 0 ? errno : EIO;
			if (ftruncate(t->fd, a->start) < 0)
				die_sys("cannot take back half a report from %s", t->path.at);
			errno = error;
			die_sys("cannot write %s", t->path.at);
		}
		s.at += n;
		s.len -= (size_t)n;
		t->read += n;
	}
	a->out.len = 0;
}

/* The rows without their first five columns, in pieces of any length. */
static void add_piece(void *with, struct span s)
{
	struct adding *a = with;
	while (s.len) {
		ptrdiff_t end = span_find(s, '\n');
		struct span piece = { s.at, end < 0 ? s.len : (size_t)end + 1 };
		if (!a->inside && ++a->row > a->skip) {
			text_add(&a->out, text_span(&a->name));
			text_addf(&a->out, "%u/%u\t", a->row, a->rows);
		}
		if (a->row > a->skip)
			text_add(&a->out, piece);
		a->inside = end < 0;
		s.at += piece.len;
		s.len -= piece.len;
		if (a->out.len > BLOCK)
			put(a);
	}
}

static void add_rows(struct table *t, struct span name, const struct report *r, unsigned skip)
{
	struct adding a = { .table = t, .rows = r->rows, .skip = skip, .start = t->read };
	text_add(&a.name, name);
	if (t->read == 0)
		text_adds(&a.out, TABLE_FIRST_LINE "\n");
	report_each(r, add_piece, &a);
	put(&a);
	if (t->ours < 0)
		t->ours = a.start;
	table_note(t, name, r->rows, r->rows);
	text_free(&a.name);
	text_free(&a.out);
}

/* After a failed fsync the rows may be in memory and not on the disk, where the mail's next coming would find them. */
static _Noreturn void cannot_sync(struct tables *all, struct table *t)
{
	int error = errno;
	int lock = file_lock(text_string(&all->lock), true);
	if (t->ours >= 0 && table_size(t) == t->read && ftruncate(t->fd, t->ours) < 0)
		error = errno;
	close(lock);
	errno = error;
	die_sys("cannot sync %s", t->path.at);
}

static void table_close(struct tables *all, struct table *t)
{
	if (t->fd < 0)
		return;
	if (fsync(t->fd) < 0)
		cannot_sync(all, t);
	if (close(t->fd) < 0 && errno != EINTR)
		die_sys("cannot close %s", t->path.at);
	text_free(&t->path);
	text_free(&t->line);
	text_free(&t->last);
	free(t->names);
	*t = (struct table){ .fd = -1 };
}

static struct table *table_of(struct tables *all, struct span path)
{
	struct table *t = NULL;
	struct stat st;
	for (size_t i = 0; i < TABLES_OPEN && !t; i++)
		if (all->open[i].fd >= 0 && span_is(path, text_span(&all->open[i].path)))
			t = &all->open[i];
	if (t && stat(text_string(&t->path), &st) == 0 && st.st_ino == t->is.st_ino && st.st_dev == t->is.st_dev)
		return t;
	if (!t) {
		t = &all->open[all->next];
		all->next = (all->next + 1) % TABLES_OPEN;
	}
	table_close(all, t);
	text_add(&t->path, path);
	t->fd = file_open_append(text_string(&t->path), 0600);
	t->ours = -1;
	if (fstat(t->fd, &t->is) < 0)
		die_sys("cannot look at %s", t->path.at);
	return t;
}

void tables_begin(struct tables *all, const char *folder)
{
	*all = (struct tables){ .folder = folder };
	for (size_t i = 0; i < TABLES_OPEN; i++)
		all->open[i].fd = -1;
	folder_need(folder);
	text_addf(&all->lock, "%s/lock", folder);
}

void tables_add(struct tables *all, const struct report *r)
{
	struct text path = { 0 }, name = { 0 };
	column_add_time(&name, r->begin);
	text_addf(&path, "%s/%.*s.%.7s.tsv", all->folder, PRINTF(text_span(&r->domain)), name.at);
	text_addc(&name, '\t');
	if (r->end < 0)
		text_addc(&name, '-');
	else
		column_add_time(&name, r->end);
	text_addf(&name, "\t%.*s\t%.*s\t", PRINTF(text_span(&r->reporter)), PRINTF(text_span(&r->id)));

	struct table *t = table_of(all, text_span(&path));	/* before the lock, since this may sync another */
	int lock = file_lock(text_string(&all->lock), true);
	table_catch_up(t);
	const struct table_name *there = table_find(t, text_span(&name));
	if (!there->whole)
		add_rows(t, text_span(&name), r, there->rows);
	close(lock);
	text_free(&path);
	text_free(&name);
}

void tables_end(struct tables *all)
{
	for (size_t i = 0; i < TABLES_OPEN; i++)
		table_close(all, &all->open[i]);
	file_sync_folder(all->folder, all->folder);
	text_free(&all->lock);
}
