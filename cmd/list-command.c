/* list-command: does what a mail to a list's command address asks for, and answers.
 *
 * The last step of the score `request`. Its answers go out by the score `answer` (lib/answer), so that how the list's
 * own mail is signed and handed over stands in one place, whichever program writes it. */
#include "asker.h"
#include "authentic.h"
#include "commands.h"
#include "die.h"
#include "list.h"
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

int main(int argc, char **argv)
{
	struct list l;
	struct message m;
	struct commands commands;
	struct span author;
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
	const char *why = asker_read(&m, &l, &author);
	if (why)
		policy_end(DROP, "not answered: %s", why);
	request_set(&r, argv[optind], post_id(&m), author, message_value(&m, "Message-ID"));
	r.proven = id && authentic_is_author(&m, span(id));
	const char *extension = getenv("EXTENSION");
	commands_read(&commands, &m, span(extension), l.local);
	request_run(&r, &commands);
	if (!r.letters)
		policy_end(DROP, "not answered: %.*s has had enough answers for now", PRINTF(r.author));
	if (post_is_dry())
		request_print(&r);
	else
		request_send(&r, !getenv("POST_ID"));
	return 0;
}
