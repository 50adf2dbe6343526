/* check-subscriber: lets a post pass whose author is a member of one of the lists.
 *
 * The author is the one mailbox in From (DESIGN section 4), not the envelope's sender: that is whom the readers
 * see, and whom `members` names. A list that can't be trusted to be whole and up to date stops the post with 75.
 * With -a he must also have written it, as far as verify-auth, earlier in the score, could find out. */
#include "address.h"
#include "authentic.h"
#include "die.h"
#include "list.h"
#include "policy.h"
#include "subscribers.h"
#include <stdlib.h>
#include <unistd.h>

static const char usage[] = "check-subscriber [-a AUTHSERV-ID [-s]] [-x hold|refuse|drop] F.cdb... <message >message";
static const char help[] =
	"usage: check-subscriber [-a AUTHSERV-ID [-s]] [-x hold|refuse|drop] F.cdb... <message >message\n"
	"Lets a post pass whose author (the one address in From) is in one of the lists.\n"
	"  -a  and has shown that he wrote it, by what `verify-auth -i AUTHSERV-ID` found\n"
	"  -s  strict: also if his domain publishes no DMARC record\n"
	"  -x  what becomes of another: hold (default, exit 98), refuse (100) or drop (99)\n"
	"With -a, what is to be refused is dropped (99) if nobody knows who sent it.\n";

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

/* What is known of the post without asking the lists. Without -a From is believed. */
struct proof { enum authentic author; bool answer; };

static struct proof read_proof(const struct message *m, const char *id, struct span domain, bool strict)
{
	struct authres own;
	if (!id)
		return (struct proof){ AUTHENTIC_YES, true };
	authentic_read(m, span(id), &own);
	return (struct proof){ authentic_author(&own, domain, strict), authentic_sender(&own, getenv("SENDER"), domain) };
}

int main(int argc, char **argv)
{
	struct message m;
	struct list l;
	struct mailbox author = { 0 };
	const char *id = NULL;
	bool strict = false;
	int code = HOLD;

	die_name(argv[0]);
	die_help(argc, argv, help);
	opterr = 0;
	for (int o; (o = getopt(argc, argv, "a:sx:")) != -1; )
		if (o == 'a' && authres_is_id(span(optarg)))
			id = optarg;
		else if (o == 's')
			strict = true;
		else if (o != 'x' || !(code = policy_code(optarg)))
			die_usage(usage);
	if (optind == argc || (strict && !id))
		die_usage(usage);
	list_read(&l);
	message_read(&m, 0);
	const char *wrong = address_author(&m, &author);
	struct proof proof = read_proof(&m, id, wrong ? SPAN("") : author.domain, strict);
	if (wrong)
		die(proof.answer ? PERM : DROP, proof.answer ? "5.6.0" : "2.7.0", "%s", wrong);
	if (!proof.answer)
		code = policy_unanswered(code);
	struct text who = { 0 }, request = { 0 };
	address_add(&who, &author);
	list_address(&request, &l, "request");
	if (!is_member(address_key(&author), argv + optind))
		policy_end(code, "%.*s is not a member of %.*s; write to %.*s to join", PRINTF(text_span(&who)),
			PRINTF(l.address), PRINTF(text_span(&request)));
	if (proof.author == AUTHENTIC_LATER)
		die(TEMP, "4.4.3", "DNS did not tell whether %.*s wrote this; wait for the next try", PRINTF(text_span(&who)));
	if (proof.author == AUTHENTIC_NO)
		policy_end(code, "nothing shows that %.*s wrote this: no DMARC pass and no signature of %.*s;"
			" send it through the mail server of that domain", PRINTF(text_span(&who)), PRINTF(author.domain));
	message_write(&m, 1);
	return 0;
}
