/* A cdb of members: what is in it, what is not, and that damage is never an answer. */
#include "subscribers.h"
#include "checksum.h"
#include "die.h"
#include "file.h"
#include "scratch.h"
#include "tap.h"
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>

enum { MEMBERS = 40 };

static void member(int i, struct subscriber *x, struct text *t)
{
	t->len = 0;
	text_addf(t, "member%d@example.org", i);
	x->key = memory_keep(text_span(t));
	t->len = 0;
	text_addf(t, "Member%d@Example.ORG", i);
	x->address = memory_keep(text_span(t));
	x->settings = i % 3 ? SPAN("") : SPAN("s=skip name=\"A \\\"B\\\" C\"");
}

static void build(const char *path, int from, int to)
{
	struct subscribers_new *n = subscribers_begin(path);
	struct text t = { 0 };
	for (int i = from; i < to; i++) {
		struct subscriber x;
		member(i, &x, &t);
		subscribers_add(n, &x);
	}
	subscribers_commit(n, NULL);
	text_free(&t);
}

/* Exits 0 for the right answer to the question whether member i is there, 1 for a wrong one; or dies. */
static void ask(void *with)
{
	int i = *(int *)with;
	struct subscribers s;
	struct subscriber want, got;
	struct text t = { 0 };
	member(i, &want, &t);
	subscribers_open(&s, "m.cdb");
	bool found = subscribers_has(&s, want.key, &got);
	if (found != (i < MEMBERS))
		_exit(1);
	if (found && (!span_is(got.key, want.key) || !span_is(got.address, want.address)
	    || !span_is(got.settings, want.settings)))
		_exit(1);
}

struct walk { int next, wrong; };

static void walk(const struct subscriber *x, void *with)
{
	struct walk *w = with;
	struct subscriber want;
	struct text t = { 0 };
	member(w->next++, &want, &t);
	w->wrong += !span_is(x->key, want.key) || !span_is(x->address, want.address)
		|| !span_is(x->settings, want.settings);
	text_free(&t);
}

/* The same for all of them in turn. */
static void ask_each(void *with)
{
	struct subscribers s;
	struct walk w = { 0, 0 };
	(void)with;
	subscribers_open(&s, "m.cdb");
	subscribers_each(&s, walk, &w);
	if (w.wrong || w.next != MEMBERS)
		_exit(1);
}

static void test_answers(void)
{
	int wrong = 0;
	for (int i = 0; i < MEMBERS + 10; i++)
		wrong += in_child(ask, &i) != 0;
	ok(wrong == 0, "who is there is found as written, who is not is not");
	ok(in_child(ask_each, NULL) == 0, "all of them in their order");
	ok(subscribers_wrong("m.cdb") == NULL, "nothing is wrong with it");
	build("empty.cdb", 0, 0);
	struct subscribers s;
	struct subscriber x;
	subscribers_open(&s, "empty.cdb");
	ok(s.count == 0 && !subscribers_has(&s, SPAN("member1@example.org"), &x), "an empty list has nobody");
	ok(!subscribers_has(&s, SPAN(""), &x), "nor is the empty key anybody");
	struct walk w = { 0, 0 };
	subscribers_each(&s, walk, &w);
	ok(w.next == 0, "and nobody in turn");
	subscribers_close(&s);
}

static void count_one(const struct subscriber *x, void *with)
{
	*(uint32_t *)with += x->key.len > 0;
}

/* So many that the marks go through several tables, with doubles near and far. */
static void test_many(void)
{
	enum { MANY = 20000 };
	struct text t = { 0 };
	struct subscriber x;
	uint32_t duplicates, all = 0;
	struct subscribers_new *n = subscribers_begin("many.cdb");
	for (int i = 0; i < MANY; i++) {
		member(i, &x, &t);
		subscribers_add(n, &x);
		member(i % 7 ? i : i / 7, &x, &t);
		x.address = SPAN("Second@Example.ORG");
		subscribers_add(n, &x);
	}
	uint32_t count = subscribers_commit(n, &duplicates);
	ok(count == MANY && duplicates == MANY, "of two with one key the first is taken");
	struct subscribers s;
	int wrong = 0;
	subscribers_open(&s, "many.cdb");
	for (int i = 0; i < MANY + 1000; i += i < MANY ? 1 : 200) {
		struct subscriber got;
		member(i, &x, &t);
		bool found = subscribers_has(&s, x.key, &got);
		wrong += found != (i < MANY) || (found && !span_is(got.address, x.address));
	}
	ok(wrong == 0, "of %d each is found, nobody else", MANY);
	subscribers_each(&s, count_one, &all);
	ok(all == MANY, "and each comes once in turn");
	subscribers_close(&s);
	memory_reset();
}

static struct text load(const char *path)
{
	struct text t = { 0 };
	file_read(path, &t, 1 << 20);
	return t;
}

static void store(const char *path, struct span s)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	write_all(fd, s, path);
	close(fd);
}

static void test_truncation(struct span whole)
{
	int unnoticed = 0, wrong = 0, doubts = 0, asked = 0;
	for (size_t n = 0; n < whole.len; n++) {
		store("m.cdb", (struct span){ whole.at, n });
		unnoticed += subscribers_wrong("m.cdb") == NULL;
		if (n % 97)
			continue;
		for (int i = 0; i < MEMBERS + 3; i += 14) {
			int code = in_child(ask, &i);
			asked++;
			wrong += code != 0 && code != TEMP;
			doubts += code == TEMP;
		}
	}
	ok(unnoticed == 0, "cut short at each of %zu octets: always noticed", whole.len);
	ok(wrong == 0 && doubts == asked, "and every answer is 75 (%d asked)", asked);
}

