/* tutti: runs a message through a list's score, from top to bottom, all or nothing (score(5)).
 *
 * The MTA starts it with the message on standard input, in one of three ways: with a score (which starts with
 * `#!…/tutti`, so that a list's folder needs nothing but its name in a .qmail), with a folder of lists and the
 * recipient that chooses among them, or with the steps themselves on the command line. */
#include "die.h"
#include "dispatch.h"
#include "number.h"
#include "runner.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char usage[] = "tutti [-nv] [-f SENDER] [-r RECIPIENT] [-s SIZE] [-m LIMIT] [-t SECONDS] SCORE | "
	"-l DIR | -c [NAME=VALUE ...] STEP [: STEP ...]";
static const char help[] =
	"usage: tutti [OPTIONS] SCORE <message\n"
	"       tutti [OPTIONS] -l DIR -f SENDER -r RECIPIENT -s SIZE <message\n"
	"       tutti [OPTIONS] -c [NAME=VALUE ...] STEP [: STEP ...] <message\n"
	"Runs the message through the steps of a score, all or nothing.\n"
	"  -l DIR        the score of the list in DIR that the recipient means\n"
	"  -c            steps on the command line, a lone : between them\n"
	"  -n            a dry run: all but the last step; prints the result, changes nothing\n"
	"  -v            a line for each step on standard error\n"
	"  -f SENDER     the envelope's sender, '' or MAILER-DAEMON for none\n"
	"  -r RECIPIENT  the envelope's recipient\n"
	"  -s SIZE       how large the message is by the mail server's word\n"
	"  -m LIMIT      the largest message to take, in octets (else the score's SIZE_LIMIT)\n"
	"  -t SECONDS    for the whole score (else the score's TIME_LIMIT, else 240)\n";

/* Seconds become milliseconds, hence the limit. */
static long long number(const char *s) { return (long long)number_option(s, 0, 1ULL << 50, usage); }

/* Goes to the folder of a score, and returns what is left of its path: the file. */
static const char *enter(const char *path)
{
	const char *slash = strrchr(path, '/');
	if (!slash)
		return path;
	struct span folder = memory_keep((struct span){ path, slash == path ? 1 : (size_t)(slash - path) });
	if (chdir(folder.at) < 0)
		die_sys("cannot enter %s", folder.at);
	return slash + 1;
}

/* The list's folder and score, from the recipient. */
static void dispatch(struct job *job, const char *lists)
{
	struct dispatch d;
	const char *recipient = job->envelope.recipient ? job->envelope.recipient : getenv("RECIPIENT");
	if (!recipient)
		die_usage(usage);
	dispatch_find(&d, lists, span(recipient));
	if (chdir(lists) < 0 || chdir(d.folder) < 0)
		die_sys("cannot enter %s/%s", lists, d.folder);
	job->envelope.recipient = recipient;
	job->envelope.extension = memory_keep(d.extension).at;
	job->score = d.score;
}

int main(int argc, char **argv)
{
	struct job job = { .claimed = -1, .limit = -1, .seconds = -1 };
	const char *lists = NULL, *score = NULL;
	bool chain = false;

	die_name(argv[0]);
	die_help(argc, argv, help);
	opterr = 0;
	for (;;) {
		int c = getopt(argc, argv, "cl:nvf:r:s:m:t:");
		if (c == -1 && !chain && !score && optind < argc) {
			score = argv[optind++];	/* options may come behind it, as in `/var/lists/orch/post -n` */
			continue;
		}
		if (c == -1)
			break;
		switch (c) {
		case 'c': chain = true; break;
		case 'l': lists = optarg; break;
		case 'n': job.dry = true; break;
		case 'v': job.verbose = true; break;
		case 'f': job.envelope.sender = optarg; break;
		case 'r': job.envelope.recipient = optarg; break;
		case 's': job.claimed = number(optarg); break;
		case 'm': job.limit = number(optarg); break;
		case 't': job.seconds = number(optarg); break;
		default: die_usage(usage);
		}
	}
	if (chain + (lists != NULL) + (score != NULL) != 1 || (!chain && optind < argc))
		die_usage(usage);
	const char *dry = getenv("DRY_RUN");
	job.dry = job.dry || (dry && strcmp(dry, "1") == 0);
	if (lists)
		dispatch(&job, lists);
	else if (score)
		job.score = enter(score);
	job.words = argv + optind;
	job.word_count = (size_t)(argc - optind);
	runner_run(&job);
}
