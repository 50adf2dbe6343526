/* delivery: see delivery.h */
#include "delivery.h"
#include "die.h"
#include "file.h"
#include "reply.h"
#include "ledger.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
	LOCAL_MAX = 64,			/* octets of a local part, RFC 5321 section 4.5.3.1.1 */
	HANDFUL = 5,			/* fewer recipients make no statistics */
	BLOCK = 65536,			/* octets of notes that are written at once */
	NOTE = 11, NOTE_OWN = 21	/* octets of a recipient's notes beside the address */
};

void delivery_handing(struct delivery *d, size_t count) { sent_line_count(&d->lines, "handing", count); }
void delivery_kept(struct delivery *d, size_t count) { sent_line_count(&d->lines, "kept", count); }

void delivery_flush(struct delivery *d)
{
	sent_note(d->sent, &d->lines);
	d->lines.len = 0;
}

static void add_line(struct text *t, const char *word, const struct recipient *r, const char *reply)
{
	char key[RECIPIENT_MAX];
	sent_line(t, word, recipient_key(r, key), span(reply));
}

void delivery_add_yes(struct text *notes, const struct recipient *r) { add_line(notes, "accepted", r, NULL); }

void delivery_accept(struct delivery *d, struct recipient *r)
{
	r->outcome = ACCEPTED;
	delivery_add_yes(&d->lines, r);
}

void delivery_accept_all(struct delivery *d, struct recipient **r, size_t count, struct span notes)
{
	for (size_t i = 0; i < count; i++)
		r[i]->outcome = ACCEPTED;
	text_add(&d->lines, notes);
}

void delivery_no(struct delivery *d, struct recipient *r, const char *reply, bool whole)
{
	r->outcome = reply[0] == '5' ? REFUSED : DEFERRED;
	r->reply = reply;
	r->whole = whole;
	/* Nobody has it, and the MTA will not have it: the author learns at once, without a try for each
	 * member. With a transaction a member the reply may be about that member alone. */
	if (whole && r->outcome == REFUSED && !d->own && d->sent->accepted == 0)
		d->stop = true;
}

void delivery_fail(struct delivery *d, const char *fmt, ...)
{
	char line[600];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(line, sizeof line, fmt, ap);
	va_end(ap);
	if (!d->why)
		d->why = memory_keep(span(line)).at;
	d->stop = true;
}

bool delivery_late(struct delivery *d)
{
	if ((long long)time(NULL) < d->deadline)
		return false;
	delivery_fail(d, "no time left");
	return true;
}

void delivery_all(struct delivery *d, struct recipient *r, size_t count, const char *reply)
{
	for (size_t i = 0; i < count; i++)
		if (!reply)
			delivery_accept(d, &r[i]);
		else if (reply[0] == '5')
			delivery_no(d, &r[i], reply, true);
	if (reply)
		delivery_kept(d, count);
	if (reply && reply[0] != '5')
		delivery_fail(d, "%s", reply + 4);
	delivery_flush(d);
}

int delivery_file(struct delivery *d)
{
	if (!d->file) {
		d->file = file_scratch();
		message_settle_body(d->m);
		message_write_header(d->m, d->file);
		copy_rest(d->m->fd, d->file, "a scratch file");
	}
	if (lseek(d->file, 0, SEEK_SET) < 0)
		die_sys("cannot rewind the message");
	return d->file;
}

void delivery_run(struct delivery *d, const struct transport *t, const char *where)
{
	struct recipient *r = d->to.at;
	size_t notes = 0;
	for (size_t i = 0; i < d->to.count; i++) {	/* user=dom@ with our local part and two delimiters */
		r[i].plain = !d->verp || d->sender.local.len + 1 + r[i].len > LOCAL_MAX || (t->bare && r[i].odd);
		notes += r[i].len + (size_t)(d->own ? NOTE_OWN : NOTE);
	}
	sent_reserve(d->sent, notes);
	recipients_group(&d->to);
	r = d->to.at;
	for (size_t i = 0, n; i < d->to.count && !d->stop && !delivery_late(d); i += n) {
		n = 1;
		while (i + n < d->to.count && r[i + n].plain == r[i].plain && r[i + n].utf8 == r[i].utf8)
			n++;
		t->deliver(d, &(struct group){ r + i, n, !r[i].plain, r[i].utf8 }, where);
		delivery_flush(d);
	}
}

/* A refusal of RCPT that says something about the member, or a 4xx of it that has lasted. */
static bool is_theirs(const struct recipient *r)
{
	return r->outcome == REFUSED && !r->whole && (r->reply[0] == '4' || reply_about_member(r->reply));
}

/* What is final goes into the record, and to bounces/ what says something about a member: lines of
 *	TIME POST_ID KEY REPLY
 * First there, since a second line of one post is easily told, but a lost one is lost. */
