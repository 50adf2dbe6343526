/* list-held: the posts that wait for a moderator, a line each. */
#include "address.h"
#include "become.h"
#include "clean.h"
#include "die.h"
#include "file.h"
#include "header.h"
#include "held.h"
#include "words.h"
#include <time.h>
#include <unistd.h>

static const char help[] =
	"usage: list-held [DIR]\n"
	"Prints the posts that the list in DIR (default: here) holds for a moderator, oldest first, a line each with\n"
	"tabs: number, time, author, subject, reason. release and discard take the number.\n";

enum { COLUMN = 200 };		/* octets of a column that a stranger has written */

/* A tab between two columns is the line's own, so one in what a stranger wrote becomes a blank, like any other that
 * does not belong into one line. */
static void add_column(struct text *t, struct span s)
{
	struct text clean = { 0 };
	words_clean(s, &clean);
	text_addc(t, '\t');
	if (clean.len)
		text_add_clean(t, text_span(&clean), COLUMN);
	else
		text_addc(t, '-');
	text_free(&clean);
}

static void print(struct held *h, void *with)
{
	static struct header header;
	struct text t = { 0 }, author = { 0 }, subject = { 0 };
	struct mailbox from;
	char when[32];
	struct tm tm;
	time_t since = (time_t)h->since;

	(void)with;
	if (!localtime_r(&since, &tm) || !strftime(when, sizeof when, "%Y-%m-%d %H:%M", &tm))
		die(TEMP, "4.3.0", "cannot read the clock");
	const char *wrong = header_read(&header, h->fd);
	if (!wrong && !address_author(&header.m, &from))
		address_add(&author, &from);
	if (!wrong)
		words_decode(message_value(&header.m, "Subject"), &subject);
	text_addf(&t, "%.*s\t%s", HELD_SHOWN, h->id, when);
	add_column(&t, text_span(&author));
	add_column(&t, text_span(&subject));
	add_column(&t, h->reason);
	text_addc(&t, '\n');
	write_all(1, text_span(&t), "the list");
	text_free(&author);
	text_free(&subject);
	text_free(&t);
}

int main(int argc, char **argv)
{
	die_name(argv[0]);
	die_help(argc, argv, help);
	opterr = 0;
	if (getopt(argc, argv, "") != -1 || argc - optind > 1)
		die_usage("list-held [DIR]");
	become_owner(optind < argc ? argv[optind] : ".");
	held_each(print, NULL);
	if (close(1) < 0)
		die_sys("cannot write the list");
	return 0;
}
