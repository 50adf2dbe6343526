/* verify-auth: finds out who has really sent a post, and writes it down in an Authentication-Results of our own, on
 * which later steps can rely: whatever came from outside under our name is taken away.
 *
 * It looks at the post as it came, so it stands before every step that changes one. */
#include "authres.h"
#include "die.h"
#include "evidence.h"
#include "list.h"
#include <stdlib.h>
#include <unistd.h>

static const char usage[] = "verify-auth -i AUTHSERV-ID [-t AUTHSERV-ID] [-e] <message >message";
static const char help[] =
	"usage: verify-auth -i AUTHSERV-ID [-t AUTHSERV-ID] [-e] <message >message\n"
	"Verifies DKIM and DMARC, and writes Authentication-Results. The second step, after check-loop.\n"
	"  -i  the name that its results stand under, e.g. the list's domain\n"
	"  -t  the name of the mail server that took the post in, whose SPF result is believed\n"
	"  -e  enforce: what fails DMARC is dropped (99) or held (98), as the author's domain asks\n";

/* A bounce would go to whoever was forged, so `reject` means that nobody hears of it but the log. */
static void enforce(const struct evidence *e)
{
	struct text who = { 0 };
	enum dmarc_request asked = dmarc_applied(&e->policy);
	bool fails = e->dmarc == DMARC_FAIL, unknown = e->policy.result == DMARC_NO_ANSWER;
	address_add(&who, &e->author);
	if (e->dmarc == DMARC_TEMPERROR && (unknown || asked != DMARC_NONE))
		die(TEMP, "4.4.3", "DNS did not tell whether %.*s wrote this; wait for the next try", PRINTF(text_span(&who)));
	if (fails && asked != DMARC_NONE)
		die(asked == DMARC_REJECT ? DROP : HOLD, "2.7.0", "nothing shows that %.*s wrote this, and its domain asks"
			" to %s such mail (DMARC)", PRINTF(text_span(&who)), dmarc_request_word(asked));
	text_free(&who);
}

int main(int argc, char **argv)
{
	struct message m;
	struct evidence e;
	struct text results = { 0 };
	struct span id = { NULL, 0 }, trusted = { NULL, 0 };
	bool enforced = false;

	die_name(argv[0]);
	die_help(argc, argv, help);
	opterr = 0;
	for (int o; (o = getopt(argc, argv, "ei:t:")) != -1; )
		if (o == 'e')
			enforced = true;
		else if (o == 'i' && authres_is_id(span(optarg)))
			id = span(optarg);
		else if (o == 't' && authres_is_id(span(optarg)))
			trusted = span(optarg);
		else
			die_usage(usage);
	if (!id.len || optind != argc)
		die_usage(usage);
	message_read(&m, 0);
	evidence_gather(&m, trusted, getenv("SENDER"), &e);
	if (enforced && !post_is_released())	/* a signature that held when it came may have expired since */
		enforce(&e);
	authres_remove(&m, id);
	evidence_write(&e, id, &results);
	authres_prepend(&m, &results);
	message_write(&m, 1);
	return 0;
}