static void note_refused(struct delivery *d)
{
	struct text lines = { 0 }, bounces = { 0 };
	for (size_t i = 0; i < d->to.count; i++) {
		struct recipient *r = &d->to.at[i];
		if (r->outcome != REFUSED)
			continue;
		add_line(&lines, "refused", r, r->reply);
		if (is_theirs(r)) {
			text_addf(&bounces, "%s%lld %s", bounces.len ? "\n" : "",
				(long long)time(NULL), d->post_id);
			add_line(&bounces, "", r, r->reply);
			bounces.len--;
		}
	}
	if (bounces.len) {
		sent_make_folder("bounces");
		int lock = ledger_lock();	/* count-bounce may be about to take the file away */
		file_append("bounces/refused", text_span(&bounces), 0600);
		close(lock);
	}
	sent_note(d->sent, &lines);
	text_free(&lines);
	text_free(&bounces);
}

/* Of whom an earlier run has noted it, one number for all: what a list takes must not grow with each try. */
static void note_deferred(struct delivery *d)
{
	char key[RECIPIENT_MAX];
	size_t again = 0;
	for (size_t i = 0; i < d->to.count; i++) {
		const struct recipient *r = &d->to.at[i];
		if (r->outcome == DEFERRED && sent_waits(d->sent, recipient_key(r, key)))
			again++;
		else if (r->outcome == DEFERRED)
			add_line(&d->lines, "deferred", r, r->reply);
		if (d->lines.len > BLOCK)
			delivery_flush(d);
	}
	if (again)
		sent_line_count(&d->lines, "again", again);
	delivery_flush(d);
}

static size_t count_of(const struct delivery *d, enum outcome o, const struct recipient **one)
{
	size_t n = 0;
	for (size_t i = 0; i < d->to.count; i++)
		if (d->to.at[i].outcome == o) {
			n++;
			*one = &d->to.at[i];
		}
	return n;
}

/* A 4xx of RCPT that lasts for four hours is a soft failure of that member, and waited for no longer; hours in which
 * the server was not there do not count. A 4xx to the message is the server's trouble, and waits as long as the MTA's
 * queue does. */
static void give_up_soft(struct delivery *d)
{
	char key[RECIPIENT_MAX];
	for (size_t i = 0; i < d->to.count; i++) {
		struct recipient *r = &d->to.at[i];
		if (r->outcome == DEFERRED && !r->whole && sent_lasts(d->sent, recipient_key(r, key)))
			r->outcome = REFUSED;
	}
}

/* More than a fifth refused, or everybody for reasons that are not theirs: that is our relay or our settings,
 * and nobody is counted for it. Over all runs, since the last of them may be about two recipients. */
static bool is_our_fault(const struct delivery *d, size_t refused, size_t total)
{
	size_t theirs = 0;
	for (size_t i = 0; i < d->to.count; i++)
		theirs += is_theirs(&d->to.at[i]);
	if (refused && !theirs && d->sent->accepted == 0)
		return true;
	return refused && total >= HANDFUL && (refused + d->sent->refused) * 5 > total;
}

static void blame_server(struct delivery *d)
{
	for (size_t i = 0; i < d->to.count; i++)
		if (d->to.at[i].outcome == REFUSED)
			d->to.at[i].outcome = DEFERRED;
}

void delivery_end(struct delivery *d)
{
	const struct recipient *one = NULL;
	size_t accepted = count_of(d, ACCEPTED, &one);
	size_t total = d->to.count - accepted + d->sent->accepted + d->sent->refused;
	size_t waiting = count_of(d, WAITING, &one) + count_of(d, DEFERRED, &one);

	for (size_t i = 0; i < d->to.count && d->sent->accepted == 0; i++) {
		const struct recipient *r = &d->to.at[i];
		if (r->outcome == REFUSED && r->whole && !(d->own && waiting)) {
			struct span status = reply_status(r->reply);
			sent_sync(d->sent);
			die(PERM, status.len ? memory_keep(status).at : "5.0.0",
				"the mail server will not take the message: %s", r->reply);
		}
	}
	give_up_soft(d);
	size_t refused = count_of(d, REFUSED, &one);
	if (is_our_fault(d, refused, total)) {
		blame_server(d);
		note_deferred(d);
		sent_sync(d->sent);
		die(TEMP, "4.3.5", "the mail server refuses %zu of %zu recipients, which is hardly their fault: %s",
			refused + d->sent->refused, total, one->reply);
	}
	note_refused(d);
	note_deferred(d);
	waiting = count_of(d, WAITING, &one) + count_of(d, DEFERRED, &one);
	if (!waiting)
		return;
	sent_sync(d->sent);
	if (d->why)
		die(TEMP, "4.3.0", "%zu of %zu recipients are not served yet: %s", waiting, total, d->why);
	die(TEMP, "4.3.0", "%zu of %zu recipients are deferred, one with: %s", waiting, total,
		one->reply ? one->reply : "no answer");
}

void delivery_end_one(struct delivery *d)
{
	const struct recipient *r = d->to.at;
	if (d->to.count == 0 || r->outcome == ACCEPTED)
		return;
	sent_sync(d->sent);
	if (r->outcome == REFUSED) {
		struct span status = reply_status(r->reply);
		die(PERM, status.len ? memory_keep(status).at : "5.0.0", "the mail server will not take it: %s", r->reply);
	}
	die(TEMP, "4.3.0", "%s", d->why ? d->why : r->reply ? r->reply : "no answer");
}
