/* build-list: makes members.cdb from members, or from what it is given.
 *
 * The steps read the cdb, people write the text. It is built beside the old one and takes its place at once;
 * a line that is no member is named, and the old one stays. Who gets no mail by a word that looks like a note is named
 * too. */
#include "die.h"
#include "doubts.h"
#include "file.h"
#include "members.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static const char usage[] = "build-list [-uv] F.cdb [FILE]";
static const char help[] =
	"usage: build-list [-uv] F.cdb [FILE]\n"
	"Builds F.cdb from the members file F beside it, or from FILE; `-` is standard input, which is\n"
	"also read if there is no F. Reads fml's members and actives.\n"
	"  -u  only if F.cdb is missing, damaged or not up to date with F\n"
	"  -v  print how many members there are\n";

/* Opens the source and sets its name. */
static int open_source(const char *cdb, const char *file, const char **name)
{
	*name = file ? file : memory_keep((struct span){ cdb, strlen(cdb) - 4 }).at;
	if (strcmp(*name, "-") != 0) {
		int fd = open(*name, O_RDONLY | O_CLOEXEC);
		if (fd >= 0)
			return fd;
		if (file || errno != ENOENT || isatty(0))
			die_sys("cannot open %s", *name);
	}
	*name = "standard input";
	return 0;
}

/* A line each, "build-list: warning: members:12: …". */
static void warn(struct doubts *d)
{
	struct text t = { 0 };
	doubts_end(d);
	for (struct span rest = text_span(&d->lines); rest.len; ) {
		struct span line = span_take(&rest, '\n');
		text_addf(&t, "build-list: warning: %.*s\n", PRINTF(line));
	}
	write_all(2, text_span(&t), "standard error");
}

int main(int argc, char **argv)
{
	bool update = false, verbose = false;
	const char *name;

	die_name(argv[0]);
	die_help(argc, argv, help);
	opterr = 0;
	for (int o; (o = getopt(argc, argv, "uv")) != -1; )
		switch (o) {
		case 'u': update = true; break;
		case 'v': verbose = true; break;
		default: die_usage(usage);
		}
	const char *cdb = argv[optind], *file = cdb ? argv[optind + 1] : NULL;
	size_t n = cdb ? strlen(cdb) : 0;
	if (argc - optind < 1 || argc - optind > 2 || n < 5 || strcmp(cdb + n - 4, ".cdb") != 0 || (update && file))
		die_usage(usage);
	int lock = members_lock(cdb);
	if (update && !subscribers_wrong(cdb))
		return 0;
	int fd = open_source(cdb, file, &name);
	struct doubts doubts = { .name = name };
	struct members_count count = members_build(cdb, fd, name, fd != 0, &doubts);
	close(lock);
	warn(&doubts);
	if (verbose) {
		struct text t = { 0 };
		text_addf(&t, "%s: %lu members, %lu duplicates left out\n", cdb, (unsigned long)count.members,
			(unsigned long)count.duplicates);
		write_all(1, text_span(&t), "the count");
	}
	return 0;
}
