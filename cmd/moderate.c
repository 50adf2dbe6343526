/* moderate: holds every post for a moderator. A post that has been released goes on from here. */
#include "die.h"
#include "list.h"
#include "message.h"
#include "policy.h"
#include <unistd.h>

static const char help[] =
	"usage: moderate <message\n"
	"Holds every post for a moderator: exit code 98. In a score a post that a moderator has released goes on.\n";

int main(int argc, char **argv)
{
	struct list l;
	struct message m;

	die_name(argv[0]);
	die_help(argc, argv, help);
	opterr = 0;
	if (getopt(argc, argv, "") != -1 || optind != argc)
		die_usage("moderate");
	list_read(&l);
	message_read(&m, 0);
	policy_end(HOLD, "every post to %.*s is looked at by a moderator", PRINTF(l.address));
}
