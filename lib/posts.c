/* posts: see posts.h */
#include "posts.h"
#include "die.h"
#include "file.h"
#include "sent.h"
#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

struct search {
	struct span id, message_id;
	unsigned long long highest;
	bool own;		/* this very post has a line */
	struct post found;	/* by POST_ID, or a twin that nobody has got */
	enum sent_state twin;	/* how far another message of the same Message-ID is */
};

enum { TAIL = 65536 };		/* octets: some hundred lines, among which a post on its way nearly always is */

static void look(struct span line, void *with)
{
	struct search *s = with;
	unsigned long long number;
	char first[65] = "";
	if (!span_number(span_take_word(&line), &number))
		return;
	struct span id = span_take_word(&line);
	if (number > s->highest)
		s->highest = number;
	if (span_is(id, s->id)) {
		s->found.number = number;
		s->own = true;
	} else if (s->message_id.len > 1 && span_is(line, s->message_id) && id.len == 64) {
		memcpy(first, id.at, 64);
		enum sent_state state = sent_look(first);
		/* Of two that come at the same moment the first in the file goes on, or both would wait for ever. */
		if (state > s->twin && !(state == SENT_LOCKED && s->own))
			s->twin = state;
		if (!s->found.number)
			s->found.number = number;
	}
}

/* Calls each with every line, or with those in the last `tail` octets. Block by block, for the file grows with the
 * list. */
static void each_line(off_t tail, void (*each)(struct span line, void *with), void *with)
{
	struct text t = { 0 };
	char block[65536];
	int fd = file_open("posts");
	off_t size = fd < 0 ? 0 : lseek(fd, 0, SEEK_END), from = tail && size > tail ? size - tail : 0;
	if (fd < 0)
		return;
	if (size < 0 || lseek(fd, from, SEEK_SET) < 0)
		die_sys("cannot read posts");
	bool half = from > 0;	/* the first line: its end, and no more is known of it */
	for (size_t n; (n = read_some(fd, block, sizeof block, "posts")) > 0; ) {
		text_add(&t, (struct span){ block, n });
		struct span rest = text_span(&t);
		while (span_find(rest, '\n') >= 0) {
			struct span line = span_take(&rest, '\n');
			if (!half)
				each(line, with);
			half = false;
		}
		memmove(t.at, rest.at, rest.len);
		t.len = rest.len;
	}
	close(fd);
	text_free(&t);
}

static unsigned long long read_seq(void)
{
	struct text t = { 0 };
	unsigned long long n = 0;
	if (file_read("seq", &t, 4096) && t.len && !span_number(span_trim(text_span(&t)), &n))
		die(TEMP, "4.3.5", "the file seq holds no number; write the number of the last post into it");
	text_free(&t);
	return n;
}

bool posts_has(const char *post_id, unsigned long long number)
{
	struct search s = { .id = span(post_id) };
	each_line(TAIL, look, &s);
	if (!s.own)
		each_line(0, look, &s);
	return s.own && s.found.number == number;
}

struct post posts_number(const char *post_id, struct span message_id, bool dry)
{
	struct search s = { .id = span(post_id), .message_id = message_id };
	struct text t = { 0 };

	if (!dry)
		posts_lock();	/* held until the program ends */
	s.highest = read_seq();
	each_line(0, look, &s);
	if (s.twin == SENT_LOCKED || s.twin == SENT_BEGUN)
		die(TEMP, "4.3.0", "another copy of this post is being sent; this one waits until that is over");
	s.found.duplicate = s.twin == SENT_DONE;
	bool next = !s.found.number;
	if (next)
		s.found.number = s.highest + 1;
	if (s.own || s.found.duplicate || dry)
		return s.found;
	text_addf(&t, "%llu %s ", s.found.number, post_id);
	text_add(&t, message_id.len ? message_id : SPAN("-"));
	file_append("posts", text_span(&t), 0600);
	text_free(&t);
	if (next)
		posts_set_last(s.found.number);
	return s.found;
}

struct wanted { unsigned long long number; char *id; bool found; };

static void look_for_number(struct span line, void *with)
{
	struct wanted *w = with;
	unsigned long long n;
	struct span first = span_take_word(&line), second = span_take_word(&line);
	if (w->found || !span_number(first, &n) || n != w->number || second.len != 64)
		return;
	memcpy(w->id, second.at, 64);
	w->id[64] = '\0';
	w->found = true;
}

bool posts_id(unsigned long long number, char id[65])
{
	struct wanted w = { .number = number, .id = id };
	each_line(TAIL, look_for_number, &w);
	if (!w.found)
		each_line(0, look_for_number, &w);
	return w.found;
}

/* A crash leaves seq one behind the last line; only if it is lost all must be looked at. */
unsigned long long posts_last(void)
{
	struct search s = { .highest = read_seq() };
	each_line(s.highest ? TAIL : 0, look, &s);
	return s.highest;
}

int posts_lock(void) { return file_lock("seq.lock", true); }

void posts_set_last(unsigned long long last)
{
	struct text t = { 0 };
	text_addf(&t, "%llu\n", last);
	file_replace("seq", text_span(&t), 0600);
	text_free(&t);
}

/* A line whose post has its file in sent/, or that is no line of ours. */
static bool is_known(struct span line)
{
	struct text path = { 0 };
	span_take_word(&line);
	struct span id = span_take_word(&line);
	text_adds(&path, "sent/");
	text_add(&path, id);
	bool known = span_find(id, '/') >= 0 || access(text_string(&path), F_OK) == 0 || errno != ENOENT;
	text_free(&path);
	return known;
}

void posts_forget(void)
{
	struct text all = { 0 }, kept = { 0 };
	int lock = posts_lock();
	if (file_read("posts", &all, UINT32_MAX)) {
		for (struct span rest = text_span(&all); rest.len; ) {
			struct span line = span_take(&rest, '\n');
			if (!is_known(line) && rest.len)	/* the last one tells the number, if seq is lost */
				continue;
			text_add(&kept, line);
			text_addc(&kept, '\n');
		}
		if (kept.len < all.len)
			file_replace("posts", text_span(&kept), 0600);
	}
	close(lock);
	text_free(&all);
	text_free(&kept);
}
