/* import_posts: the posts that a list has had, from a folder of numbered files or an mbox, into our archive; see
 * import.h.
 *
 * There may be a hundred thousand: what is kept of each is its line of summary, and memory_get memory is given back
 * after each. */
#include "archive.h"
#include "charset.h"
#include "clean.h"
#include "date.h"
#include "die.h"
#include "digests.h"
#include "file.h"
#include "import.h"
#include "intake.h"
#include "keyset.h"
#include "lines.h"
#include "list.h"
#include "mbox.h"
#include "posts.h"
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ARCHIVE "archive"

enum { LINE = 1000 };	/* octets of a line of summary */

struct posts {
	struct import *i;
	struct archive_old archive;
	unsigned long long last, claimed;	/* the last number that is used; up to which seq lets nobody else use one */
	struct keyset ids;	/* POST_ID of all that are in our archive, for posts without a number */
};

/* Reads the message in fd as one from a mail server is read. NULL, or what is wrong with it. */
static const char *read_message(struct intake *in, int fd)
{
	struct verdict v = intake_read(in, fd, &(struct intake_limits){ .claimed = -1, .until = LLONG_MAX });
	const char *colon = strstr(v.line, ": ");	/* behind the status and a program's name */
	const char *why = colon ? colon + 2 : v.line;
	if (v.code == TEMP)
		die(TEMP, "4.3.0", "%s", why);
	return v.code ? why : NULL;
}

static time_t sent_at(const struct intake *in, int fd)
{
	struct stat st;
	time_t when;
	if (date_read(message_value(&in->header, "Date"), &when))
		return when;
	if (fstat(fd, &st) < 0)
		die_sys("cannot look at a post");
	return st.st_mtime;
}

static void add_line(struct posts *p, const struct intake *in, unsigned long long number, time_t when)
{
	struct text line = archive_line(&in->header, number, when);
	archive_lines_add(&p->archive.lines, number, text_span(&line));
	text_free(&line);
}

/* What has no number gets the one after the last. So that a second time it gets none, the archive is searched. */
static void learn_ids(struct posts *p)
{
	struct text numbers = { 0 };
	archive_numbers(ARCHIVE, &numbers);
	for (size_t at = 0; at < numbers.len; at += sizeof(unsigned long long)) {
		unsigned long long number;
		struct text path = { 0 };
		struct intake in;
		struct stat st;
		memcpy(&number, numbers.at + at, sizeof number);
		archive_path(&path, ARCHIVE, number);
		int fd = file_open(text_string(&path));
		if (fd >= 0 && fstat(fd, &st) == 0 && !read_message(&in, fd)) {
			keyset_add(&p->ids, span(in.post_id));
			add_line(p, &in, number, st.st_mtime);
		}
		if (fd >= 0) {
			close(in.fd);
			text_free(&in.text);
			close(fd);
		}
		text_free(&path);
		memory_reset();
	}
	if (numbers.len) {
		unsigned long long highest;
		memcpy(&highest, numbers.at + numbers.len - sizeof highest, sizeof highest);
		p->last = highest > p->last ? highest : p->last;
	}
	text_free(&numbers);
}

/* Who gets digests must not find old posts in the next one: for him they begin after those. He is told first, so that
 * no kill leaves a last number with posts before it that are still to be in a digest. */
static void set_last(struct posts *p, unsigned long long number)
{
	struct digests d;
	if (post_is_dry())
		return;
	digests_read(&d);
	for (size_t k = 0; k < d.count; k++) {
		d.at[k].wanted = true;
		d.at[k].sent = number;
	}
	d.seen = number;
	if (d.count || d.seen_at)
		digests_write(&d);
	posts_set_last(p->claimed = number);
}

static void claim(struct posts *p, unsigned long long number)
{
	if (number > p->claimed)
		set_last(p, number);
}

/* No post may have a number that is not used yet for all to see, or a new one gets it too, and takes its place. */
static void name_batch(struct posts *p)
{
	claim(p, p->last);
	archive_old_name(&p->archive);
}

