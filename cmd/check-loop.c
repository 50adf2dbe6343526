/* check-loop: stops what this list has sent already, and machines that talk.
 *
 * A loop is known by our own List-Id and by the `Delivered-To: LIST` that inject puts on top of every post.
 * X-ML-Name is no mark of ours: other sites have lists of the same name. */
#include "address.h"
#include "die.h"
#include "list.h"
#include "machine.h"
#include "policy.h"
#include <unistd.h>

static const char usage[] = "check-loop [-am] <message >message";
static const char help[] =
	"usage: check-loop [-am] <message >message\n"
	"Refuses a post that this list has sent already (exit 100), drops mail of machines (99),\n"
	"holds what may be one (98).\n"
	"  -a  let the doubtful pass: Precedence bulk, junk or list, another list's List-Id,\n"
	"      Auto-Submitted other than auto-replied, From with the list's own address\n"
	"  -m  let mail of machines pass: null sender, Auto-Submitted: auto-replied\n";

enum { RECEIVED_MAX = 100 };	/* RFC 5321 section 6.3 asks for at least 100 */

static void check_own(const struct message *m, const struct list *l)
{
	struct text own = { 0 };
	text_addf(&own, "%.*s.%.*s", PRINTF(l->local), PRINTF(l->domain));
	for (size_t i = 0; i < m->count; i++) {
		struct span value = field_value(&m->field[i]);
		if (field_is(&m->field[i], "List-Id") && span_is_nocase(machine_list_id(value), text_span(&own)))
			policy_end(PERM, "a loop: this post has the List-Id of %.*s already", PRINTF(l->address));
		if (field_is(&m->field[i], "Delivered-To") && span_is_nocase(value, l->address))
			policy_end(PERM, "a loop: this post has been delivered to %.*s already", PRINTF(l->address));
	}
	if (message_count(m, "Received") > RECEIVED_MAX)
		policy_end(PERM, "a loop: more than %d Received fields", RECEIVED_MAX);
}

/* Only what the list has sent itself can say so, and that does not come here. */
static const char *in_our_name(const struct message *m, const struct list *l)
{
	struct mailbox author;
	return !address_author(m, &author) && list_is(l, &author) ? "From is the list's own address" : NULL;
}

int main(int argc, char **argv)
{
	struct message m;
	struct list l;
	bool doubtful = false, machines = false;

	die_name(argv[0]);
	die_help(argc, argv, help);
	opterr = 0;
	for (int o; (o = getopt(argc, argv, "am")) != -1; )
		switch (o) {
		case 'a': doubtful = true; break;
		case 'm': machines = true; break;
		default: die_usage(usage);
		}
	if (optind != argc)
		die_usage(usage);
	list_read(&l);
	message_read(&m, 0);
	check_own(&m, &l);
	const char *why = machines ? NULL : machine_certain(&m);
	if (why)
		policy_end(DROP, "not passed on: %s", why);
	why = in_our_name(&m, &l);
	why = why ? why : machine_doubtful(&m);
	if (why && !doubtful)
		policy_end(HOLD, "%s", why);
	message_write(&m, 1);
	return 0;
}
