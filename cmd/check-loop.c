/* check-loop: stops what this list has sent already, and machines that talk.
 *
 * A loop is known by our own List-Id and by the `Delivered-To: LIST` that inject puts on top of every post.
 * X-ML-Name is no mark of ours: other sites have lists of the same name. */
#include "address.h"
#include "die.h"
#include "list.h"
#include "policy.h"
#include <stdlib.h>
#include <unistd.h>

static const char usage[] = "check-loop [-am] <message >message";
static const char help[] =
	"usage: check-loop [-am] <message >message\n"
	"Refuses a post that this list has sent already (exit 100), drops mail of machines (99),\n"
	"holds what may be one (98).\n"
	"  -a  let the doubtful pass: Precedence bulk, junk or list, another list's List-Id,\n"
	"      Auto-Submitted other than auto-replied\n"
	"  -m  let mail of machines pass: null sender, Auto-Submitted: auto-replied\n";

enum { RECEIVED_MAX = 100 };	/* RFC 5321 section 6.3 asks for at least 100 */

/* The identifier in a List-Id: what stands in its last angle brackets (RFC 2919 section 2). */
static struct span list_id(struct span value)
{
	while (span_find(value, '<') >= 0)
		span_take(&value, '<');
	return span_trim(span_take(&value, '>'));
}

/* The keyword of Auto-Submitted or Precedence, without parameters and comments (RFC 3834 section 5). */
static struct span keyword(struct span value)
{
	size_t n = 0;
	while (n < value.len && !ascii_blank(value.at[n]) && value.at[n] != ';' && value.at[n] != '(')
		n++;
	return (struct span){ value.at, n };
}

static void check_own(const struct message *m, const struct list *l)
{
	struct text own = { 0 };
	text_addf(&own, "%.*s.%.*s", PRINTF(l->local), PRINTF(l->domain));
	for (size_t i = 0; i < m->count; i++) {
		struct span value = field_value(&m->field[i]);
		if (field_is(&m->field[i], "List-Id") && span_is_nocase(list_id(value), text_span(&own)))
			policy_end(PERM, "a loop: this post has the List-Id of %.*s already", PRINTF(l->address));
		if (field_is(&m->field[i], "Delivered-To") && span_is_nocase(value, l->address))
			policy_end(PERM, "a loop: this post has been delivered to %.*s already", PRINTF(l->address));
	}
	if (message_count(m, "Received") > RECEIVED_MAX)
		policy_end(PERM, "a loop: more than %d Received fields", RECEIVED_MAX);
}

static void check_machine(const struct message *m)
{
	const char *sender = getenv("SENDER");
	if (sender && address_is_null(span(sender)))
		policy_end(DROP, "not passed on: it has the null sender, so it is a bounce or an automatic answer");
	for (ptrdiff_t i = -1; (i = message_find(m, "Auto-Submitted", (size_t)(i + 1))) >= 0; )
		if (span_is_nocase(keyword(field_value(&m->field[i])), SPAN("auto-replied")))
			policy_end(DROP, "not passed on: it is an automatic answer (Auto-Submitted: auto-replied)");
}

static void check_doubtful(const struct message *m)
{
	for (size_t i = 0; i < m->count; i++) {
		const struct field *f = &m->field[i];
		struct span word = keyword(field_value(f));
		if (field_is(f, "List-Id")) {
			struct span other = list_id(field_value(f));
			policy_end(HOLD, "it comes from another list, %.*s", other.len < 200 ? (int)other.len : 200,
				other.at);
		}
		if (field_is(f, "Auto-Submitted") && word.len && !span_is_nocase(word, SPAN("no"))
		    && !span_is_nocase(word, SPAN("auto-replied")))
			policy_end(HOLD, "a machine wrote it (Auto-Submitted)");
		if (field_is(f, "Precedence") && (span_is_nocase(word, SPAN("bulk"))
		    || span_is_nocase(word, SPAN("junk")) || span_is_nocase(word, SPAN("list"))))
			policy_end(HOLD, "it is marked as bulk mail (Precedence: %.*s)", PRINTF(word));
	}
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
	if (!machines)
		check_machine(&m);
	if (!doubtful)
		check_doubtful(&m);
	message_write(&m, 1);
	return 0;
}
