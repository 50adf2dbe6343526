/* dmarc-report: the reports that receivers of mail send to the address in a DMARC record, as tables of plain text.
 *
 * The last step of a score, for one mail, or a tool, for files. A reporter gets nothing back, whatever he sends: what
 * can't be read is kept for a person, and only a lack of memory, disk or time is 75. */
#include "clean.h"
#include "die.h"
#include "domain.h"
#include "file.h"
#include "list.h"
#include "reports.h"
#include "table.h"
#include "unread.h"
#include <stdlib.h>
#include <unistd.h>

static const char usage[] = "dmarc-report [-d DIR] [-o DOMAIN] [FILE ...] <message";
static const char help[] =
	"usage: dmarc-report [-d DIR] [-o DOMAIN] [FILE ...] <message\n"
	"Adds the DMARC reports in the message to the tables in DIR. The last step of a score.\n"
	"With FILEs, those in them instead: mails, XML, gzip or zip.\n"
	"  -d DIR     the folder of the tables, made where it is missing (default: dmarc-reports)\n"
	"  -o DOMAIN  only reports about this domain and those below it; may be there several times\n";

enum { DOMAINS = 100 };		/* more is no use on a command line */
static struct {
	struct span at[DOMAINS];
	size_t count;
} only;
static struct tables tables;
static bool dry;

static bool is_wanted(struct span domain)
{
	bool is = only.count == 0;
	for (size_t i = 0; i < only.count && !is; i++)
		is = domain_within(domain, only.at[i]);
	return is;
}

static const char *add(void *with, const struct report *r)
{
	(void)with;
	if (!is_wanted(text_span(&r->domain)))
		return "it is about a domain that -o does not name";
	if (!dry)
		tables_add(&tables, r);
	return NULL;
}

/* One line for a person. Nothing depends on it, so that it may fail. */
static void say(const char *what, struct span why)
{
	struct text line = { 0 };
	text_adds(&line, "dmarc-report: ");
	text_add_clean(&line, span(what), 300);
	text_adds(&line, ": ");
	text_add_clean(&line, why, 900);
	text_addc(&line, '\n');
	if (write(2, line.at, line.len) < 0) {}
	text_free(&line);
}

static void read_files(struct reports *f, char **path)
{
	struct memory_mark mark = memory_mark();	/* all that is kept from one file to the next lies elsewhere */
	for (; *path; path++) {
		int fd = file_open(*path);
		if (fd < 0)
			die_sys("cannot open %s", *path);
		reports_read(f, fd, 0);
		if (f->unread.len)
			say(*path, text_span(&f->unread));
		close(fd);
		memory_release(mark);
	}
}

static void keep(const struct reports *f, const char *folder, int fd, off_t at)
{
	struct message none = { .fd = -1 };
	const char *id = getenv("POST_ID");
	if (!dry)
		unread_keep(folder, span(id && *id ? post_id(&none) : NULL), fd, at, text_span(&f->unread));
	say(dry ? "would be kept aside" : "kept aside in unread", text_span(&f->unread));
}

int main(int argc, char **argv)
{
	struct reports f = { .found = add };
	const char *folder = "dmarc-reports";
	int fd = -1;
	off_t at = 0;

	die_name(argv[0]);
	die_help(argc, argv, help);
	opterr = 0;
	for (int o; (o = getopt(argc, argv, "d:o:")) != -1; )
		if (o == 'd' && *optarg)
			folder = optarg;
		else if (o != 'o' || only.count == DOMAINS || !(only.at[only.count++] = domain_read(span(optarg))).at)
			die_usage(usage);
	dry = post_is_dry();
	if (!dry)
		tables_begin(&tables, folder);
	if (optind < argc) {
		read_files(&f, argv + optind);
	} else {
		fd = file_settle(0, &at, "the message");
		reports_read(&f, fd, at);
	}
	if (!dry)
		tables_end(&tables);
	if (fd >= 0 && f.unread.len)
		keep(&f, folder, fd, at);
	return 0;
}
