/* list-held: the posts that wait for a moderator, a line each. */
#include "become.h"
#include "die.h"
#include "file.h"
#include "held.h"
#include <unistd.h>

static const char help[] =
	"usage: list-held [DIR]\n"
	"Prints the posts that the list in DIR (default: here) holds for a moderator, oldest first, a line each with\n"
	"tabs: number, time, author, subject, reason. release and discard take the number.\n";

static void print(struct held *h, void *with)
{
	struct text t = { 0 };
	(void)with;
	held_line(&t, h);
	write_all(1, text_span(&t), "the list");
	text_free(&t);
}

int main(int argc, char **argv)
{
	die_name(argv[0]);
	die_help(argc, argv, help);
	opterr = 0;
	if (getopt(argc, argv, "") != -1 || argc - optind > 1)
		die_usage("list-held [DIR]");
	become_owner(optind < argc ? argv[optind] : ".");
	held_each(print, NULL);
	if (close(1) < 0)
		die_sys("cannot write the list");
	return 0;
}
