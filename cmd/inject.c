/* inject: hands a post to the mail server for every member, each once, and knows afterwards who has it.
 *
 * The last step of a score. It writes nothing: 0 means that the mail server has the whole message for
 * everybody who was not refused. */
#include "delivery.h"
#include "die.h"
#include "number.h"
#include <stdlib.h>
#include <unistd.h>

static const char usage[] =
	"inject [-acDPV] [-f SENDER] [-j CONNECTIONS] [-n RECIPIENTS] [-t TRANSPORT] F.cdb ... | -r [-t TRANSPORT]";
static const char help[] =
	"usage: inject [-acDPV] [-f SENDER] [-j CONNECTIONS] [-n RECIPIENTS] [-t TRANSPORT] F.cdb ... <message\n"
	"       inject -r [-f SENDER] [-t TRANSPORT] <message\n"
	"Hands the message on standard input to the mail server, for every member in F.cdb who gets mail.\n"
	"  -t TRANSPORT   qmail, sendmail, courier, qmqp:HOST:PORT, smtp:HOST:PORT or maildir:DIR\n"
	"                 (qmail-queue if there is one, else sendmail)\n"
	"  -a             not to the author\n"
	"  -c             not to those in To and Cc\n"
	"  -D             to those who get the digest of EXTENSION (digest-3mp), which make-digest sets\n"
	"  -r             to RECIPIENT and nobody else, from SENDER: what the list itself writes\n"
	"  -f SENDER      the envelope sender, for all; without: LIST-return-NUMBER-user=domain\n"
	"  -P             the same plain sender LIST-return-NUMBER for all members\n"
	"  -V             smtp: a transaction for each member, where the server can't make such senders\n"
	"  -n RECIPIENTS  smtp: in a transaction, at most (500)\n"
	"  -j CONNECTIONS smtp: at the same time (1)\n";

struct options { const char *transport, *sender; bool author, addressed, digest, answer; };

static void options_read(struct options *o, struct delivery *d, int argc, char **argv)
{
	opterr = 0;
	for (int c; (c = getopt(argc, argv, "acDPVrf:j:n:t:")) != -1; )
		switch (c) {
		case 'a': o->author = true; break;
		case 'c': o->addressed = true; break;
		case 'D': o->digest = true; break;
		case 'P': d->verp = false; break;
		case 'V': d->own = true; break;
		case 'r': o->answer = true; break;
		case 'f': o->sender = optarg; d->verp = false; break;
		case 'j': d->links = number_option(optarg, 1, 100, usage); break;
		case 'n': d->batch = number_option(optarg, 1, 100000, usage); break;
		case 't': o->transport = optarg; break;
		default: die_usage(usage);
		}
	if (o->answer != (optind == argc))
		die_usage(usage);
	if (o->answer) {
		const char *sender = getenv("SENDER");
		o->sender = o->sender ? o->sender : sender ? sender : "";
		d->verp = d->own = false;
	}
}

/* Who has not got it yet. */
static void collect(struct recipients *to, const struct options *o, char **files, struct message *m,
	const struct sent *sent)
{
	struct keyset skip = { 0 };
	if (o->author)
		recipients_add_author(&skip, m);
	if (o->addressed)
		recipients_add_addressed(&skip, m);
	if (o->answer)
		recipients_of_envelope(to, sent);
	else
		recipients_collect(to, files, &skip, sent, o->digest ? recipients_digest() : NULL);
}

int main(int argc, char **argv)
{
	struct options o = { 0 };
	struct list list;
	struct message m;
	struct sent sent;
	struct delivery d = { .list = &list, .m = &m, .sent = &sent, .verp = true, .batch = 500, .links = 1 };
	const char *where;
	bool alone = !getenv("POST_ID");

	die_name(argv[0]);
	die_help(argc, argv, help);
	options_read(&o, &d, argc, argv);
	list_read(&list);
	const struct transport *transport = transport_choose(o.transport, &where);
	message_read(&m, 0);
	delivery_begin(&d, o.sender);
	if (!sent_open(&sent, d.post_id, SENT_KEYS | (alone ? SENT_LOCK : 0)))
		die(TEMP, "4.3.0", "another process is sending this post");
	collect(&d.to, &o, argv + optind, &m, &sent);
	if (post_is_dry()) {
		message_write(&m, 1);
		return 0;
	}
	if (sent.done)
		return 0;
	sent_note_try(&sent);
	delivery_run(&d, transport, where);
	(o.answer ? delivery_end_one : delivery_end)(&d);
	if (alone)
		sent_note_done(&sent);
	else
		sent_sync(&sent);
	return 0;
}