/* number 0: it has none. */
static void take(struct posts *p, int fd, unsigned long long number, const char *name)
{
	struct import *i = p->i;
	struct intake in;
	const char *wrong = read_message(&in, fd);
	if (wrong) {
		tally_add_reason(&i->left, "posts not taken", wrong, span(name));
	} else if (!number && !keyset_add(&p->ids, span(in.post_id))) {
		i->posts_had++;
	} else {
		time_t when = sent_at(&in, fd);
		if (!number)
			number = p->last + 1;
		enum archive_taken result = archive_old_take(&p->archive, in.fd, number, when);
		if (result == ARCHIVE_OTHER) {
			tally_add(&i->left, "posts not taken, another one has the number here", span(name));
		} else {
			add_line(p, &in, number, when);
			*(result == ARCHIVE_SAME ? &i->posts_had : &i->posts_taken) += 1;
			p->last = number > p->last ? number : p->last;
		}
	}
	close(in.fd);
	text_free(&in.text);
	if (p->archive.count == ARCHIVE_BATCH)
		name_batch(p);
	memory_reset();
}

/* fml's own lines, each with the time at which it sent the post. */
static void read_summary(struct posts *p, int fd)
{
	static struct lines l;
	struct span line;
	l = (struct lines){ .fd = fd, .name = "summary" };
	while (lines_next(&l, &line)) {
		struct text decoded = { 0 }, clean = { 0 };
		if (line.len > LINES_MAX)
			die(PERM, "5.3.5", "summary:%lu: an over-long line", l.number);
		unsigned long long number = archive_line_number(line);
		if (number && charset_decode_unnamed(span_trim(line), &decoded)) {
			text_add_clean(&clean, text_span(&decoded), LINE);
			archive_lines_add(&p->archive.lines, number, text_span(&clean));
			p->i->lines_taken++;
		} else
			tally_add(&p->i->left, "lines of summary not taken, for they can't be read", span_trim(line));
		text_free(&decoded);
		text_free(&clean);
	}
	close(fd);
}

static void take_folder(struct posts *p)
{
	const struct import *i = p->i;
	struct text name = { 0 };
	size_t count = i->numbers.len / sizeof(unsigned long long);
	const unsigned long long *number = (const void *)i->numbers.at;
	for (size_t k = 0; k < count; k++) {
		int fd = import_open_post(i, number[k], &name);
		if (fd < 0 && errno == EINVAL) {
			tally_add(&p->i->left, "posts not taken, for they are no regular files", text_span(&name));
			continue;
		}
		if (fd < 0 && errno != ENOENT)
			die_sys("cannot open the post %s", text_string(&name));
		if (fd < 0)
			continue;	/* it has gone since */
		take(p, fd, number[k], text_string(&name));
		close(fd);
	}
	text_free(&name);
}

static void take_mbox(struct posts *p)
{
	static struct mbox m;
	struct stat st;
	struct text name = { 0 };
	bool more = true;
	if (fstat(p->i->posts_fd, &st) < 0)
		die_sys("cannot look at %s", p->i->name);
	mbox_open(&m, p->i->posts_fd, st.st_size);
	learn_ids(p);
	int fd = file_scratch();
	for (unsigned long long k = 1; more; k++) {
		if (lseek(fd, 0, SEEK_SET) < 0 || ftruncate(fd, 0) < 0)
			die_sys("cannot empty a scratch file");
		more = mbox_next(&m, fd);
		if (lseek(fd, 0, SEEK_SET) < 0)
			die_sys("cannot rewind a scratch file");
		name.len = 0;
		text_addf(&name, "message %llu", k);
		if (more)
			take(p, fd, 0, text_string(&name));
	}
	close(fd);
	text_free(&name);
}

void import_posts(struct import *i, unsigned long long had)
{
	static struct posts p;
	p = (struct posts){ .i = i, .last = had, .claimed = had, .archive.folder = ARCHIVE };
	if (i->number > p.last)
		p.last = i->number;
	if (i->highest > p.last)
		p.last = i->highest;
	claim(&p, p.last);
	if (i->posts_fd >= 0 || i->summary_fd >= 0) {
		archive_old_begin(&p.archive);
		if (i->summary_fd >= 0)
			read_summary(&p, i->summary_fd);
		if (i->posts_fd >= 0 && i->kind->mbox)
			take_mbox(&p);
		else if (i->posts_fd >= 0)
			take_folder(&p);
		name_batch(&p);
		archive_old_end(&p.archive);
	}
	i->number = p.last;
}
