/* check-post: the limits that an owner sets for posts, each by an option. What is over one of them is held, refused or
 * dropped. */
#include "address.h"
#include "die.h"
#include "limit.h"
#include "list.h"
#include "message.h"
#include "mime.h"
#include "number.h"
#include "part.h"
#include "policy.h"
#include "recent.h"
#include <unistd.h>

static const char usage[] =
	"check-post [-x hold|refuse|drop] [-bcet] [-a TYPE|.EXTENSION ...] [-p POSTS] [-r RECIPIENTS] [-s SIZE]";
static const char help[] =
	"usage: check-post [-x hold|refuse|drop] [-bcet] [-a TYPE|.EXTENSION ...] [-p POSTS]\n"
	"                  [-r RECIPIENTS] [-s SIZE] <message >message\n"
	"Passes a post that keeps the limits; else holds it (default), refuses or drops it.\n"
	"  -a  no part of this type (application/zip, video/*) or with such a name (.exe)\n"
	"  -b  something must be in it          -e  it must have a subject\n"
	"  -c  no command that was meant for the -request address\n"
	"  -p  so many posts of an author an hour at most; more are held, whatever -x says\n"
	"  -r  so many addresses in To and Cc at most\n"
	"  -s  so many octets at most (k and M are understood)\n"
	"  -t  the list must be in To or Cc\n";

enum { PATTERNS = 100, HOUR = 3600 };

struct limits {
	bool body, command, subject, to_list;
	unsigned long long posts, recipients, size;	/* 0: any */
	struct span pattern[PATTERNS];
	size_t patterns;
	int code;
};

static unsigned long long number(const char *word)
{
	unsigned long long n;
	if (!number_read_size(span(word), 1, 1ULL << 40, &n))
		die_usage(usage);
	return n;
}

static void limits_read(int argc, char **argv, struct limits *l)
{
	*l = (struct limits){ .code = HOLD };
	opterr = 0;
	for (int o; (o = getopt(argc, argv, "a:bcep:r:s:tx:")) != -1; )
		switch (o) {
		case 'a':
			if (l->patterns == PATTERNS || !part_is_pattern(span(optarg)))
				die_usage(usage);
			l->pattern[l->patterns++] = span(optarg);
			break;
		case 'b': l->body = true; break;
		case 'c': l->command = true; break;
		case 'e': l->subject = true; break;
		case 'p': l->posts = number(optarg); break;
		case 'r': l->recipients = number(optarg); break;
		case 's': l->size = number(optarg); break;
		case 't': l->to_list = true; break;
		case 'x': l->code = policy_code(optarg); break;
		default: die_usage(usage);
		}
	if (optind != argc || !l->code)
		die_usage(usage);
}

/* What is wrong with it, or NULL. */
static const char *look(struct message *m, const struct limits *l, const struct list *list)
{
	struct mime mime = { 0 };
	const char *wrong = l->size ? limit_size(m, l->size) : NULL;
	if (!wrong && l->recipients)
		wrong = limit_recipients(m, l->recipients);
	if (!wrong && l->to_list)
		wrong = limit_to_list(m, list);
	if (!wrong && l->subject)
		wrong = limit_subject(m);
	if (wrong || !(l->body || l->command || l->patterns))
		return wrong;
	message_settle_body(m);
	mime_read(&mime, m);
	if (l->command)
		wrong = limit_command(m, &mime, list);
	if (!wrong && l->body)
		wrong = limit_body(m, &mime);
	if (!wrong && l->patterns)
		wrong = limit_part(m, &mime, l->pattern, l->patterns);
	return wrong;
}

static void check_author(struct message *m, const struct limits *l)
{
	struct mailbox author;
	struct text address = { 0 };
	if (!l->posts || address_author(m, &author))
		return;
	address_add(&address, &author);
	size_t posts = recent_posts(text_span(&address), HOUR, post_id(m));
	if (posts >= l->posts)
		policy_end(HOLD, "%.*s has sent %zu posts within an hour, and %llu are allowed", PRINTF(text_span(&address)),
			posts, l->posts);
}

int main(int argc, char **argv)
{
	struct limits limits;
	struct message m;
	struct list list;

	die_name(argv[0]);
	die_help(argc, argv, help);
	limits_read(argc, argv, &limits);
	list_read(&list);
	message_read(&m, 0);
	const char *wrong = look(&m, &limits, &list);
	if (wrong)
		policy_end(limits.code, "%s", wrong);
	check_author(&m, &limits);
	message_write(&m, 1);
	return 0;
}
