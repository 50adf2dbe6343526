/* asked: see asked.h */
#include "asked.h"
#include "file.h"
#include "list.h"
#include "sent.h"
#include <time.h>
#include <unistd.h>

enum { FILE_MAX = 16 << 20, DAY = 86400, HOUR = 3600 };

static const char path[] = "pending/asked";

struct line { struct span whole, kind, post_id, key; long long time; };

/* False for a line that is over, or none. A time to come is one before the clock was put right. */
static bool next(struct span *rest, struct line *l, long long now)
{
	unsigned long long time;
	struct span s = span_take(rest, '\n');
	l->whole = s;
	struct span first = span_take_word(&s);
	l->kind = span_take_word(&s);
	l->post_id = span_take_word(&s);
	l->key = s;
	if (!span_number(first, &time) || !l->key.len)
		return false;
	l->time = (long long)time;
	return l->time > now - DAY && l->time <= now + DAY;
}

static struct span read_lines(struct text *t)
{
	file_read(path, t, FILE_MAX);
	return text_span(t);
}

enum asked asked_note(const char *kind, struct span key, const char *post_id, size_t a_day, size_t an_hour)
{
	struct text old = { 0 }, new = { 0 };
	struct line l;
	size_t day = 0, hour = 0;
	bool again = false;
	long long now = (long long)time(NULL);
	int lock = -1;

	if (!post_is_dry()) {
		sent_make_folder("pending");
		lock = file_lock("pending.lock", true);
	}
	for (struct span rest = read_lines(&old); rest.len; ) {
		if (!next(&rest, &l, now))
			continue;
		text_add(&new, l.whole);
		text_addc(&new, '\n');
		bool same = span_is(l.kind, span(kind)), to = same && span_is(l.key, key);
		again = again || (to && span_is(l.post_id, span(post_id)));
		day += to;
		hour += same && l.time > now - HOUR;
	}
	enum asked answer = again ? ASKED_GO : day >= a_day ? ASKED_ENOUGH : hour >= an_hour ? ASKED_BUSY : ASKED_GO;
	if (answer == ASKED_GO && !again && lock >= 0) {
		text_addf(&new, "%lld %s %s %.*s\n", now, kind, post_id, PRINTF(key));
		file_replace(path, text_span(&new), 0600);
	}
	if (lock >= 0)
		close(lock);
	text_free(&old);
	text_free(&new);
	return answer;
}

void asked_forget(const char *kind, struct span key)
{
	struct text old = { 0 }, new = { 0 };
	struct line l;
	bool any = false;

	if (post_is_dry())
		return;
	int lock = file_lock("pending.lock", true);
	for (struct span rest = read_lines(&old); rest.len; ) {
		if (!next(&rest, &l, (long long)time(NULL)))
			continue;
		bool it = span_is(l.kind, span(kind)) && span_is(l.key, key);
		any = any || it;
		if (it)
			continue;
		text_add(&new, l.whole);
		text_addc(&new, '\n');
	}
	if (any)
		file_replace(path, text_span(&new), 0600);
	close(lock);
	text_free(&old);
	text_free(&new);
}
