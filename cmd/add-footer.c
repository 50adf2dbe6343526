/* add-footer: a few lines of the list's own under each post, by the structure of the mail. How is in lib/footer. */
#include "die.h"
#include "footer.h"
#include "message.h"
#include <unistd.h>

static const char usage[] = "add-footer FILE <message >message";
static const char help[] =
	"usage: add-footer FILE <message >message\n"
	"Puts the lines of FILE, which is in UTF-8, under a post: at the end of a text, as one more part of a\n"
	"multipart/mixed, else as the second part of a multipart/mixed around what came. Before munge-from.\n";

int main(int argc, char **argv)
{
	struct message m;
	struct footer f;

	die_name(argv[0]);
	die_help(argc, argv, help);
	opterr = 0;
	if (getopt(argc, argv, "") != -1 || optind != argc - 1)
		die_usage(usage);
	footer_read(&f, argv[optind]);
	message_read(&m, 0);
	footer_write(&f, &m, 1);
	return 0;
}
