/* watch: see watch.h */
#include "watch.h"
#include "change.h"
#include "die.h"
#include "file.h"
#include "ledger.h"
#include "reply.h"
#include "subscribers.h"
#include "token.h"
#include "verp.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
	DAY = 86400,
	PROBE_DAYS = 14		/* the longest that a probe's failure is waited for: queues give up after 5 to 7 */
};

static const char off_word[] = "s=bounced";

/* The text file beside the cdb. */
static const char *members_of(const struct watch *w)
{
	struct span cdb = span(w->cdb);
	return memory_keep((struct span){ cdb.at, cdb.len > 4 ? cdb.len - 4 : 0 }).at;
}

/* The member whose address is the first of these that is one's. */
static bool find(const struct watch *w, const struct span *address, size_t count, struct subscriber *out)
{
	struct subscribers s;
	struct mailbox b;
	bool found = false;
	subscribers_open(&s, w->cdb);
	for (size_t i = 0; i < count && !found; i++)
		found = address[i].len && !address_one(address[i], &b) && subscribers_has(&s, address_key(&b), out);
	subscribers_close(&s);
	return found;
}

static bool is_off(const struct subscriber *x)
{
	return span_is(subscriber_setting(x, "s"), SPAN("bounced"));
}

/* What came on the day of a probe, or before, was for that one. */
static bool may_probe(const struct watch *w, const struct ledger *t)
{
	long since = (long)(w->now / DAY) - w->days + 1, probe = (long)(t->probe / DAY);
	return ledger_count(t, since > probe ? since : probe + 1) >= w->times;
}

/* A probe that is noted and not sent yet, whose token can still come back. */
static bool is_due(const struct watch *w, const struct ledger *t)
{
	return t->probe && !t->probed && w->now < t->probe + PROBE_DAYS * DAY;
}

/* Makes the token and notes it, before the mail is sent. */
static void begin_probe(const struct watch *w, struct ledger *t, struct span address)
{
	struct token token = { .action = SPAN("probe"), .address = address };
	struct text why = { 0 };
	text_addf(&why, "%lld after %lld", w->now, t->probe);
	token_make(&token, text_string(&why), PROBE_DAYS * DAY);
	text_free(&why);
	t->token = memory_keep(span(token.name));
	t->probe = w->now;
	t->probed = false;
}

static void switch_off(const struct watch *w, struct span address, const struct bounce *b);

/* What inject says when the mail server refuses: `5.1.1 inject: the mail server will not take it: 550 5.1.1 …`. Nothing
 * else that a score may end with says anything about the member. */
static bool is_about_member(struct span why)
{
	static const char words[] = " will not take it: ";
	ptrdiff_t at = span_find_nocase(why, span(words));
	return at >= 0
		&& reply_about_member(memory_keep((struct span){ why.at + at, why.len - (size_t)at }).at + strlen(words));
}

/* Sends the probe that is noted. Refused at once by the mail server it has failed already. False if it must wait:
 * why. */
static bool send_probe(const struct watch *w, const struct ledger *noted, struct span address, struct span *why)
{
	struct ledger t;
	enum answered how = letter_probe(w, address, noted->probe, noted->token, why);
	if (how == ANSWER_LATER)
		return false;
	int lock = ledger_lock();
	ledger_read(&t, noted->key);
	if (t.probe == noted->probe) {
		t.probed = true;
		ledger_write(&t);
	}
	close(lock);
	if (how == ANSWER_REFUSED && is_about_member(*why)) {
		struct failure f = { .action = SPAN("failed"), .text = *why };
		switch_off(w, address, &(struct bounce){ .address = address, .judged = judge(&f), .text = *why });
	}
	return true;
}

/* Counts one of a member's. True if a probe is to be sent. */
static bool count(const struct watch *w, struct ledger *t, const struct subscriber *x, long day, const struct bounce *b)
{
	ledger_read(t, x->key);
	bool changed = ledger_add(t, day, &b->judged, b->text) || t->off;
	t->off = 0;		/* he has switched himself on again */
	ledger_forget(t, (long)(w->now / DAY) - w->days + 1);
	bool due = is_due(w, t);
	if (!due && may_probe(w, t)) {
		begin_probe(w, t, x->address);
		due = changed = true;
	}
	if (changed)
		ledger_write(t);
	return due;
}

/* Counts a bounce, if it is a member's. True if a probe is due: to be sent to address, as t says. */
static bool count_on(const struct watch *w, const struct bounce *b, long day, struct ledger *t, struct span *address)
{
	struct subscriber x;
	struct span names[] = { b->address, verp_decode(b->address), b->final };
	if (b->judged.class == JUDGED_NOTHING || !find(w, names, 3, &x))
		return false;
	if (subscriber_setting(&x, "s").at || post_is_dry())
		return false;
	int lock = ledger_lock();
	bool due = count(w, t, &x, day, b);
	close(lock);
	*address = x.address;
	return due;
}

void watch_bounce(const struct watch *w, const struct bounce *b)
{
	struct ledger t;
	struct span address, why = { NULL, 0 };
	if (count_on(w, b, (long)(w->now / DAY), &t, &address) && !send_probe(w, &t, address, &why))
		die(TEMP, "4.3.0", "a probe could not be sent: %.*s", PRINTF(why));
}

