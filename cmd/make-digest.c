/* make-digest: sends members who want digests what has been posted since the last one; for cron, once an hour.
 *
 * Each digest goes through the score `digest` of the list's folder, as any post does (lib/edition). */
#include "become.h"
#include "die.h"
#include "digests.h"
#include "edition.h"
#include "file.h"
#include "posts.h"
#include "score.h"
#include "subscribers.h"
#include <string.h>
#include <time.h>
#include <unistd.h>

static const char usage[] = "make-digest [-a] [-d FOLDER] DIR";
static const char help[] =
	"usage: make-digest [-a] [-d FOLDER] DIR\n"
	"Sends the digests of the list in DIR that are due in this hour, and only what is new since the last.\n"
	"  -a         all of them now\n"
	"  -d FOLDER  of the archive, without it archive\n";

/* The list, as its score says it. */
static void list_of_score(struct list *l)
{
	struct score s = { 0 };
	score_load(&s, "digest");
	score_settings(&s);
	list_read(l);
}

struct wanted { struct digests *digests; unsigned long long from; };

static void want(const struct subscriber *x, void *with)
{
	const struct wanted *w = with;
	struct span name = subscriber_digest(x);
	struct digests_class *c = name.at ? digests_class(w->digests, name, w->from) : NULL;
	if (c)
		c->wanted = true;
}

/* Which classes there are, say the members; how far each has come, the file digests. */
static void gather(struct editions *e)
{
	struct subscribers members;
	digests_read(e->digests);
	struct wanted w = { e->digests, digests_look(e->digests, e->last, e->now) };
	subscribers_open(&members, "members.cdb");
	subscribers_each(&members, want, &w);
	subscribers_close(&members);
	digests_write(e->digests);
}

static int hour_of(time_t now)
{
	struct tm tm;
	if (!localtime_r(&now, &tm))
		die(TEMP, "4.3.0", "cannot read the clock");
	return tm.tm_hour;
}

static void tell(const struct digests_class *c, struct span said)
{
	struct text t = { 0 };
	text_addf(&t, "4.3.0 make-digest: the digest %s waits for the next hour: %.*s\n", c->name, PRINTF(said));
	write_all(2, text_span(&t), "standard error");
	text_free(&t);
}

int main(int argc, char **argv)
{
	struct list list;
	struct digests digests;
	struct texts texts;
	struct editions e = { &list, &texts, &digests, "archive", 0, time(NULL) };
	struct span said = { "", 0 };
	bool all = false, failed = false;

	die_name(argv[0]);
	die_help(argc, argv, help);
	opterr = 0;
	for (int o; (o = getopt(argc, argv, "ad:")) != -1; )
		if (o == 'a')
			all = true;
		else if (o == 'd' && *optarg && *optarg != '.' && !strchr(optarg, '/'))
			e.folder = optarg;
		else
			die_usage(usage);
	if (argc - optind != 1)
		die_usage(usage);
	become_owner(argv[optind]);
	list_of_score(&list);
	texts_begin(&texts);
	if (access(e.folder, F_OK) < 0)
		die_sys("cannot find the archive; put archive into the score post");
	if (file_lock("digests.lock", false) < 0)
		return 0;	/* another one is at it */
	e.last = posts_last();
	gather(&e);
	for (struct digests_class *c = digests.at; c < digests.at + digests.count; c++) {
		bool due = c->wanted && (all || digests_due(c, hour_of(e.now)));
		if (!edition_send(&e, c, due, &said)) {
			tell(c, said);
			failed = true;
		}
	}
	return failed ? TEMP : 0;
}
