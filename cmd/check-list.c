/* check-list: what would go wrong with a list tonight, a line each, with the cure.
 *
 * As root it becomes the list's user first: what that user can't read or run is what will fail, and a score
 * must not run with more rights than its owner has. Nothing in the folder is changed. */
#include "become.h"
#include "die.h"
#include "file.h"
#include "inspect.h"
#include "run.h"
#include <stdlib.h>
#include <unistd.h>

static const char usage[] = "check-list [-q] DIR";
static const char help[] =
	"usage: check-list [-q] DIR\n"
	"Looks at the list in the folder DIR: modes and owners, its scores, members.cdb, the DKIM key and the DNS,\n"
	"the mail server, and a dry run with a sample post. Prints a line for each thing to mend.\n"
	"  -q  say nothing when nothing is found, for cron\n"
	"Exit 0: nothing found. 100: something found. 75: some of it could not be looked at.\n"
	"DNS=IP:PORT asks another name server.\n";

int main(int argc, char **argv)
{
	struct inspection i = { 0 };
	struct text path = { 0 };
	bool quiet = false;

	die_name(argv[0]);
	die_help(argc, argv, help);
	opterr = 0;
	for (int o; (o = getopt(argc, argv, "q")) != -1; quiet = true)
		if (o != 'q')
			die_usage(usage);
	if (argc - optind != 1)
		die_usage(usage);
	text_addf(&path, "%s:%s:/usr/sbin:/sbin", run_own_folder(), getenv("PATH") ? getenv("PATH") : "");
	i.path = text_string(&path);
	if (setenv("PATH", i.path, 1) < 0)
		die_sys("cannot set PATH");
	i.owner = become_owner(argv[optind]);
	inspect_folder(&i);
	inspect_scores(&i);
	inspect_members(&i);
	inspect_dns(&i);
	inspect_mta(&i);
	inspect_sample(&i);
	if (!i.count && !quiet)
		text_addf(&i.findings, "%s: all is well\n", i.address.at);
	write_all(1, text_span(&i.findings), "standard output");
	return !i.count ? 0 : i.unsure == i.count ? TEMP : PERM;
}
