/* sent: see sent.h */
#if defined(__linux__) && !defined(_GNU_SOURCE)
#define _GNU_SOURCE		/* fallocate */
#endif
#include "sent.h"
#include "clean.h"
#include "die.h"
#include "file.h"
#include "lines.h"
#include "list.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { REPLY_MAX = 400 };	/* octets of a reply that are kept */

static const char *path_of(const char *post_id)
{
	return memory_format("sent/%s", post_id).at;
}

static long long take_number(struct span *line)
{
	unsigned long long n;
	return span_number(span_take_word(line), &n) && n < 1ULL << 62 ? (long long)n : 0;
}

/* A key may hold a blank only inside quotes, and inject sends to none that does. */
static void learn(struct sent *s, struct keyset *keys, struct span line)
{
	if (s->learns)
		keyset_add(keys, span_take_word(&line));
}

static void read_line(struct sent *s, struct span line)
{
	struct span word = span_take_word(&line);
	if (span_is(word, SPAN("accepted"))) {
		s->accepted++;
		s->pending -= s->pending > 0;
		learn(s, &s->keys, line);
	} else if (span_is(word, SPAN("handing"))) {
		s->pending += take_number(&line);
	} else if (span_is(word, SPAN("kept"))) {
		s->pending -= take_number(&line);
		s->pending = s->pending > 0 ? s->pending : 0;
	} else if (span_is(word, SPAN("refused"))) {
		s->refused++;
		learn(s, &s->keys, line);
	} else if (span_is(word, SPAN("deferred"))) {
		s->deferred++;
		learn(s, s->try && s->now - s->try >= SENT_SOFT ? &s->lasting : &s->lately, line);
	} else if (span_is(word, SPAN("again"))) {
		s->deferred += (size_t)take_number(&line);
	} else if (span_is(word, SPAN("try"))) {
		s->try = take_number(&line);
		s->first_try = s->first_try ? s->first_try : s->try;
		s->deferred = 0;
	} else if (span_is(word, SPAN("done"))) {
		s->done = true;
	}
}

/* Reads all whole lines of fd, from its start; returns how many octets that is, and in *all how many there are. */
static off_t read_lines(struct sent *s, int fd, const char *path, off_t *all)
{
	static struct lines l;
	struct span line;
	off_t whole = *all = 0;
	if (lseek(fd, 0, SEEK_SET) < 0)
		die_sys("cannot read %s", path);
	l = (struct lines){ .fd = fd, .name = path };
	while (lines_next(&l, &line)) {
		*all = l.at + (off_t)line.len + l.newline;
		if (!l.newline)
			continue;
		read_line(s, line);
		whole = *all;
	}
	s->possible_duplicate = s->pending > 0;
	return whole;
}

void sent_make_folder(const char *name)
{
	struct stat st;
	if (mkdir(name, 0700) < 0) {
		if (errno != EEXIST)
			die_sys("cannot make the folder %s", name);
		return;
	}
	if (geteuid() == 0 && (stat(".", &st) < 0 || chown(name, st.st_uid, st.st_gid) < 0))
		die_sys("cannot give the folder %s to the list's owner", name);
}

static void read_file(struct sent *s, const char *path)
{
	off_t all, whole = read_lines(s, s->fd, path, &all);
	s->new = all == 0;
	/* Half a line, from a full disk or a power cut, is no record, and must not grow together with the
	 * next. Whoever opens the file holds the lock, or was started by who holds it. */
	if (whole < all && ftruncate(s->fd, whole) < 0)
		die_sys("cannot take half a line from %s", path);
}

bool sent_open(struct sent *s, const char *post_id, int how)
{
	*s = (struct sent){ .fd = -1, .now = (long long)time(NULL), .learns = how & SENT_KEYS };
	if (post_is_dry())
		return true;
	const char *path = path_of(post_id);
	sent_make_folder("sent");
	if (how & SENT_LOCK) {
		s->fd = file_lock(path, false);
		if (s->fd < 0)
			return false;
	} else {
		s->fd = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0600);
		if (s->fd < 0)
			die_sys("cannot open %s", path);
	}
	read_file(s, path);
	s->learns = false;	/* what this run notes itself it knows */
	return true;
}

void sent_recount(struct sent *s, const char *post_id)
{
	if (s->fd < 0)
		return;
	s->first_try = s->pending = 0;
	s->accepted = s->deferred = s->refused = 0;
	read_file(s, path_of(post_id));
}

bool sent_has(const struct sent *s, struct span key) { return keyset_has(&s->keys, key); }
bool sent_lasts(const struct sent *s, struct span key) { return keyset_has(&s->lasting, key); }
bool sent_waits(const struct sent *s, struct span key) { return sent_lasts(s, key) || keyset_has(&s->lately, key); }

void sent_line(struct text *t, const char *word, struct span key, struct span reply)
{
	text_adds(t, word);
	text_addc(t, ' ');
	text_add(t, key);
	if (reply.len)
		text_addc(t, ' ');
	text_add_clean(t, reply, REPLY_MAX);
	text_addc(t, '\n');
}

void sent_line_count(struct text *t, const char *word, size_t count)
{
	text_addf(t, "%s %zu\n", word, count);
}

void sent_sync(struct sent *s)
{
	if (s->fd < 0)
		return;
	if (fsync(s->fd) < 0)
		die_sys("cannot sync what was sent");
	if (s->new) {	/* its name too must survive a power cut */
		file_sync_folder("sent", "sent");
		s->new = false;
	}
}

void sent_reserve(struct sent *s, size_t octets)
{
#ifdef __linux__
	struct stat st;
	if (s->fd < 0 || octets == 0 || fstat(s->fd, &st) < 0)
		return;
	if (fallocate(s->fd, FALLOC_FL_KEEP_SIZE, st.st_size, (off_t)octets) < 0
	    && (errno == ENOSPC || errno == EDQUOT || errno == EFBIG))
		die_sys("cannot set space aside to note what is sent");
#else
	(void)s, (void)octets;
#endif
}

void sent_note(struct sent *s, const struct text *lines)
{
	struct timespec now;
	if (s->fd < 0 || lines->len == 0)
		return;
	write_all(s->fd, text_span(lines), "what was sent");
	for (struct span rest = text_span(lines); rest.len; )
		read_line(s, span_take(&rest, '\n'));
	s->possible_duplicate = s->pending > 0;
	clock_gettime(CLOCK_MONOTONIC, &now);
	if (s->synced && s->synced < (long long)now.tv_sec)
		sent_sync(s);
	s->synced = (long long)now.tv_sec;
}

void sent_note_try(struct sent *s)
{
	struct text t = { 0 };
	sent_line_count(&t, "try", (size_t)time(NULL));
	sent_note(s, &t);
	text_free(&t);
}

void sent_note_done(struct sent *s)
{
	struct text t = { 0 };
	text_addf(&t, "done %lld %zu %zu %zu\n", (long long)time(NULL), s->accepted, s->deferred, s->refused);
	sent_note(s, &t);
	text_free(&t);
	sent_sync(s);
}

enum sent_state sent_look(const char *post_id)
{
	struct sent s = { 0 };
	off_t all;
	const char *path = path_of(post_id);
	int fd = file_open(path);
	if (fd < 0)
		return SENT_NOT;
	bool busy = flock(fd, LOCK_SH | LOCK_NB) < 0;
	read_lines(&s, fd, path, &all);
	close(fd);
	return s.done ? SENT_DONE : s.accepted || s.pending ? SENT_BEGUN : busy ? SENT_LOCKED : SENT_NOT;
}
