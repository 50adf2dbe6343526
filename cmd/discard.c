/* discard: throws away posts that were held for a moderator. The log keeps a line of each. */
#include "die.h"
#include "held.h"

static const char usage[] = "discard [-C DIR] NUMBER ...";
static const char help[] =
	"usage: discard [-C DIR] NUMBER ...\n"
	"Throws away posts that are held for a moderator; their authors are not told. NUMBER is what list-held\n"
	"prints.\n"
	"  -C DIR  the list's folder (default: here)\n";

static int discard(const struct held *h)
{
	held_discard(h);
	return 0;
}

int main(int argc, char **argv)
{
	die_name(argv[0]);
	die_help(argc, argv, help);
	return held_command(argc, argv, usage, discard);
}