static bool change(const struct watch *w, struct change *c, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct text line = { 0 };
		text_addf(&line, "%s %.*s %.*s", c[i].kind == CHANGE_SET ? "set" : "remove", PRINTF(c[i].address),
			PRINTF(c[i].words));
		const char *wrong = change_read(&c[i], text_span(&line));
		text_free(&line);
		if (wrong)
			die(TEMP, "4.3.5", "%.*s can't be changed: %s", (int)(c[i].address.len % 300), c[i].address.at, wrong);
	}
	return change_members(members_of(w), c, count);
}

static void switch_off(const struct watch *w, struct span address, const struct bounce *b)
{
	struct subscriber x;
	struct ledger t;
	struct change c = { .kind = CHANGE_SET, .address = address, .words = SPAN(off_word) };
	if (!find(w, &address, 1, &x))
		return;
	bool by_himself = subscriber_setting(&x, "s").at && !is_off(&x);
	if (by_himself || post_is_dry())
		return;
	c.address = memory_keep(x.address);
	if (!change(w, &c, 1))
		return;		/* gone meanwhile */
	int lock = ledger_lock();
	ledger_read(&t, x.key);
	if (!t.off) {
		t.off = w->now;
		ledger_add(&t, (long)(w->now / DAY), &b->judged, b->text);
		ledger_write(&t);
	}
	close(lock);
	letters_off(w, t.off, b);
}

void watch_probe(const struct watch *w, struct span token, const struct bounces *all, const char *post_id)
{
	struct token t;
	struct mailbox member;
	if (!token_find(&t, token, "probe") || address_one(t.address, &member))
		return;
	struct bounce b = returned_about(all, &member);
	if (b.judged.class == JUDGED_PERMANENT && token_take(&t, post_id))
		switch_off(w, t.address, &b);
}

/* TIME POST_ID KEY REPLY, as inject notes it. The key may have blanks within quotes only, which no member's has. */
static void count_refused(const struct watch *w, struct span line)
{
	unsigned long long when;
	if (!span_number(span_take_word(&line), &when) || when > (unsigned long long)w->now)
		return;
	span_take_word(&line);
	struct span key = span_take_word(&line);
	struct failure f = { .action = SPAN("failed"), .text = line, .status = reply_status(memory_keep(line).at) };
	struct bounce b = { .address = key, .judged = judge(&f), .text = line };
	struct ledger t;
	count_on(w, &b, (long)(when / DAY), &t, &key);	/* watch_daily sends what is due */
}

void watch_refused(const struct watch *w)
{
	static const char path[] = "bounces/refused", taken[] = "bounces/refused.counted";
	struct text lines = { 0 };
	if (post_is_dry())
		return;
	int lock = ledger_lock();	/* nobody is just adding to it */
	if (access(taken, F_OK) < 0 && rename(path, taken) < 0 && errno != ENOENT)
		die_sys("cannot rename %s", path);
	close(lock);
	if (!file_read(taken, &lines, UINT32_MAX))
		return;
	for (struct span rest = text_span(&lines); rest.len; )
		count_refused(w, span_take(&rest, '\n'));
	if (unlink(taken) < 0)
		die_sys("cannot remove %s", taken);
	text_free(&lines);
}

struct due { struct ledger ledger; struct span address; };

struct today {
	const struct watch *w;
	long long until;	/* off since then */
	struct change *gone;
	size_t count, room;
	struct due *due;
	size_t dues, due_room;
};

static void look_at(void *data, const char *path)
{
	struct today *d = data;
	struct ledger t;
	struct subscriber x;
	if (!ledger_read_file(&t, path))
		return;
	bool member = find(d->w, &t.key, 1, &x);
	if (member && t.off && is_off(&x)) {
		if (t.off > d->until)
			return;
		d->gone = memory_grow(d->gone, d->count, &d->room, sizeof *d->gone);
		d->gone[d->count++] = (struct change){ .kind = CHANGE_REMOVE, .address = memory_keep(x.address) };
	} else if (member && is_due(d->w, &t)) {
		d->due = memory_grow(d->due, d->dues, &d->due_room, sizeof *d->due);
		d->due[d->dues++] = (struct due){ t, memory_keep(x.address) };
	} else if (!member || t.off || !t.count || t.line[t.count - 1].day < (long)(d->w->now / DAY) - d->w->days)
		ledger_remove(&t);
}

static void remove_gone(const struct today *d, long days)
{
	struct text gone = { 0 };
	if (d->count && change(d->w, d->gone, d->count))
		for (size_t i = 0; i < d->count; i++)
			text_addf(&gone, "%s    %.*s", gone.len ? "\n" : "", PRINTF(d->gone[i].address));
	if (gone.len)
		letters_removed(d->w, text_span(&gone), days);
	text_free(&gone);
}

static void send_due(const struct today *d)
{
	struct span why, last = { NULL, 0 };
	size_t waiting = 0;
	for (size_t i = 0; i < d->dues; i++)
		if (!send_probe(d->w, &d->due[i].ledger, d->due[i].address, &why)) {
			waiting++;
			last = why;
		}
	if (waiting)
		die(TEMP, "4.3.0", "%zu of %zu probes could not be sent, the next run tries again: %.*s", waiting, d->dues,
			PRINTF(last));
}

void watch_daily(const struct watch *w, long days)
{
	struct today d = { .w = w, .until = w->now - (long long)days * DAY };
	if (post_is_dry())
		return;
	int lock = ledger_lock();
	ledger_each(look_at, &d);
	close(lock);
	remove_gone(&d, days);
	send_due(&d);
}
