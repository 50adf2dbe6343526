/* discard: throws away posts that were held for a moderator. The log keeps a line of each. */
#include "become.h"
#include "die.h"
#include "held.h"
#include <unistd.h>

static const char usage[] = "discard [-C DIR] NUMBER ...";
static const char help[] =
	"usage: discard [-C DIR] NUMBER ...\n"
	"Throws away posts that are held for a moderator; their authors are not told. NUMBER is what list-held\n"
	"prints.\n"
	"  -C DIR  the list's folder (default: here)\n";

static void discard(const char *number)
{
	struct held h;
	const char *wrong = held_open(&h, number);
	if (wrong)
		die(TEMP, "4.3.5", "%.100s: %s", number, wrong);
	held_discard(&h);
	close(h.fd);
}

int main(int argc, char **argv)
{
	const char *dir = ".";

	die_name(argv[0]);
	die_help(argc, argv, help);
	opterr = 0;
	for (int o; (o = getopt(argc, argv, "C:")) != -1; dir = optarg)
		if (o != 'C')
			die_usage(usage);
	if (optind == argc)
		die_usage(usage);
	become_owner(dir);
	for (int i = optind; i < argc; i++)
		discard(argv[i]);
	return 0;
}
