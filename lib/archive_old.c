/* archive_old: posts from before a list came to us; see archive.h */
#include "archive.h"
#include "die.h"
#include "file.h"
#include "list.h"
#include "posts.h"
#include "sent.h"
#include <dirent.h>
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

/* A name that no post has, for the one that is being written. One is enough, since only one may hold the lock. */
static const char *scratch_name(const char *folder) { return in_folder(folder, ".import"); }

int archive_old_begin(const char *folder)
{
	if (post_is_dry())
		return -1;
	sent_make_folder(folder);
	return file_lock(in_folder(folder, "summary.lock"), true);
}

static void write_scratch(const char *scratch, int from, time_t when)
{
	if (unlink(scratch) < 0 && errno != ENOENT)
		die_sys("cannot remove %s", scratch);
	int fd = open(scratch, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		die_sys("cannot make %s", scratch);
	struct timespec times[2] = { { .tv_nsec = UTIME_OMIT }, { .tv_sec = when } };
	if (lseek(from, 0, SEEK_SET) < 0)
		die_sys("cannot rewind a message");
	copy_rest(from, fd, scratch);
	if (futimens(fd, times) < 0 || fsync(fd) < 0 || close(fd) < 0)
		die_sys("cannot write %s", scratch);
}

enum archive_old archive_old(const char *folder, int fd, unsigned long long number, time_t when)
{
	struct text path = { 0 };
	enum archive_old result = ARCHIVE_TAKEN;
	char id[65];
	archive_path(&path, folder, number);
	int old = file_open(text_string(&path));
	if (old >= 0) {
		result = file_same(old, fd) ? ARCHIVE_SAME : ARCHIVE_OTHER;
		close(old);
	} else if (posts_id(number, id)) {
		result = ARCHIVE_OTHER;		/* it is on its way here */
	} else if (!post_is_dry()) {
		const char *scratch = scratch_name(folder);
		write_scratch(scratch, fd, when);
		if (rename(scratch, text_string(&path)) < 0)
			die_sys("cannot make %s", text_string(&path));
	}
	text_free(&path);
	return result;
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
	struct dirent *entry;
	DIR *dir = opendir(folder);
	if (!dir && errno == ENOENT)
		return;
	if (!dir)
		die_sys("cannot read the folder %s", folder);
	while (errno = 0, (entry = readdir(dir))) {
		struct span name = span(entry->d_name);
		unsigned long long number;
		if (name.len > 4 && name.len < 23 && memcmp(name.at + name.len - 4, ".eml", 4) == 0
		    && span_number((struct span){ name.at, name.len - 4 }, &number) && number)
			add_number(out, number);
	}
	if (errno)
		die_sys("cannot read the folder %s", folder);
	closedir(dir);
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

void archive_old_end(const char *folder, int lock, struct archive_lines *lines)
{
	struct summary s = { .text = lines->text.at };
	struct text old = { 0 };
	const char *path = in_folder(folder, "summary");
	if (lock < 0)
		return;
	if (lines->line.len) {
		size_t count = lines->line.len / sizeof *s.next;
		qsort(lines->line.at, count, sizeof *s.next, line_by_number);
		s.next = (const void *)lines->line.at;
		s.end = s.next + count;
	}
	file_sync_folder(folder, folder);
	file_read(path, &old, UINT32_MAX);
	merge(&s, text_span(&old));
	if (s.more)
		file_replace(path, text_span(&s.out), 0600);
	close(lock);
	text_free(&old);
	text_free(&s.out);
	text_free(&s.had);
}
