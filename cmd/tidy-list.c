/* tidy-list: takes out of a list's folder what is too old to be of use, for cron. */
#include "become.h"
#include "die.h"
#include "file.h"
#include "tidy.h"
#include <string.h>
#include <time.h>
#include <unistd.h>

static const char usage[] = "tidy-list [-n] DIR [sent=DAYS] [hold=DAYS] [bounces=DAYS] [unread=DAYS] [log=DAYS]";
static const char help[] =
	"usage: tidy-list [-n] DIR [sent=DAYS] [hold=DAYS] [bounces=DAYS] [unread=DAYS] [log=DAYS]\n"
	"Removes what is old from the list in DIR: what was sent of each post (30 days), posts that no moderator has\n"
	"looked at (30), bounces (90), mails that dmarc-report could not read (90), logs (365), and tokens that have\n"
	"expired.\n"
	"  -n  only print what would go\n";

enum { SENT, HOLD_AGE, BOUNCES, UNREAD, LOG, KINDS };

enum { SENT_LEAST = 10 };	/* days: Postfix, qmail and Courier give up after 5 to 7 */

static void limit_read(const char *word, long long days[KINDS])
{
	static const char *const kind[KINDS] = { "sent", "hold", "bounces", "unread", "log" };
	struct span value = span(word), name = span_take(&value, '=');
	for (size_t i = 0; i < KINDS; i++) {
		unsigned long long n;
		if (!span_is(name, span(kind[i])) || value.len > 6 || !span_number(value, &n))
			continue;
		if (i == SENT && n < SENT_LEAST)
			die(TEMP, "4.3.5", "sent=%llu: a mail server may still have a copy, and send it again; at least %d "
				"days", n, SENT_LEAST);
		days[i] = (long long)n;
		return;
	}
	die_usage(usage);
}

int main(int argc, char **argv)
{
	long long days[KINDS] = { 30, 30, 90, 90, 365 };
	struct tidy t = { .now = (long long)time(NULL) };

	die_name(argv[0]);
	die_help(argc, argv, help);
	opterr = 0;
	for (int o; (o = getopt(argc, argv, "n")) != -1; t.only_look = true)
		if (o != 'n')
			die_usage(usage);
	if (optind == argc)
		die_usage(usage);
	for (int i = optind + 1; i < argc; i++)
		limit_read(argv[i], days);
	become_owner(argv[optind]);
	tidy_log(&t, days[LOG]);	/* first, for the others write into it */
	tidy_sent(&t, days[SENT]);
	tidy_bounces(&t, days[BOUNCES]);
	tidy_unread(&t, days[UNREAD]);
	tidy_pending(&t);
	tidy_held(&t, days[HOLD_AGE]);	/* last, for it may have to wait for the mail server */
	if (t.only_look)
		write_all(1, text_span(&t.told), "standard output");
	return 0;
}
