/* check-subscriber: lets a post pass whose author is a member of one of the lists.
 *
 * The author is the one mailbox in From (DESIGN section 4), not the envelope's sender: that is whom the readers
 * see, and whom `members` names. A list that can't be trusted to be whole and up to date stops the post with 75. */
#include "address.h"
#include "die.h"
#include "list.h"
#include "policy.h"
#include "subscribers.h"
#include <unistd.h>

static const char usage[] = "check-subscriber [-x hold|refuse|drop] F.cdb... <message >message";
static const char help[] =
	"usage: check-subscriber [-x hold|refuse|drop] F.cdb... <message >message\n"
	"Lets a post pass whose author (the one address in From) is in one of the lists.\n"
	"  -x  what becomes of another: hold (default, exit 98), refuse (100) or drop (99)\n";

static bool is_member(struct span key, char **lists)
{
	for (; *lists; lists++) {
		struct subscribers s;
		struct subscriber x;
		subscribers_open(&s, *lists);
		bool found = subscribers_has(&s, key, &x);
		subscribers_close(&s);
		if (found)
			return true;
	}
	return false;
}

int main(int argc, char **argv)
{
	struct message m;
	struct list l;
	struct mailbox author;
	int code = HOLD;

	die_name(argv[0]);
	die_help(argc, argv, help);
	opterr = 0;
	for (int o; (o = getopt(argc, argv, "x:")) != -1; )
		if (o != 'x' || !(code = policy_code(optarg)))
			die_usage(usage);
	if (optind == argc)
		die_usage(usage);
	list_read(&l);
	message_read(&m, 0);
	const char *wrong = address_author(&m, &author);
	if (wrong)
		die(PERM, "5.6.0", "%s", wrong);
	if (!is_member(address_key(&author), argv + optind)) {
		struct text who = { 0 }, request = { 0 };
		address_add(&who, &author);
		list_address(&request, &l, "request");
		policy_end(code, "%.*s is not a member of %.*s; write to %.*s to join", PRINTF(text_span(&who)),
			PRINTF(l.address), PRINTF(text_span(&request)));
	}
	message_write(&m, 1);
	return 0;
}
