/* discard: throws away posts that were held for a moderator. The log keeps a line of each. */
#include "become.h"
#include "die.h"
#include "header.h"
#include "held.h"
#include "record.h"
#include <unistd.h>

static const char usage[] = "discard [-C DIR] NUMBER ...";
static const char help[] =
	"usage: discard [-C DIR] NUMBER ...\n"
	"Throws away posts that are held for a moderator; their authors are not told. NUMBER is what list-held\n"
	"prints.\n"
	"  -C DIR  the list's folder (default: here)\n";

static void discard(const char *number)
{
	static struct header header;
	struct held h;
	const char *wrong = held_open(&h, number);
	if (wrong)
		die(TEMP, "4.3.5", "%.100s: %s", number, wrong);
	wrong = header_read(&header, h.fd);
	record_log(&(struct record){ .post_id = h.id, .header = wrong ? NULL : &header.m, .result = "discarded",
		.reason = memory_keep(h.reason).at });
	close(h.fd);
	held_remove(&h);
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
