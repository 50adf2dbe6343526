/* fetch: old posts by mail, as fml's `summary` and `get`; see request.h
 *
 * They go to a member's address only, whoever has asked, and one mail has so many of them sent and no more. */
#include "archive.h"
#include "clean.h"
#include "die.h"
#include "digest.h"
#include "file.h"
#include "lines.h"
#include "posts.h"
#include "request.h"
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
	POSTS_MAX = 100,	/* by one mail */
	LINES_SHOWN = 1000,	/* of the summary in one mail */
	LINE = 600		/* octets of one of them */
};

/* The numbers that a member asks for; if there is nothing to fetch it is said why. */
static bool find(struct request *r, const struct command *c, struct span words, unsigned long long most,
	struct range *range, size_t *count)
{
	struct subscriber x;
	const char *why = NULL;
	if (!request_may_answer(r))
		return false;
	if (!request_is_member(r, r->author_key, &x))
		why = "not-member";
	else if (!range_read(words, posts_last(), range, count) || !*count)
		why = "no-posts";
	else if (range_sum(range, *count) > most)
		why = "too-many";
	if (why)
		request_say(r, c, why);
	return !why;
}

/* The number in `26/11/24 13:33:09 [123:anne@example.or] subject`; 0 if there is none. */
static unsigned long long number_in(struct span line)
{
	unsigned long long n;
	span_take(&line, '[');
	return span_number(span_take(&line, ':'), &n) ? n : 0;
}

static bool is_in(const struct range *range, size_t count, unsigned long long n)
{
	for (size_t i = 0; i < count; i++)
		if (n >= range[i].first && n <= range[i].last)
			return true;
	return false;
}

void fetch_summary(struct request *r, const struct command *c)
{
	struct range range[RANGES_MAX];
	struct text path = { 0 };
	struct span line, words = c->arg[0].len ? c->arg[0] : SPAN("last:100");
	size_t count;
	if (!find(r, c, words, LINES_SHOWN, range, &count))
		return;
	text_addf(&path, "%s/summary", r->limits.archive);
	int fd = file_open(text_string(&path));
	request_say(r, c, fd < 0 ? "no-posts" : "summary");
	struct lines l = { .fd = fd, .name = path.at };
	while (fd >= 0 && lines_next(&l, &line) && line.len <= LINES_MAX)
		if (is_in(range, count, number_in(line))) {
			text_add_clean(&r->report, line, LINE);
			text_addc(&r->report, '\n');
		}
	text_addc(&r->report, '\n');
	if (fd >= 0)
		close(fd);
	text_free(&path);
}

static unsigned long long octets(const struct request *r, const struct range *range, size_t count, bool plain)
{
	unsigned long long sum = 0;
	for (size_t i = 0; i < count; i++)
		for (unsigned long long n = range[i].first; n <= range[i].last; n++)
			sum += digest_octets(r->limits.archive, n, plain);
	return sum;
}

/* All that one mail asks for is at most DIGEST_OCTETS: any line of it can be asked for in another's name. */
static bool is_too_much(struct request *r, int body)
{
	struct stat st;
	if (fstat(body, &st) < 0)
		die_sys("cannot look at the posts");
	if (r->octets + (unsigned long long)st.st_size > DIGEST_OCTETS)
		return true;
	r->octets += (unsigned long long)st.st_size;
	return false;
}

void fetch_posts(struct request *r, const struct command *c)
{
	struct range range[RANGES_MAX];
	struct text t = { 0 };
	size_t count;
	if (!find(r, c, c->arg[0], POSTS_MAX - r->posts, range, &count))
		return;
	bool plain = span_find(c->arg[1], 'd') >= 0;
	if (r->octets + octets(r, range, count, plain) > DIGEST_OCTETS) {
		request_say(r, c, "too-large");
		return;
	}
	struct digest d = { .list = r->list, .texts = &r->texts, .folder = r->limits.archive, .range = range, .ranges = count,
		.plain = plain };
	int body = file_scratch();
	const char *why = !digest_write_body(&d, body) ? "no-posts" : is_too_much(r, body) ? "too-large" : NULL;
	if (why) {
		request_say(r, c, why);
		close(body);
		return;
	}
	r->posts += range_sum(range, count);
	struct letter *x = request_letter(r, memory_format("posts/%.*s", PRINTF(c->arg[0])).at, "request", r->author);
	texts_set(&r->texts, "POSTS", c->arg[0]);
	texts_phrase(&t, &r->texts, "posts");
	x->subject = text_keep(&t);
	x->body = body;
}
