/* hear-moderator: does what a moderator has answered to ask-moderator: sends the post that is held, or throws it away.
 * A step of the score `request`, before list-command. Mail that is no such answer goes on.
 *
 * Only an answer whose first line says so counts: a holiday answer, or a question back, does nothing. */
#include "decided.h"
#include "die.h"
#include "held.h"
#include "list.h"
#include "machine.h"
#include "message.h"
#include "policy.h"
#include "ruling.h"
#include "token.h"
#include "words.h"
#include <stdlib.h>
#include <unistd.h>

static const char help[] =
	"usage: hear-moderator <message >message\n"
	"If the message came to LIST-moderate-TOKEN, or has \"moderate TOKEN\" in its subject, does what its first line\n"
	"says: ok, or discard. Other mail goes on.\n";

static void release(const struct held *h)
{
	struct span said;
	int code = held_release(h, &said);
	if (code != 0)
		die(code == PERM ? DROP : TEMP, code == PERM ? "2.7.0" : "4.3.0", "%.*s stays held: %.*s", HELD_SHOWN, h->id,
			PRINTF(said));
	held_remove(h);
}

/* Ends the program. */
static _Noreturn void hear(struct message *m, struct span name)
{
	struct held h;
	const char *why = machine_certain(m);
	if (why)
		policy_end(DROP, "no answer of a moderator: %s", why);
	enum ruling ruling = ruling_read(m);
	bool held = held_find(&h, name);
	if (!held && ruling != RULING_NONE)
		decided_tell(m, name);
	if (!held)
		policy_end(DROP, "no answer of a moderator: nothing is held (any more) for its token");
	if (ruling == RULING_NONE)
		policy_end(DROP, "a moderator has written neither ok nor discard as the first line; %.*s stays held", HELD_SHOWN,
			h.id);
	if (post_is_dry())
		policy_end(DROP, "would %s %.*s", ruling == RULING_RELEASE ? "release" : "discard", HELD_SHOWN, h.id);
	if (ruling == RULING_RELEASE)
		release(&h);
	else
		held_discard(&h);
	policy_end(DROP, "a moderator has %s %.*s", ruling == RULING_RELEASE ? "released" : "discarded", HELD_SHOWN, h.id);
}

/* In the address; or, where that would be too long, in the subject: `Re: moderate TOKEN`. */
static struct span find_token(const struct message *m)
{
	struct text subject = { 0 };
	struct span name = token_in(span(getenv("EXTENSION")), "moderate-");
	words_read(message_value(m, "Subject"), &subject);
	for (struct span rest = text_keep(&subject); rest.len && !name.at; )
		if (span_is_nocase(span_take_word(&rest), SPAN("moderate")))
			name = token_in(span_take_word(&rest), "");
	return name;
}

int main(int argc, char **argv)
{
	struct message m;

	die_name(argv[0]);
	die_help(argc, argv, help);
	opterr = 0;
	if (getopt(argc, argv, "") != -1 || optind != argc)
		die_usage("hear-moderator");
	message_read(&m, 0);
	struct span name = find_token(&m);
	if (name.at)
		hear(&m, name);
	message_write(&m, 1);
	return 0;
}
