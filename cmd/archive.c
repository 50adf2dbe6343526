/* archive: keeps a copy of the post in the list's archive, under its number. */
#include "archive.h"
#include "die.h"
#include "list.h"
#include "message.h"
#include "posts.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char usage[] = "archive [-d FOLDER] <message >message";
static const char help[] =
	"usage: archive [-d FOLDER] <message >message\n"
	"Stores the post as archive/00123.eml, the number being that of X-Mail-Count, and adds a line to\n"
	"archive/summary. The post goes on as it came.\n"
	"  -d FOLDER  another folder of the list than archive\n";

int main(int argc, char **argv)
{
	struct message m;
	const char *folder = "archive";

	die_name(argv[0]);
	die_help(argc, argv, help);
	opterr = 0;
	for (int o; (o = getopt(argc, argv, "d:")) != -1; folder = optarg)
		if (o != 'd' || !*optarg || *optarg == '.' || strchr(optarg, '/'))
			die_usage(usage);
	if (optind != argc)
		die_usage(usage);
	message_read(&m, 0);
	unsigned long long number = archive_number(&m);
	if (!number)
		die(TEMP, "4.3.5", "the post has no number; put number-post before this step");
	/* A number that a stranger has put there would replace an old post. Alone in a shell nobody has given one. */
	if (getenv("POST_ID") && !posts_has(getenv("POST_ID"), number) && !post_is_dry())
		die(TEMP, "4.3.5", "X-Mail-Count: %llu is not this post's number; put number-post before this step", number);
	if (!post_is_dry())
		archive_store(folder, &m, number);
	message_write(&m, 1);
	return 0;
}
