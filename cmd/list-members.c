/* list-members: prints a cdb as the text that build-list makes it from. */
#include "die.h"
#include "file.h"
#include "members.h"
#include <unistd.h>

static const char help[] =
	"usage: list-members F.cdb\n"
	"Prints the members in F.cdb, one a line with their settings, as build-list reads them.\n";

static void print(const struct subscriber *x, void *with)
{
	struct text *t = with;
	members_write(t, x);
	if (t->len > 65536) {
		write_all(1, text_span(t), "the list");
		t->len = 0;
	}
}

int main(int argc, char **argv)
{
	struct subscribers s;
	struct text t = { 0 };

	die_name(argv[0]);
	die_help(argc, argv, help);
	opterr = 0;
	if (getopt(argc, argv, "") != -1 || argc - optind != 1)
		die_usage("list-members F.cdb");
	subscribers_open(&s, argv[optind]);
	subscribers_each(&s, print, &t);
	write_all(1, text_span(&t), "the list");
	if (close(1) < 0)
		die_sys("cannot write the list");
	return 0;
}
