/* dmarc-summary: does the mail of a domain pass, and if not, where does the mail come from that fails?
 *
 *	dmarc-summary /var/lists/orch/dmarc-reports */
#include "calendar.h"
#include "die.h"
#include "domain.h"
#include "file.h"
#include "number.h"
#include "page.h"
#include <string.h>
#include <time.h>
#include <unistd.h>

static const char usage[] =
	"dmarc-summary [-r] [-f text|html] [-s SINCE] [-u UNTIL] [-d DOMAIN] [-o NETWORK]... [-n SOURCES] [DIR]";
static const char help[] =
	"usage: dmarc-summary [-r] [-f text|html] [-s SINCE] [-u UNTIL] [-d DOMAIN] [-o NETWORK]... [-n SOURCES] [DIR]\n"
	"Prints what the DMARC reports in DIR (dmarc-reports) come to: for each domain the share of mail that passes, by\n"
	"week, and where the mail comes from, with what to do about it.\n"
	"  -r          names the sources' networks, by the DNS; DNS=IP:PORT asks another name server\n"
	"  -f html     as one file for a browser\n"
	"  -s SINCE    from this day, as 2026-09-28 or 2026-09; or so many days or weeks, as 30d or 8w (the default)\n"
	"  -u UNTIL    to this day, and not to today\n"
	"  -d DOMAIN   only this domain\n"
	"  -o NETWORK  192.0.2.0/24 is ours, even if SPF does not say so\n"
	"  -n SOURCES  show so many of each domain, 10 without it\n";

static struct network own[100];
static struct summary summary = { .own = own };
static const struct page *page = &page_text;
static struct span domain;		/* the only one, or empty */
static unsigned long long shown = 10;
static bool names, to_today = true;

static bool take_page(const char *name)
{
	page = strcmp(name, "html") == 0 ? &page_html : &page_text;
	return page == &page_html || strcmp(name, "text") == 0;
}

static bool take_network(const char *network)
{
	return summary.own_count < sizeof own / sizeof *own && network_read(span(network), &own[summary.own_count++]);
}

/* False for a mistake on the command line. */
static bool take_options(int argc, char **argv)
{
	struct span since = SPAN("8w");
	long until = (long)(time(NULL) / 86400);
	for (int o; (o = getopt(argc, argv, "rf:s:u:d:o:n:")) != -1; ) {
		bool good = true;
		switch (o) {
		case 'r': names = true; break;
		case 'f': good = take_page(optarg); break;
		case 's': since = span(optarg); break;
		case 'u': good = (until = calendar_day(span(optarg))) >= 0; to_today = false; break;
		case 'd': domain = domain_read(span(optarg)); good = domain.len > 0; break;
		case 'o': good = take_network(optarg); break;
		case 'n': good = number_read(span(optarg), 1, 10000, &shown); break;
		default: good = false;
		}
		if (!good)
			return false;
	}
	summary.since = calendar_since(since, until);
	summary.end = until + 1;
	return summary.since >= 0 && summary.since <= until && argc - optind <= 1;
}

int main(int argc, char **argv)
{
	struct monthly tables;
	struct text out = { 0 }, notes = { 0 };
	long newest = -1;

	die_name(argv[0]);
	die_help(argc, argv, help);
	opterr = 0;
	if (!take_options(argc, argv))
		die_usage(usage);
	const char *folder = optind < argc ? argv[optind] : "dmarc-reports";
	if (chdir(folder) < 0)
		die_sys("cannot enter the folder %s", folder);
	monthly_read(&tables, domain);
	page->begin(&out);
	for (size_t i = 0, n; i < tables.count; i += n) {
		n = monthly_count(&tables, i);
		summary_begin(&summary, tables.at[i].domain);
		summary_read(&summary, &tables.at[i], n, &notes);
		summary_end(&summary, (size_t)shown, names);
		page->domain(&out, &summary);
		newest = summary.last > newest ? summary.last : newest;
	}
	page_notes(&notes, &tables, newest, summary.since, to_today ? summary.end : newest);
	page->end(&out, text_span(&notes));
	write_all(1, text_span(&out), "standard output");
	if (close(1) < 0)
		die_sys("cannot write the summary");
	return 0;
}
