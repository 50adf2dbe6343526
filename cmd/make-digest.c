/* make-digest: sends members who want digests what has been posted since the last one; for cron, once an hour.
 *
 * Each digest goes through the score `digest` of the list's folder, as any post does. What is about to go out is written
 * down first (lib/digests), so that whoever is killed half-way makes the very same mail again, and inject knows who has
 * got it. */
#include "archive.h"
#include "become.h"
#include "die.h"
#include "digest.h"
#include "digests.h"
#include "environment.h"
#include "file.h"
#include "mailer.h"
#include "posts.h"
#include "run.h"
#include "score.h"
#include "subscribers.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const char usage[] = "make-digest [-a] [-d FOLDER] DIR";
static const char help[] =
	"usage: make-digest [-a] [-d FOLDER] DIR\n"
	"Sends the digests of the list in DIR that are due in this hour, and only what is new since the last.\n"
	"  -a         all of them now\n"
	"  -d FOLDER  of the archive, without it archive\n";

enum { WAITED = 86400 };	/* seconds that a post may be on its way to the archive */

struct maker {
	struct list list;
	struct digests digests;
	const char *program, *folder;
	unsigned long long last;	/* number of the newest post */
	time_t now;
	bool failed;
};

/* LIST and LIST_NAME, as the score says them. */
static void list_of_score(struct maker *k)
{
	struct score s = { 0 };
	score_load(&s, "digest");
	for (size_t i = 0; i < 2; i++) {
		const char *name = i ? "LIST_NAME" : "LIST", *value = environment_get(&s.env, span(name));
		if (value && setenv(name, value, 1) < 0)
			die_sys("cannot set %s", name);
	}
	list_read(&k->list);
}

static void want(const struct subscriber *x, void *with)
{
	struct maker *k = with;
	struct span name = subscriber_digest(x);
	struct digests_class *c = name.at ? digests_class(&k->digests, name, k->last) : NULL;
	if (c)
		c->wanted = true;
}

/* Up to where all posts are in the archive that will be: one that a mail server is to bring again, or that is just being
 * sent, is waited for. */
static unsigned long long complete_up_to(const struct maker *k, unsigned long long sent)
{
	for (unsigned long long n = sent + 1; n <= k->last; n++) {
		struct text path = { 0 };
		struct stat st;
		char id[65];
		archive_path(&path, k->folder, n);
		bool there = access(text_string(&path), F_OK) == 0;
		path.len = 0;
		if (!there && posts_id(n, id)) {
			text_addf(&path, "sent/%s", id);
			if (stat(text_string(&path), &st) == 0 && st.st_mtime > k->now - WAITED)
				return n - 1;
		}
		text_free(&path);
	}
	return k->last;
}

/* tutti -f SENDER -r LIST-digest-CLASS@DOMAIN digest. Its code, and its words. */
static int run_score(const struct maker *k, const struct digests_class *c, int mail, struct span *said)
{
	struct text tutti = { 0 }, to = { 0 }, extension = { 0 }, from = { 0 };
	text_addf(&tutti, "%s/tutti", run_own_folder(k->program));
	text_addf(&extension, "digest-%s", c->name);
	list_address(&to, &k->list, text_string(&extension));
	list_address(&from, &k->list, "return");
	const char *argv[] = { "tutti", "-f", text_string(&from), "-r", text_string(&to), "digest", NULL };
	int code = mailer_run(text_string(&tutti), (char *const *)(uintptr_t)argv, mail, -1, said);
	text_free(&tutti);
	text_free(&extension);
	text_free(&to);
	text_free(&from);
	return code;
}

static void tell(struct maker *k, const struct digests_class *c, struct span said)
{
	struct text t = { 0 };
	k->failed = true;
	text_addf(&t, "4.3.0 make-digest: the digest %s waits for the next hour: %.*s\n", c->name, PRINTF(said));
	write_all(2, text_span(&t), "standard error");
	text_free(&t);
}

static void send_one(struct maker *k, struct digests_class *c)
{
	struct span said = { "", 0 };
	if (!c->going) {
		c->going = complete_up_to(k, c->sent);
		c->date = k->now;
		if (c->going <= c->sent)
			c->going = 0;
	}
	if (!c->going)
		return;
	digests_write(&k->digests);
	struct range range = { c->sent + 1, c->going };
	int mail = file_scratch();
	size_t posts = digest_write(&(struct digest){ .list = &k->list, .folder = k->folder, .range = &range,
		.ranges = 1, .class = c->name, .date = c->date, .plain = digests_plain(c) }, mail);
	if (lseek(mail, 0, SEEK_SET) < 0)
		die_sys("cannot rewind the digest");
	int code = posts ? run_score(k, c, mail, &said) : 0;
	close(mail);
	if (code != 0) {
		tell(k, c, said);
		return;
	}
	c->sent = c->going;
	c->going = 0;
	digests_write(&k->digests);
}

int main(int argc, char **argv)
{
	struct maker k = { .program = argv[0], .folder = "archive", .now = time(NULL) };
	struct subscribers members;
	struct tm tm;
	bool all = false;

	die_name(argv[0]);
	die_help(argc, argv, help);
	opterr = 0;
	for (int o; (o = getopt(argc, argv, "ad:")) != -1; )
		if (o == 'a')
			all = true;
		else if (o == 'd' && *optarg && *optarg != '.' && !strchr(optarg, '/'))
			k.folder = optarg;
		else
			die_usage(usage);
	if (argc - optind != 1)
		die_usage(usage);
	become_owner(argv[optind]);
	if (!localtime_r(&k.now, &tm))
		die(TEMP, "4.3.0", "cannot read the clock");
	list_of_score(&k);
	if (access(k.folder, F_OK) < 0)
		die_sys("cannot find the archive; put archive into the score post");
	if (file_lock("digests.lock", false) < 0)
		return 0;	/* another one is at it */
	k.last = posts_last();
	digests_read(&k.digests);
	subscribers_open(&members, "members.cdb");
	subscribers_each(&members, want, &k);
	subscribers_close(&members);
	digests_write(&k.digests);
	for (size_t i = 0; i < k.digests.count; i++)
		if (k.digests.at[i].going || (k.digests.at[i].wanted && (all || digests_due(&k.digests.at[i], tm.tm_hour))))
			send_one(&k, &k.digests.at[i]);
	return k.failed ? TEMP : 0;
}
