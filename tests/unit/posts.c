/* Which post has which number, also where the file is large: what is looked for nearly always stands at its end. */
#include "posts.h"
#include "die.h"
#include "file.h"
#include "scratch.h"
#include "tap.h"
#include <sys/syscall.h>

/* Instead of the C library's: counts what is read. */
long syscall(long number, ...);
size_t octets;	/* not static: the C library has read as an inline function, and clang takes this one for it */

ssize_t read(int fd, void *p, size_t n)
{
	ssize_t got = (ssize_t)syscall(SYS_read, fd, p, n);
	octets += got > 0 ? (size_t)got : 0;
	return got;
}

enum { POSTS = 5000 };

static const char *id_of(unsigned n)
{
	static char id[65];
	snprintf(id, sizeof id, "%064x", n);
	return id;
}

static void write_posts(void)
{
	struct text t = { 0 };
	for (unsigned n = 1; n <= POSTS; n++)
		text_addf(&t, "%u %s <%u@example.org>\n", n, id_of(n), n);
	file_replace("posts", text_span(&t), 0600);
	text_free(&t);
	posts_set_last(POSTS);
}

/* In a child, since the lock is held until the end of the program. */
static void print_number(void *with)
{
	unsigned n = *(unsigned *)with;
	struct text t = { 0 };
	text_addf(&t, "<%u@example.org>", n);
	unsigned long long number = posts_number(id_of(n), text_span(&t), false).number;
	t.len = 0;
	text_addf(&t, "%llu", number);
	file_replace("number", text_span(&t), 0600);
}

static unsigned long long number_of(unsigned n)
{
	struct text t = { 0 };
	unsigned long long number = 0;
	if (in_child(print_number, &n) == 0 && file_read("number", &t, 100))
		span_number(text_span(&t), &number);
	text_free(&t);
	return number;
}

int main(void)
{
	char id[65];
	scratch_begin();
	die_name("posts");
	ok(posts_last() == 0 && !posts_has(id_of(1), 1) && !posts_id(1, id), "no file");
	write_posts();

	octets = 0;
	ok(posts_has(id_of(POSTS), POSTS), "the last post");
	ok(posts_id(POSTS - 100, id) && strcmp(id, id_of(POSTS - 100)) == 0, "one of the last");
	ok(posts_last() == POSTS, "the last number");
	ok(octets < 4 * 65536, "only the end of the file is read for that: %zu octets", octets);

	bool all = true;
	for (unsigned n = 1; n <= POSTS; n += 7)
		all = all && posts_id(n, id) && strcmp(id, id_of(n)) == 0 && posts_has(id_of(n), n) && !posts_has(id_of(n), n + 1);
	ok(all, "each of the others is found too");
	ok(!posts_id(POSTS + 1, id) && !posts_has(id_of(POSTS + 1), POSTS + 1), "and none that is not there");

	struct text line = { 0 };
	text_addf(&line, "%d %s -", POSTS + 1, id_of(POSTS + 1));
	file_append("posts", text_span(&line), 0600);
	text_free(&line);
	ok(posts_last() == POSTS + 1, "killed before seq was written");
	unlink("seq");
	ok(posts_last() == POSTS + 1, "seq is lost");
	ok(number_of(7) == 7, "a retry of an old post");
	ok(number_of(9000) == POSTS + 2, "the next");
	ok(number_of(9000) == POSTS + 2 && posts_last() == POSTS + 2, "which it keeps");
	scratch_end();
	return tap_end();
}
