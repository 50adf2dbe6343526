/* munge-from: From becomes `NAME via LIST_NAME <LIST>`, which the list can sign for, and Reply-To says where
 * answers go.
 *
 * A post that leaves from a new host with the author's domain in From fails SPF and, since a tag and new
 * fields break his signature, DKIM; receivers that honour DMARC then refuse it. What the author wrote stays
 * in X-Original-From. Twice is as once. */
#include "address.h"
#include "die.h"
#include "list.h"
#include "message.h"
#include "munge.h"
#include "subscribers.h"
#include <string.h>
#include <unistd.h>

static const char usage[] = "munge-from [-w always|never] [-r list|list+cc|author|both|keep] [-m F.cdb]";
static const char help[] =
	"usage: munge-from [-w always|never] [-r list|list+cc|author|both|keep] [-m F.cdb]\n"
	"                  <message >message\n"
	"Makes From the list's own: NAME via LIST_NAME <LIST>. LIST and LIST_NAME come\n"
	"from the environment.\n"
	"  -w  when: always (default), or never\n"
	"  -r  Reply-To: the list (default), the list with the author in Cc, the author,\n"
	"      both, or as it came\n"
	"  -m  members, whose name= is shown for authors who give no name\n";

enum when { ALWAYS, NEVER };

/* Must From become the list's? The one place where that is decided. */
static bool must_munge(enum when when) { return when == ALWAYS; }

static struct span stored_name(const char *members, const struct mailbox *author)
{
	struct subscribers s;
	struct subscriber x;
	struct span name = { "", 0 };

	subscribers_open(&s, members);
	if (subscribers_has(&s, address_key(author), &x) && subscriber_setting(&x, "name").at)
		name = subscriber_setting(&x, "name");
	subscribers_close(&s);
	return name;
}

int main(int argc, char **argv)
{
	enum when when = ALWAYS;
	enum reply_to reply_to = REPLY_LIST;
	const char *members = NULL;
	struct span name = { "", 0 };
	struct message m;
	struct mailbox author;
	struct list l;

	die_name(argv[0]);
	die_help(argc, argv, help);
	opterr = 0;
	for (int c; (c = getopt(argc, argv, "w:r:m:")) != -1;)
		if (c == 'w' && strcmp(optarg, "always") == 0)
			when = ALWAYS;
		else if (c == 'w' && strcmp(optarg, "never") == 0)
			when = NEVER;
		else if (c == 'm')
			members = optarg;
		else if (c != 'r' || !reply_to_read(optarg, &reply_to))
			die_usage(usage);
	if (optind != argc)
		die_usage(usage);

	list_read(&l);
	message_read(&m, 0);
	const char *wrong = address_author(&m, &author);
	if (wrong)
		die(PERM, "5.6.0", "%s; a post must have one From with one address in it", wrong);
	if (must_munge(when)) {
		if (members && munge_needs_name(&l, &author))
			name = stored_name(members, &author);
		munge_from(&m, &l, &author, name);
		munge_repair(&m, &l);
	}
	munge_reply_to(&m, &l, &author, reply_to);
	message_write(&m, 1);
	return 0;
}
