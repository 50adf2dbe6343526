/* inject: hands a post to the mail server for every member, each once, and knows afterwards who has it.
 *
 * The last step of a score. It writes nothing: 0 means that the mail server has the whole message for
 * everybody who was not refused. */
#include "address.h"
#include "delivery.h"
#include "die.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define USAGE "inject [-acDPV] [-f SENDER] [-j CONNECTIONS] [-n RECIPIENTS] [-t TRANSPORT] F.cdb ... | -r [-t TRANSPORT]"

static const char help[] =
	"usage: inject [-acDPV] [-f SENDER] [-j CONNECTIONS] [-n RECIPIENTS] [-t TRANSPORT] F.cdb ... <message\n"
	"       inject -r [-f SENDER] [-t TRANSPORT] <message\n"
	"Hands the message on standard input to the mail server, for every member in F.cdb who gets mail.\n"
	"  -t TRANSPORT   qmail, sendmail, qmqp:HOST:PORT, smtp:HOST:PORT or maildir:DIR\n"
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

static size_t number(const char *s, size_t max)
{
	unsigned long long n;
	if (!span_number(span(s), &n) || n < 1 || n > max)
		die_usage(USAGE);
	return (size_t)n;
}

/* LIST-return-NUMBER, the number from X-Mail-Count without zeros; 0 for a message without one. */
static void set_sender(struct delivery *d, const char *given)
{
	struct text t = { 0 };
	unsigned long long n;
	if (given && address_is_null(span(given)))
		return;
	if (!given) {
		if (!span_number(message_value(d->m, "X-Mail-Count"), &n) || n > 9999999999)
			n = 0;
		text_addf(&t, "return-%llu", n);
		const char *extension = memory_keep(text_span(&t)).at;
		t.len = 0;
		list_address(&t, d->list, extension);
		given = text_string(&t);
	}
	if (address_one(span(given), &d->sender))
		die(TEMP, "4.3.5", "%.200s is no address to send from", given);
}

/* `Delivered-To: LIST` on top, once, by which check-loop knows its own posts. */
static void mark_delivered(struct message *m, struct span list)
{
	for (size_t i = m->count; i-- > 0; )
		if (field_is(&m->field[i], "Delivered-To") && span_is_nocase(field_value(&m->field[i]), list))
			message_remove_at(m, i);
	message_prepend(m, "Delivered-To", list);
}

/* The envelope of the score that we are in. */
static void add_recipient(struct recipients *to, const struct sent *sent)
{
	const char *recipient = getenv("RECIPIENT");
	char key[RECIPIENT_MAX];
	to->at = memory_get(sizeof *to->at);
	if (!recipient || !recipient_make(to->at, span(recipient)))
		die(TEMP, "4.3.5", "RECIPIENT is no address to send to");
	to->count = !sent_has(sent, recipient_key(to->at, key));
}

/* The class of the digest that the score is for. */
static const char *digest_class(void)
{
	static const char start[] = "digest-";
	const char *extension = getenv("EXTENSION") ? getenv("EXTENSION") : "";
	if (!span_starts_nocase(span(extension), span(start)))
		die(TEMP, "4.3.5", "EXTENSION does not say which digest this is; -D is for the score that make-digest runs");
	return extension + strlen(start);
}

int main(int argc, char **argv)
{
	struct list list;
	struct message m;
	struct sent sent;
	struct keyset skip = { 0 };
	struct delivery d = { .list = &list, .m = &m, .sent = &sent, .verp = true, .batch = 500, .links = 1 };
	const char *option = NULL, *sender = NULL, *where;
	bool author = false, addressed = false, answer = false, digest = false, alone = !getenv("POST_ID");
	int c;

	die_name(argv[0]);
	die_help(argc, argv, help);
	opterr = 0;
	while ((c = getopt(argc, argv, "acDPVrf:j:n:t:")) != -1)
		switch (c) {
		case 'a': author = true; break;
		case 'c': addressed = true; break;
		case 'D': digest = true; break;
		case 'P': d.verp = false; break;
		case 'V': d.own = true; break;
		case 'r': answer = true; break;
		case 'f': sender = optarg; d.verp = false; break;
		case 'j': d.links = number(optarg, 100); break;
		case 'n': d.batch = number(optarg, 100000); break;
		case 't': option = optarg; break;
		default: die_usage(USAGE);
		}
	if (answer != (optind == argc))
		die_usage(USAGE);
	if (answer) {
		d.verp = d.own = false;
		sender = sender ? sender : getenv("SENDER") ? getenv("SENDER") : "";
	}
	list_read(&list);
	const struct transport *transport = transport_choose(option, &where);
	message_read(&m, 0);
	d.post_id = post_id(&m);
	d.deadline = post_deadline();
	set_sender(&d, sender);
	mark_delivered(&m, list.address);
	if (!sent_open(&sent, d.post_id, alone))
		die(TEMP, "4.3.0", "another process is sending this post");
	if (author)
		recipients_add_author(&skip, &m);
	if (addressed)
		recipients_add_addressed(&skip, &m);
	if (answer)
		add_recipient(&d.to, &sent);
	else
		recipients_collect(&d.to, argv + optind, &skip, &sent, digest ? digest_class() : NULL);
	if (post_is_dry()) {
		message_write(&m, 1);
		return 0;
	}
	if (sent.done)
		return 0;
	sent_note_try(&sent);
	delivery_run(&d, transport, where);
	(answer ? delivery_end_one : delivery_end)(&d);
	if (alone)
		sent_note_done(&sent);
	else
		sent_sync(&sent);
	return 0;
}
