/* change: see change.h. What becomes of the lines; change_read.c reads what is asked for, change_file.c the file. */
#include "change.h"
#include "die.h"
#include "file.h"
#include "lines.h"
#include "list.h"
#include "member_line.h"
#include "members.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The line that counts: the first that is no `# ADDRESS`, else the first of those. NULL: no member. */
static struct entry *counting(const struct person *who)
{
	struct entry *off = NULL;
	for (struct entry *e = who->first; e; e = e->next) {
		if (!e->gone && !e->off)
			return e;
		if (!e->gone && !off)
			off = e;
	}
	return off;
}

/* All lines but one. */
static void remove_lines(const struct person *who, const struct entry *but)
{
	for (struct entry *e = who->first; e; e = e->next)
		e->gone = e->gone || e != but;
}

static enum change_result edit(struct change *c, struct entry *e, struct span line)
{
	struct members_line l = { 0 };
	if (span_is(e->line, line))
		return CHANGE_SAME;
	c->why = line.len > LINES_MAX ? "a line that is too long" : members_read(&l, line);
	if (!c->why) {
		e->line = memory_keep(line);
		e->off = l.off;
		e->edited = true;
	}
	text_free(&l.key);
	text_free(&l.settings);
	return c->why ? CHANGE_WRONG : CHANGE_DONE;
}

static enum change_result set(struct change *c, struct entry *e)
{
	struct span rest = c->words;
	struct text line = { 0 };
	struct setting w;
	text_add(&line, e->line);
	while (rest.len) {
		struct text next = { 0 };
		if (c->kind == CHANGE_UNSET)
			w = (struct setting){ .name = span_next_word(&rest) };
		else
			setting_next(&rest, &w);
		struct span value = { c->kind == CHANGE_UNSET ? NULL : w.value.len ? w.value.at : "", w.value.len };
		c->why = member_line_set(&next, text_span(&line), w.name, value);
		if (c->why)
			return CHANGE_WRONG;
		text_free(&line);
		line = next;
		rest = span_trim(rest);
	}
	enum change_result result = edit(c, e, text_span(&line));
	text_free(&line);
	return result;
}

/* The line stays where it is, and is another's now. */
static void give(struct person *from, struct entry *e, struct person *to)
{
	struct entry **p = &from->first, *last = NULL;
	while (*p != e) {
		last = *p;
		p = &(*p)->next;
	}
	*p = e->next;
	from->last = e->next ? from->last : last;
	e->next = NULL;
	*(to->last ? &to->last->next : &to->first) = e;
	to->last = e;
}

static enum change_result move(struct change *c, const struct people *p, struct person *who, struct entry *e)
{
	struct person *to = people_find(p, c->to_key);
	struct text line = { 0 };
	if (to != who && counting(to))
		return e ? CHANGE_TAKEN : CHANGE_SAME;
	if (!e)
		return CHANGE_ABSENT;
	member_line_move(&line, e->line, c->words);
	enum change_result result = edit(c, e, text_span(&line));
	text_free(&line);
	if (result == CHANGE_DONE && to != who) {
		remove_lines(who, e);
		give(who, e, to);
	}
	return result;
}

static enum change_result add(struct change *c, struct people *p, struct person *who)
{
	struct text line = { 0 };
	text_add(&line, c->address);
	text_adds(&line, c->words.len ? " " : "");
	text_add(&line, c->words);
	people_add(p, who, text_span(&line));
	text_free(&line);
	return CHANGE_DONE;
}

static enum change_result make(struct change *c, struct people *p)
{
	struct person *who = people_find(p, c->key);
	struct entry *e = counting(who);
	switch (c->kind) {
	case CHANGE_ADD: return e ? CHANGE_SAME : add(c, p, who);
	case CHANGE_REMOVE: remove_lines(who, NULL); return e ? CHANGE_DONE : CHANGE_SAME;
	case CHANGE_MOVE: return move(c, p, who, e);
	case CHANGE_SET:
	case CHANGE_UNSET: break;
	}
	return e ? set(c, e) : CHANGE_ABSENT;
}

static int by_key(const void *a, const void *b)
{
	struct span x = ((const struct person *)a)->key, y = ((const struct person *)b)->key;
	int order = memcmp(x.at, y.at, x.len < y.len ? x.len : y.len);
	return order ? order : (x.len > y.len) - (x.len < y.len);
}

struct person *people_find(const struct people *p, struct span key)
{
	struct person want = { .key = key };
	return bsearch(&want, p->at, p->count, sizeof *p->at, by_key);
}

struct entry *people_add(struct people *p, struct person *who, struct span line)
{
	struct entry *e = memory_get(sizeof *e);
	e->line = memory_keep(line);
	*(who->last ? &who->last->next : &who->first) = e;
	who->last = e;
	p->entry = memory_grow(p->entry, p->entries, &p->room, sizeof *p->entry);
	p->entry[p->entries++] = e;
	return e;
}

/* Each address once. */
static void gather(struct people *p, const struct change *c, size_t count)
{
	size_t kept = 0;
	p->at = memory_get(2 * count * sizeof *p->at);
	for (size_t i = 0; i < count; i++) {
		p->at[p->count++].key = c[i].key;
		if (c[i].to_key.len)
			p->at[p->count++].key = c[i].to_key;
	}
	qsort(p->at, p->count, sizeof *p->at, by_key);
	for (size_t i = 0; i < p->count; i++)
		if (!kept || by_key(&p->at[kept - 1], &p->at[i]) != 0)
			p->at[kept++] = p->at[i];
	p->count = kept;
}

bool change_members(const char *path, struct change *c, size_t count)
{
	struct people p = { 0 };
	bool good = true, any = false;
	const char *cdb = change_cdb(path);

	int lock = post_is_dry() ? -1 : members_lock(cdb);
	p.time = subscribers_beside(cdb);
	int fd = file_open(path);
	if (fd < 0 && access(cdb, F_OK) == 0)
		die(TEMP, "4.3.5", "there is no %s, but a %s; for the text of it: list-members %s >%s", path, cdb, cdb, path);
	gather(&p, c, count);
	if (fd >= 0)
		people_read(&p, path, fd);
	for (size_t i = 0; i < count; i++) {
		c[i].result = make(&c[i], &p);
		good = good && c[i].result < CHANGE_ABSENT;
		any = any || c[i].result == CHANGE_DONE;
	}
	if (good && lock >= 0 && any)
		people_write(&p, path, fd);
	else if (lock >= 0 && fd >= 0 && subscribers_wrong(cdb))
		people_refresh(path, fd);
	if (fd >= 0)
		close(fd);
	if (lock >= 0)
		close(lock);
	return good;
}
