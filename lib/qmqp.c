/* qmqp: the protocol of https://cr.yp.to/proto/qmqp.html: one netstring with the message, the sender and all
 * recipients goes there, one netstring with K, Z or D and a text comes back. */
#include "delivery.h"
#include "dial.h"
#include "file.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
	BLOCK = 65536,
	REPLY = 4096,		/* octets of an answer */
	PATIENCE = 300,		/* seconds without progress */
	ANSWER = 600		/* seconds for the answer: the server syncs its disk meanwhile */
};

static void add_netstring(struct text *t, struct span s)
{
	text_addf(t, "%zu:", s.len);
	text_add(t, s);
	text_addc(t, ',');
}

static long long limit(const struct delivery *d, int seconds)
{
	long long at = (long long)time(NULL) + seconds;
	return at < d->deadline ? at : d->deadline;
}

static bool send_all(const struct delivery *d, int fd, struct span s)
{
	while (s.len) {
		if (!dial_wait(fd, true, limit(d, PATIENCE)))
			return false;
		ssize_t n = send(fd, s.at, s.len, MSG_NOSIGNAL);
		if (n < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (n <= 0)
			return false;
		s.at += n;
		s.len -= (size_t)n;
	}
	return true;
}

/* Reads the answer; an empty span if there is none, or no netstring. */
static struct span read_answer(const struct delivery *d, int fd)
{
	char *in = memory_get(REPLY);
	size_t have = 0;
	long long until = limit(d, ANSWER);
	unsigned long long len;
	while (have < REPLY && dial_wait(fd, false, until)) {
		ssize_t n = read(fd, in + have, REPLY - have);
		if (n < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (n <= 0)
			break;
		have += (size_t)n;
		ptrdiff_t colon = span_find((struct span){ in, have }, ':');
		if (colon < 0)
			continue;
		struct span number = { in, (size_t)colon };
		if (!span_number(number, &len) || len == 0 || len > REPLY - number.len - 2)
			break;
		const char *text = in + number.len + 1;
		if (have >= number.len + len + 2)
			return (struct span){ text, text[len] == ',' ? (size_t)len : 0 };
	}
	return (struct span){ NULL, 0 };
}

void qmqp_deliver(struct delivery *d, struct group *g, const char *where)
{
	struct text start = { 0 }, end = { 0 }, s = { 0 };
	static char block[BLOCK];
	struct stat st;
	int message = delivery_file(d), fd = dial(where, d->deadline, &s);
	if (fd < 0 || fstat(message, &st) < 0) {
		delivery_fail(d, "%s", fd < 0 ? text_string(&s) : strerror(errno));
		return;
	}
	text_addf(&start, "%lld:", (long long)st.st_size);
	text_addc(&end, ',');
	delivery_add_sender(&s, d, g->verp);
	add_netstring(&end, text_span(&s));
	for (size_t i = 0; i < g->count; i++)
		add_netstring(&end, (struct span){ g->at[i].raw, g->at[i].len });
	s.len = 0;
	text_addf(&s, "%lld:", (long long)start.len + st.st_size + (long long)end.len);
	text_add(&s, text_span(&start));
	text_addc(&end, ',');

	size_t n = 1;
	bool handed = false, sent = send_all(d, fd, text_span(&s));
	while (sent && (n = read_some(message, block, BLOCK, "the message")))
		sent = send_all(d, fd, (struct span){ block, n });
	if (sent) {
		handed = true;
		delivery_handing(d, g->count);
		delivery_flush(d);
		sent = send_all(d, fd, text_span(&end));
	}
	struct span answer = read_answer(d, fd);
	close(fd);
	s.len = 0;
	text_adds(&s, answer.len && answer.at[0] == 'D' ? "554 " : "451 ");
	if (answer.len > 1)
		text_add(&s, (struct span){ answer.at + 1, answer.len - 1 });
	else
		text_adds(&s, "no reason given");
	const char *reply = memory_keep(text_span(&s)).at;
	if (sent && answer.len && answer.at[0] == 'K')
		delivery_all(d, g->at, g->count, NULL);
	else if (handed && answer.len && (answer.at[0] == 'Z' || answer.at[0] == 'D'))
		delivery_all(d, g->at, g->count, reply);
	else
		delivery_fail(d, "%s breaks off the hand-over: %s", where, reply + 4);
	text_free(&start);
	text_free(&end);
	text_free(&s);
}