static void test_flips(struct span whole)
{
	uint64_t random = 20261124;
	int unnoticed = 0, wrong = 0, right = 0, doubts = 0;
	char *copy = malloc(whole.len);
	for (int k = 0; k < 600; k++) {
		random ^= random << 13, random ^= random >> 7, random ^= random << 17;
		memcpy(copy, whole.at, whole.len);
		copy[random % whole.len] ^= (char)(random >> 32 & 0xff ? random >> 32 & 0xff : 1);
		store("m.cdb", (struct span){ copy, whole.len });
		unnoticed += subscribers_wrong("m.cdb") == NULL;
		int i = (int)(random >> 40) % (MEMBERS * 3 / 2);
		int code = in_child(ask, &i);
		right += code == 0;
		doubts += code == TEMP;
		wrong += code != 0 && code != TEMP;
	}
	ok(in_child(ask_each, NULL) == TEMP, "a damaged list is not walked through");
	free(copy);
	ok(unnoticed == 0, "600 flipped octets: each noticed");
	ok(wrong == 0 && right > 0 && doubts > 0, "no wrong answer (%d right, %d times 75)", right, doubts);
}

static void test_beside(void)
{
	struct text whole = load("m.cdb");
	int stranger = MEMBERS, known = 3;
	store("m", SPAN("member0@example.org\n"));
	ok(in_child(ask, &stranger) == TEMP, "a members file that came later: no miss is believed");
	ok(in_child(ask, &known) == 0, "a hit is");
	ok(subscribers_wrong("m.cdb") != NULL, "and it is known to be wrong");
	build("m.cdb", 0, MEMBERS);
	ok(in_child(ask, &stranger) == 0, "built again it is believed");
	const struct timespec old[2] = { { 1000, 0 }, { 1000, 0 } };
	ok(utimensat(AT_FDCWD, "m", old, 0) == 0 && in_child(ask, &stranger) == TEMP,
		"an older members file, from a backup, is another one too");
	unlink("m");
	ok(in_child(ask, &stranger) == 0, "without a members file there is nothing to compare");
	struct subscribers_new *n = subscribers_begin("race.cdb");
	store("race", SPAN("late@example.org\n"));
	subscribers_commit(n, NULL);
	ok(subscribers_wrong("race.cdb") != NULL, "saved while it was built: not up to date");
	store("tick", SPAN("early@example.org\n"));
	n = subscribers_begin("tick.cdb");
	store("tick", SPAN("later@example.org\n"));
	subscribers_commit(n, NULL);
	ok(subscribers_wrong("tick.cdb") != NULL, "saved twice in one tick of the clock: not up to date");
	text_free(&whole);
}

static void look_missing(void *path)
{
	struct subscribers s;
	subscribers_open(&s, path);
}

static void look_without_descriptors(void *path)
{
	setrlimit(RLIMIT_NOFILE, &(struct rlimit){ 3, 3 });
	look_missing(path);
}

static void test_missing(void)
{
	ok(in_child(look_without_descriptors, (char[]){ "m.cdb" }) == TEMP, "no descriptor left: 75");
	ok(in_child(look_missing, (char[]){ "none.cdb" }) == TEMP, "a missing cdb: 75");
	ok(in_child(look_missing, (char[]){ "." }) == TEMP, "a folder: 75");
	ok(mkfifo("fifo.cdb", 0600) == 0 && in_child(look_missing, (char[]){ "fifo.cdb" }) == TEMP, "a FIFO: 75");
	store("zero.cdb", SPAN(""));
	ok(in_child(look_missing, (char[]){ "zero.cdb" }) == TEMP, "an empty file: 75");
}

static void test_checksum(void)
{
	char bytes[200];
	int differ = 0;
	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (char)(i * 31);
	struct checksum once, twice;
	checksum_begin(&once);
	checksum_add(&once, (struct span){ bytes, sizeof bytes });
	uint64_t want = checksum_end(&once);
	for (size_t cut = 0; cut <= sizeof bytes; cut++) {
		checksum_begin(&twice);
		checksum_add(&twice, (struct span){ bytes, cut });
		checksum_add(&twice, (struct span){ bytes + cut, sizeof bytes - cut });
		differ += checksum_end(&twice) != want;
	}
	ok(differ == 0, "a checksum in two pieces is that of the whole");
	uint64_t seen[8];
	bool same = false;
	for (size_t n = 0; n < 8; n++) {	/* zeros at the end are data */
		checksum_begin(&twice);
		checksum_add(&twice, (struct span){ "\0\0\0\0\0\0\0\0", n });
		seen[n] = checksum_end(&twice);
		for (size_t k = 0; k < n; k++)
			same = same || seen[k] == seen[n];
	}
	ok(!same, "and zeros count");
}

int main(void)
{
	scratch_begin();
	test_checksum();
	build("m.cdb", 0, MEMBERS);
	test_answers();
	struct text whole = load("m.cdb");
	test_truncation(text_span(&whole));
	test_flips(text_span(&whole));
	build("m.cdb", 0, MEMBERS);
	test_beside();
	test_missing();
	test_many();
	scratch_end();
	return tap_end();
}
