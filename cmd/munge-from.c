/* munge-from: From becomes `NAME via LIST_NAME <LIST>`, which the list can sign for, where it can't stay; and
 * Reply-To says where answers go.
 *
 * A post that leaves from a new host with the author's domain in From fails SPF and, if the list has changed what his
 * signature covers, DKIM; receivers that honour DMARC then refuse it. So his signature is asked first, on the post as
 * it will leave (lib/stays). What the author wrote stays in X-Original-From. Twice is as once. */
#include "address.h"
#include "authres.h"
#include "die.h"
#include "list.h"
#include "message.h"
#include "munge.h"
#include "sign.h"
#include "stays.h"
#include "subscribers.h"
#include <string.h>
#include <unistd.h>

static const char usage[] = "munge-from [-w broken|always|never] [-k] [-i AUTHSERV-ID] "
	"[-r list|list+cc|author|both|keep] [-m F.cdb]";
static const char help[] =
	"usage: munge-from [-w broken|always|never] [-k] [-i AUTHSERV-ID]\n"
	"                  [-r list|list+cc|author|both|keep] [-m F.cdb] <message >message\n"
	"Makes From the list's own, NAME via LIST_NAME <LIST>, where the author's signature\n"
	"no longer passes. LIST and LIST_NAME come from the environment.\n"
	"  -w  when: broken (default), always, or never\n"
	"  -k  From stays also where the author's domain asks for nothing (p=none, or no\n"
	"      DMARC record)\n"
	"  -i  what verify-auth -i was given: From of authors in the list's own domain stays\n"
	"      if they are authentic\n"
	"  -r  Reply-To: the list (default), the list with the author in Cc, the author,\n"
	"      both, or as it came\n"
	"  -m  members, whose name= is shown for authors who give no name\n";

#define DECISION "X-Munge-From"

enum when { BROKEN, ALWAYS, NEVER };

struct settings {
	enum when when;
	enum reply_to reply_to;
	const char *members;
	struct stays stays;
};

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

static void munge(struct message *m, const struct settings *s, const struct mailbox *author)
{
	const struct list *l = s->stays.list;
	bool ask = s->members && munge_needs_name(l, author);
	munge_from(m, l, author, ask ? stored_name(s->members, author) : (struct span){ "", 0 });
	munge_repair(m, l);
}

/* The post with the author's From, as dkim-sign will sign it. True if it can leave like that. */
static bool stays(struct message *m, const struct settings *s, const struct mailbox *author, struct message *kept)
{
	struct text why = { 0 };
	message_copy(m, kept);
	munge_reply_to(kept, s->stays.list, author, s->reply_to);
	sign_settle_header(kept);
	bool yes = stays_from(kept, author, &s->stays, &why);
	message_set(yes ? kept : m, DECISION, text_span(&why));
	return yes;
}

static void settings_read(int argc, char **argv, struct settings *s)
{
	opterr = 0;
	for (int c; (c = getopt(argc, argv, "w:ki:r:m:")) != -1;)
		if (c == 'w' && strcmp(optarg, "broken") == 0)
			s->when = BROKEN;
		else if (c == 'w' && strcmp(optarg, "always") == 0)
			s->when = ALWAYS;
		else if (c == 'w' && strcmp(optarg, "never") == 0)
			s->when = NEVER;
		else if (c == 'k')
			s->stays.unasked = true;
		else if (c == 'i' && authres_is_id(span(optarg)))
			s->stays.id = span(optarg);
		else if (c == 'm')
			s->members = optarg;
		else if (c != 'r' || !reply_to_read(optarg, &s->reply_to))
			die_usage(usage);
	if (optind != argc)
		die_usage(usage);
}

int main(int argc, char **argv)
{
	struct list l;
	struct settings s = { .when = BROKEN, .reply_to = REPLY_LIST, .stays.list = &l };
	struct message m, kept;
	struct mailbox author;

	die_name(argv[0]);
	die_help(argc, argv, help);
	settings_read(argc, argv, &s);
	list_read(&l);
	message_read(&m, 0);
	const char *wrong = address_author(&m, &author);
	if (wrong)
		die(PERM, "5.6.0", "%s; a post must have one From with one address in it", wrong);
	bool again = list_is(&l, &author);	/* munged before, and the decision stands there */
	if (!again) {
		message_remove(&m, DECISION);
		message_remove(&m, "X-Original-From");	/* others take it for ours, and for who has written this */
	}
	if (!again && s.when == BROKEN && stays(&m, &s, &author, &kept)) {
		message_write(&kept, 1);
		return 0;
	}
	if (s.when != NEVER)
		munge(&m, &s, &author);
	munge_reply_to(&m, &l, &author, s.reply_to);
	message_write(&m, 1);
	return 0;
}
