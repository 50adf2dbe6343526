/* smtp: hands over by SMTP (RFC 5321), pipelined (RFC 2920), over one or several connections.
 *
 * A connection is a small machine: what it may be told next depends on its stage, every reply belongs to one
 * command, and a reply that comes before its command ends the connection. Commands of a transaction leave in
 * one write, and the text, its final dot and the next transaction's commands in one more.
 *
 * What is final: a refusal of RCPT, once it is read and the transaction has not proved to be out of step; the
 * reply to the dot. Whatever else happens to a connection puts its recipients back, and the next one takes
 * them. */
#include "smtp.h"
#include "dial.h"
#include "die.h"
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
	TRIES = 3,			/* connections in a row that bring nothing */
	TURN = 60000,			/* ms; the limits are looked at that often */
	/* Seconds, RFC 5321 section 4.5.3.2; DEADLINE is nearly always nearer. */
	WAIT_REPLY = 300, WAIT_TEXT = 180, WAIT_FINAL = 600,
	WAIT_QUIT = 5			/* all is done; to wait is good manners (section 4.1.1.10) */
};

static void close_link(struct link *l)
{
	if (l->fd >= 0)
		close(l->fd);
	l->fd = -1;
	l->stage = CLOSED;
}

static void set_limit(struct link *l)
{
	int wait = l->stage == TEXT ? WAIT_TEXT : l->stage == FINAL ? WAIT_FINAL
		: l->stage == QUIT ? WAIT_QUIT : WAIT_REPLY;
	long long at = (long long)time(NULL) + wait;
	l->limit = at < l->all->d->deadline ? at : l->all->d->deadline;
}

static void open_link(struct link *l)
{
	struct text why = { 0 };
	struct delivery *d = l->all->d;
	while (l->fruitless < TRIES && !d->stop && !delivery_late(d)) {
		why.len = 0;
		l->fd = dial(l->all->where, d->deadline, &why);
		if (l->fd >= 0) {
			smtp_begin(l);
			set_limit(l);
			return;
		}
		l->fruitless++;
	}
	if (why.len)
		l->why = text_string(&why);
	close_link(l);
}

/* The connection has ended, or must. Its recipients go back, and a new one is opened if this one brought
 * something, or had not been tried often. */
static void lose_link(struct link *l, const char *why, bool in_step)
{
	if (l->stage == QUIT) {
		close_link(l);
		return;
	}
	l->why = memory_keep(span(why)).at;
	smtp_put_back(l, in_step);
	l->fruitless = l->progress ? 0 : l->fruitless + 1;
	close_link(l);
	delivery_flush(l->all->d);
	open_link(l);
}

static void write_link(struct link *l)
{
	bool text = l->stage == TEXT;
	if (l->broken)
		return;
	if (text && l->out.len == l->out_done)
		smtp_add_text(l);
	delivery_flush(l->all->d);	/* before anything is final, and before anything new begins */
	if (l->out.len == l->out_done)
		return;
	ssize_t n = send(l->fd, l->out.at + l->out_done, l->out.len - l->out_done, MSG_NOSIGNAL);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n < 0) {
		l->broken = errno;	/* what it has said before is still worth reading */
		return;
	}
	l->out_done += (size_t)n;
	l->written += (unsigned long long)n;
	if (text)
		set_limit(l);
	if (l->out_done == l->out.len)
		l->out_done = l->out.len = 0;
}

/* Takes all whole replies that have come. False if the connection is lost or done. */
static bool read_link(struct link *l)
{
	ssize_t n = recv(l->fd, l->in + l->in_len, sizeof l->in - l->in_len, 0);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return true;
	if (n <= 0) {
		int error = l->broken ? l->broken : n ? errno : 0;
		lose_link(l, error ? strerror(error) : "the server has hung up", true);
		return false;
	}
	l->in_len += (size_t)n;
	struct span in = { l->in, l->in_len };
	for (;;) {
		enum reply_state state = reply_read(&l->reply, &in);
		if (state == REPLY_MORE && !l->reply.line.at)
			break;
		if (l->stage == EHLO && state != REPLY_BAD)
			smtp_read_offer(l);
		if (state == REPLY_MORE)
			continue;
		if (state == REPLY_BAD || !smtp_in_step(l)) {
			lose_link(l, "the server talks out of turn, or no SMTP", false);
			return false;
		}
		if (l->reply.code == 421) {
			smtp_refuse_dot(l);
			lose_link(l, reply_keep(&l->reply), true);
			return false;
		}
		const char *wrong = smtp_reply(l);
		reply_clear(&l->reply);
		if (wrong) {
			lose_link(l, wrong, l->in_step);
			return false;
		}
		if (l->stage == CLOSED) {
			close_link(l);
			return false;
		}
	}
	set_limit(l);
	memmove(l->in, in.at, in.len);
	l->in_len = in.len;
	return true;
}

/* One turn: write what can be written, wait, read what has come. False when all connections are closed. */
static bool turn(struct smtp *all, struct pollfd *p)
{
	long long now = (long long)time(NULL), first = now + TURN / 1000;
	bool open = false;
	for (size_t i = 0; i < all->links; i++) {
		struct link *l = &all->link[i];
		p[i] = (struct pollfd){ .fd = l->fd, .events = POLLIN };
		if (l->stage == CLOSED)
			continue;
		open = true;
		write_link(l);
		smtp_await_final(l);
		if (!l->broken && (l->out.len > l->out_done || l->stage == TEXT))
			p[i].events |= POLLOUT;
		first = l->limit < first ? l->limit : first;
	}
	if (!open)
		return false;
	int n = poll(p, (nfds_t)all->links, first > now ? (int)(first - now) * 1000 : 0);
	if (n < 0 && errno != EINTR)
		die_sys("cannot poll");
	now = (long long)time(NULL);
	for (size_t i = 0; i < all->links; i++) {
		struct link *l = &all->link[i];
		if (p[i].fd < 0)
			continue;
		bool heard = n > 0 && p[i].revents & (POLLIN | POLLHUP | POLLERR);
		if ((!heard || read_link(l)) && l->stage != CLOSED && now >= l->limit)
			lose_link(l, "the server is too slow", true);
	}
	return true;
}

void smtp_deliver(struct delivery *d, struct group *g, const char *where)
{
	struct smtp all = { .d = d, .g = g, .where = where, .batch = d->own ? 1 : d->batch };
	message_settle_body(d->m);
	wire_measure(&all.text, d->m);
	size_t links = (g->count + all.batch - 1) / all.batch;
	all.links = links < d->links ? links : d->links;
	all.link = memory_get(all.links * sizeof *all.link);
	struct pollfd *p = memory_get(all.links * sizeof *p);
	bool waiting = false;
	for (size_t i = 0; i < all.links; i++) {
		all.link[i].all = &all;
		open_link(&all.link[i]);
	}
	while (turn(&all, p))
		;
	for (size_t i = 0; i < g->count; i++)
		if (g->at[i].outcome == WAITING)
			waiting = true;
	for (size_t i = 0; i < all.links && waiting; i++)
		if (all.link[i].why)
			delivery_fail(d, "%s: %s", where, all.link[i].why);
}
