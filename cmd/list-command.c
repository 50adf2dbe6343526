/* list-command: does what a mail to a list's command address asks for, and answers.
 *
 * The last step of the score `request`. Its answers go out by the score `answer` (lib/answer), so that how the list's
 * own mail is signed and handed over stands in one place, whichever program writes it. */
#include "address.h"
#include "authentic.h"
#include "commands.h"
#include "die.h"
#include "dispatch.h"
#include "file.h"
#include "list.h"
#include "machine.h"
#include "number.h"
#include "policy.h"
#include "request.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define USAGE "list-command [-m] [-a ANSWERS] [-c CONFIRMATIONS] [-d FOLDER] [-e DAYS] [-i AUTHSERV-ID]" \
	" [-n ANSWERS] F <message"

static const char usage[] = USAGE;
static const char help[] =
	"usage: " USAGE "\n"
	"Does what a mail asks for (subscribe, unsubscribe, off, ...) with the members file F, and answers it.\n"
	"  -m                 a member may have the list of members\n"
	"  -a ANSWERS         to one address in a day, at most (10)\n"
	"  -c CONFIRMATIONS   of the list in an hour, at most (100)\n"
	"  -d FOLDER          of the archive, without it archive\n"
	"  -e DAYS            that one may wait before one confirms (7)\n"
	"  -i AUTHSERV-ID     an owner whom `verify-auth -i AUTHSERV-ID` has found to be himself need not confirm\n"
	"  -n ANSWERS         of the list in an hour, at most (300)\n";

static size_t number(const char *s, size_t most) { return (size_t)number_option(s, 1, most, usage); }

/* The list itself, or an address that it writes from or is written to by; orch-taro may be a person beside orch. */
static bool is_own(const struct list *l, const struct mailbox *b)
{
	static const char *const words[] = { "request", "ctl", "help", "subscribe", "unsubscribe" };
	const char *set = getenv("DELIMITER");
	struct span rest, extension;
	if (!span_is_nocase(b->domain, l->domain)
	    || !dispatch_match(b->local, l->local, span(set && *set ? set : "-"), &rest))
		return false;
	bool own = strcmp(dispatch_score(rest, span("-"), &extension), "request") != 0 || token_in(rest, "confirm-").at
		|| token_in(rest, "moderate-").at;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		own = own || span_is_nocase(rest, span(words[i]));
	return own;
}

/* Ends the program where an answer could go round in circles, or to somebody who has not asked (RFC 3834 section 2).
 * Returns the author as an address. */
static struct span author(const struct message *m, const struct list *l)
{
	/* Of old answering machines, which know nothing of Auto-Submitted: a question that they answer is no yes. */
	static const char *const fields[] = { "X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Auto-Reply" };
	struct mailbox from, one;
	struct text t = { 0 };
	const char *why = machine_certain(m);
	why = why ? why : machine_doubtful(m);
	for (size_t i = 0; i < sizeof fields / sizeof *fields && !why; i++)
		if (message_find(m, fields[i], 0) >= 0)
			why = "an answering machine wrote it";
	const char *wrong = why ? NULL : address_author(m, &from);
	if (why || wrong)
		policy_end(DROP, "not answered: %s", why ? why : wrong);
	if (is_own(l, &from))
		policy_end(DROP, "not answered: it comes from the list itself");
	address_add(&t, &from);
	wrong = address_one(text_span(&t), &one);
	if (wrong)
		policy_end(DROP, "not answered: %s in From", wrong);
	return text_span(&t);
}

/* A pass, and not only nothing that speaks against him. */
static bool is_proven(const struct message *m, const char *id)
{
	struct mailbox from;
	struct authres own;
	authentic_read(m, span(id), &own);
	return !address_author(m, &from) && authentic_author(&own, from.domain, true) == AUTHENTIC_YES;
}

static void print(const struct request *r)
{
	struct text t = { 0 };
	for (size_t i = 0; i < r->letters; i++) {
		const struct letter *x = &r->letter[i];
		text_addf(&t, "To: %.*s\nSubject: %.*s\n\n%.*s", PRINTF(x->to), PRINTF(x->subject), PRINTF(x->text));
	}
	write_all(1, text_span(&t), "standard output");
	text_free(&t);
}

int main(int argc, char **argv)
{
	struct list l;
	struct message m;
	struct commands commands;
	const char *id = NULL;
	struct request r = { .list = &l, .limits = { 100, 10, 300, 7, false, "archive" } };

	die_name(argv[0]);
	die_help(argc, argv, help);
	opterr = 0;
	for (int o; (o = getopt(argc, argv, "ma:c:d:e:i:n:")) != -1; )
		switch (o) {
		case 'm': r.limits.shows_members = true; break;
		case 'a': r.limits.answers = number(optarg, 10000); break;
		case 'c': r.limits.confirmations = number(optarg, 100000); break;
		case 'd': r.limits.archive = optarg; break;
		case 'e': r.limits.days = (long long)number(optarg, 365); break;
		case 'i': id = optarg; break;
		case 'n': r.limits.all_answers = number(optarg, 100000); break;
		default: die_usage(usage);
		}
	bool folder_is_plain = r.limits.archive[0] != '.' && !strchr(r.limits.archive, '/');
	if (argc - optind != 1 || !folder_is_plain || (id && !authres_is_id(span(id))))
		die_usage(usage);
	list_read(&l);
	texts_begin(&r.texts);
	message_read(&m, 0);
	message_settle_body(&m);
	request_set(&r, argv[optind], post_id(&m), author(&m, &l), message_value(&m, "Message-ID"));
	r.proven = id && is_proven(&m, id);
	const char *extension = getenv("EXTENSION");
	commands_read(&commands, &m, span(extension), l.local);
	request_run(&r, &commands);
	if (!r.letters)
		policy_end(DROP, "not answered: %.*s has had enough answers for now", PRINTF(r.author));
	if (post_is_dry())
		print(&r);
	else
		request_send(&r, !getenv("POST_ID"));
	return 0;
}
