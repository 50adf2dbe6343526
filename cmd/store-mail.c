/* store-mail: the last step of a score that keeps mail instead of sending it.
 *
 * `store-mail bounces` puts the message into the Maildir `bounces`, under its POST_ID, so that an MTA's second
 * try replaces the file of the first. It writes no message: there is nothing left for another step to do. */
#include "die.h"
#include "list.h"
#include "maildir.h"
#include <unistd.h>

static const char help[] =
	"usage: store-mail DIR <message\n"
	"Stores the message in the Maildir DIR, which is made where it is missing. The last step of a score.\n"
	"The file's name is the POST_ID: a second try makes no second copy.\n";

int main(int argc, char **argv)
{
	struct message m;

	die_name(argv[0]);
	die_help(argc, argv, help);
	opterr = 0;
	if (getopt(argc, argv, "") != -1 || argc - optind != 1 || !*argv[optind])
		die_usage("store-mail DIR");
	message_read(&m, 0);
	const char *id = post_id(&m);
	if (!post_is_dry())
		maildir_store(argv[optind], id, &m);
	return 0;
}
