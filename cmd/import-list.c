/* import-list: takes members, numbers and posts of a list that another program has run over into a list of ours.
 *
 * Somebody else has written what is read here. As root it is read with root's rights, since it may be for nobody else's
 * eyes, and all that is written is written as the owner of the list. */
#include "become.h"
#include "die.h"
#include "file.h"
#include "import.h"
#include "setting.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char usage[] = "import-list [-n] [-s NAME=VALUE] FROM DIR";
static const char help[] =
	"usage: import-list [-n] [-s NAME=VALUE] FROM DIR\n"
	"Takes members, the last number and old posts over into the list in DIR, which new-list has made. FROM is the\n"
	"folder of an fml, mlmmj or ezmlm list, or a file: addresses as Mailman's list_members or `mailman members`\n"
	"prints them, a table with commas, an mbox. Prints what it took, what it did not, and why. Twice is harmless.\n"
	"  -n             only print that\n"
	"  -s NAME=VALUE  give each of these members that setting, as in members(5); may be there several times\n";

static void read_setting(struct text *t, const char *word)
{
	size_t n = strcspn(word, "=");
	if (!word[n] || !setting_is_name((struct span){ word, n }))
		die_usage(usage);
	text_adds(t, t->len ? " " : "");
	setting_add(t, (struct span){ word, n }, span(word + n + 1));
}

int main(int argc, char **argv)
{
	struct import i = { 0 };
	struct text settings = { 0 }, told = { 0 };

	die_name(argv[0]);
	die_help(argc, argv, help);
	opterr = 0;
	for (int o; (o = getopt(argc, argv, "ns:")) != -1; )
		switch (o) {
		case 'n':
			if (setenv("DRY_RUN", "1", 1) < 0)
				die_sys("cannot set DRY_RUN");
			break;
		case 's': read_setting(&settings, optarg); break;
		default: die_usage(usage);
		}
	if (argc - optind != 2)
		die_usage(usage);
	i.name = argv[optind];
	i.settings = text_span(&settings);
	import_open(&i);
	become_owner_and_reader(argv[optind + 1]);
	if (access("post", F_OK) < 0) {
		if (errno != ENOENT)
			die_sys("cannot look into %s", argv[optind + 1]);
		die(TEMP, "4.3.5", "%s is no list, for there is no score post in it; make one with new-list", argv[optind + 1]);
	}
	import_store(&i);
	import_tell(&i, &told);
	write_all(1, text_span(&told), "standard output");
	if (close(1) < 0)
		die_sys("cannot write standard output");
	return 0;
}
