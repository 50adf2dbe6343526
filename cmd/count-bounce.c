/* count-bounce: the end of the score `return`, to which mail comes back that could not be delivered.
 *
 *	count-bounce -k bounces members.cdb
 *
 * Whose mail it was says the address it came to (VERP), else the report. What is done about it: lib/watch. */
#include "become.h"
#include "die.h"
#include "environment.h"
#include "file.h"
#include "ledger.h"
#include "maildir.h"
#include "number.h"
#include "score.h"
#include "token.h"
#include "verp.h"
#include "watch.h"
#include <stdlib.h>
#include <unistd.h>

static const char usage[] =
	"count-bounce [-b TIMES] [-d DAYS] [-k DIR | -C DIR [-r DAYS]] members.cdb | -n <message";
static const char help[] =
	"usage: count-bounce [-b TIMES] [-d DAYS] [-k DIR] members.cdb <message\n"
	"       count-bounce -n <message\n"
	"       count-bounce -C DIR [-b TIMES] [-d DAYS] [-r DAYS] members.cdb\n"
	"Counts a bounce; a member with too many of them gets a probe, and if that fails too, nothing more.\n"
	"  -b TIMES  days with a failure that are too many (5)\n"
	"  -d DAYS   among so many days (14)\n"
	"  -k DIR    keep in the Maildir DIR what is no report that can be read\n"
	"  -n        only print: address, class and status, with tabs between, of each recipient in the report\n"
	"  -C DIR    for cron, in the list's folder DIR: count what inject has noted, remove whom mail has not reached\n"
	"  -r DAYS   for so long (60)\n";

static unsigned number(const char *s) { return (unsigned)number_option(s, 1, LEDGER_DAYS, usage); }

/* All that the mail tells; to the address that only one member's copy had, all of it about that one. */
static void read_mail(struct message *m, struct bounces *all)
{
	struct mailbox member;
	message_read(m, 0);
	returned_read(m, all);
	if (all->count && verp_read(span(getenv("EXTENSION")), &member)) {
		all->at[0] = returned_about(all, &member);
		all->count = 1;
	}
}

static void print(void)
{
	struct message m;
	struct bounces all = { 0 };
	struct text t = { 0 };
	read_mail(&m, &all);
	for (size_t i = 0; i < all.count; i++)
		text_addf(&t, "%.*s\t%s\t%.*s\n", PRINTF(all.at[i].address), judge_word(all.at[i].judged.class),
			PRINTF(all.at[i].judged.status));
	write_all(1, text_span(&t), "standard output");
	if (close(1) < 0)
		die_sys("cannot write standard output");
}

static void count(const struct watch *w, const char *keep)
{
	struct message m;
	struct bounces all = { 0 };
	read_mail(&m, &all);
	struct span token = token_in(span(getenv("EXTENSION")), "p-");
	if (token.at)
		watch_probe(w, token, &all, post_id(&m));
	for (size_t i = 0; i < all.count && !token.at; i++)
		watch_bounce(w, &all.at[i]);
	if (!all.count && keep && !post_is_dry())
		maildir_store(keep, post_id(&m), &m);
}

/* The settings of the list in DIR, as its score `return` gives them. */
static void enter(const char *dir)
{
	struct score s = { 0 };
	become_owner(dir);
	score_load(&s, "return");
	score_settings(&s);
}

int main(int argc, char **argv)
{
	struct list l;
	struct watch w = { .list = &l, .times = 5, .days = 14, .now = (long long)time(NULL) };
	const char *keep = NULL, *dir = NULL;
	bool only_print = false;
	long remove = 60;

	die_name(argv[0]);
	die_help(argc, argv, help);
	opterr = 0;
	for (int o; (o = getopt(argc, argv, "C:b:d:k:nr:")) != -1; )
		switch (o) {
		case 'C': dir = optarg; break;
		case 'b': w.times = number(optarg); break;
		case 'd': w.days = number(optarg); break;
		case 'k': keep = optarg; break;
		case 'n': only_print = true; break;
		case 'r': remove = number(optarg); break;
		default: die_usage(usage);
		}
	w.cdb = argv[optind];
	if (argc - optind != !only_print || (only_print && dir))
		die_usage(usage);
	if (only_print) {
		print();
		return 0;
	}
	if (dir)
		enter(dir);
	list_read(&l);
	if (dir) {
		watch_refused(&w);
		watch_daily(&w, remove);
	} else
		count(&w, keep);
	return 0;
}
