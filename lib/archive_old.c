/* archive_old: posts from before a list came to us; see archive.h */
#include "archive.h"
#include "die.h"
#include "file.h"
#include "list.h"
#include "names.h"
#include "posts.h"
#include "sent.h"
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *in_folder(const char *folder, const char *name)
{
	return memory_format("%s/%s", folder, name).at;
}

/* Where the posts lie that have no name yet, each by its number. One is enough, since only one may hold the lock. */
static const char *waiting_folder(const struct archive_old *a) { return in_folder(a->folder, ".importing"); }

static const char *post_path(const char *folder, unsigned long long number)
{
	struct text path = { 0 };
	archive_path(&path, folder, number);
	return text_keep(&path).at;
}

/* A killed one may have left some. */
static void empty(const char *folder)
{
	struct names n;
	names_begin(&n, folder);
	for (const char *name; (name = names_next(&n)); )
		if (unlink(in_folder(folder, name)) < 0)
			die_sys("cannot remove %s/%s", folder, name);
}

void archive_old_begin(struct archive_old *a)
{
	a->lock = a->fd = -1;
	if (post_is_dry())
		return;
	sent_make_folder(a->folder);
	a->lock = file_lock(in_folder(a->folder, "summary.lock"), true);
	a->fd = open(a->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (a->fd < 0)
		die_sys("cannot open the folder %s", a->folder);
	empty(waiting_folder(a));
}

static void write_new(const char *path, int from, time_t when)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		die_sys("cannot make %s", path);
	struct timespec times[2] = { { .tv_nsec = UTIME_OMIT }, { .tv_sec = when } };
	if (lseek(from, 0, SEEK_SET) < 0)
		die_sys("cannot rewind a message");
	copy_rest(from, fd, path);
	if (futimens(fd, times) < 0)
		die_sys("cannot write %s", path);
	file_sync_later(fd, path);
	if (close(fd) < 0)
		die_sys("cannot write %s", path);
}

enum archive_taken archive_old_take(struct archive_old *a, int fd, unsigned long long number, time_t when)
{
	char id[65];
	if (a->count == ARCHIVE_BATCH || (a->count && number <= a->number[a->count - 1]))
		archive_old_name(a);
	int old = file_open(post_path(a->folder, number));
	if (old >= 0) {
		bool same = file_same(old, fd);
		close(old);
		return same ? ARCHIVE_SAME : ARCHIVE_OTHER;
	}
	if (posts_id(number, id))
		return ARCHIVE_OTHER;		/* it is on its way here */
	if (a->fd >= 0) {
		sent_make_folder(waiting_folder(a));
		write_new(post_path(waiting_folder(a), number), fd, when);
		a->number[a->count++] = number;
	}
	return ARCHIVE_TAKEN;
}

/* A name must not reach the disk before what it stands for, or a power cut would leave half a post, and the next run
 * would take it for another one of that number. */
void archive_old_name(struct archive_old *a)
{
	if (a->count)
		file_sync_all(a->fd, a->folder);
	for (size_t i = 0; i < a->count; i++) {
		const char *path = post_path(a->folder, a->number[i]);
		if (rename(post_path(waiting_folder(a), a->number[i]), path) < 0)
			die_sys("cannot make %s", path);
	}
	a->count = 0;
}

unsigned long long archive_line_number(struct span line)
{
	unsigned long long number;
	ptrdiff_t open = span_find(line, '[');
	if (open < 1 || line.at[open - 1] != ' ')
		return 0;
	struct span rest = { line.at + open + 1, line.len - (size_t)open - 1 };
	ptrdiff_t colon = span_find(rest, ':');
	return colon > 0 && colon <= 18 && span_number((struct span){ rest.at, (size_t)colon }, &number) ? number : 0;
}

static int by_number(const void *a, const void *b)
{
	unsigned long long x = *(const unsigned long long *)a, y = *(const unsigned long long *)b;
	return (x > y) - (x < y);
}

static void add_number(struct text *t, unsigned long long number)
{
	text_add(t, (struct span){ (const char *)&number, sizeof number });
}

static void sort(struct text *numbers)
{
	if (numbers->len)
		qsort(numbers->at, numbers->len / sizeof(unsigned long long), sizeof(unsigned long long), by_number);
}

static bool has(const struct text *numbers, unsigned long long number)
{
	return numbers->len && bsearch(&number, numbers->at, numbers->len / sizeof number, sizeof number, by_number);
}

void archive_numbers(const char *folder, struct text *out)
{
	struct names n;
	names_begin(&n, folder);
	for (const char *file; (file = names_next(&n)); ) {
		struct span name = span(file);
		unsigned long long number;
		if (name.len > 4 && name.len < 23 && memcmp(name.at + name.len - 4, ".eml", 4) == 0
		    && span_number((struct span){ name.at, name.len - 4 }, &number) && number)
			add_number(out, number);
	}
	sort(out);
}

struct line { unsigned long long number; size_t at, len; };

void archive_lines_add(struct archive_lines *lines, unsigned long long number, struct span line)
{
	struct line l = { number, lines->text.len, line.len };
	text_add(&lines->text, line);
	text_add(&lines->line, (struct span){ (const char *)&l, sizeof l });
}

static int line_by_number(const void *a, const void *b)
{
	const struct line *x = a, *y = b;
	int order = (x->number > y->number) - (x->number < y->number);
	return order ? order : (x->at > y->at) - (x->at < y->at);
}

/* What a summary is made of: its old lines in their order, and before the first of a larger number those that it
 * lacks. */
struct summary {
	struct text out, had;		/* had: numbers that have a line */
	const char *text;
	const struct line *next, *end;
	bool more;
};

static void add_missing(struct summary *s, unsigned long long below)
{
	for (unsigned long long last = 0; s->next < s->end && s->next->number < below; last = s->next++->number) {
		if (s->next->number == last || has(&s->had, s->next->number))
			continue;
		text_add(&s->out, (struct span){ s->text + s->next->at, s->next->len });
		text_addc(&s->out, '\n');
		s->more = true;
	}
}

static void merge(struct summary *s, struct span old)
{
	for (struct span rest = old; rest.len; ) {
		unsigned long long number = archive_line_number(span_take(&rest, '\n'));
		if (number)
			add_number(&s->had, number);
	}
	sort(&s->had);
	while (old.len) {
		struct span line = span_take(&old, '\n');
		unsigned long long number = archive_line_number(line);
		if (number)
			add_missing(s, number);
		text_add(&s->out, line);
		text_addc(&s->out, '\n');
	}
	add_missing(s, UINT64_MAX);
}

void archive_old_end(struct archive_old *a)
{
	struct text *lines = &a->lines.line, old = { 0 };
	struct summary s = { .text = a->lines.text.at };
	const char *path = in_folder(a->folder, "summary");
	if (a->fd < 0)
		return;
	archive_old_name(a);
	if (rmdir(waiting_folder(a)) < 0 && errno != ENOENT)
		die_sys("cannot remove the folder %s", waiting_folder(a));
	if (lines->len) {
		size_t count = lines->len / sizeof *s.next;
		qsort(lines->at, count, sizeof *s.next, line_by_number);
		s.next = (const void *)lines->at;
		s.end = s.next + count;
	}
	file_sync_folder(a->folder, a->folder);
	file_read(path, &old, UINT32_MAX);
	merge(&s, text_span(&old));
	if (s.more)
		file_replace(path, text_span(&s.out), 0600);
	close(a->fd);
	close(a->lock);
	text_free(&old);
	text_free(&s.out);
	text_free(&s.had);
}
