/* change-members: the one place that edits a members file, by hand or by program.
 *
 *	change-members members add anne@example.org name="Anne Person"
 *	change-members members remove <gone */
#include "changes.h"
#include "die.h"
#include "editor.h"
#include "list.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char usage[] = "change-members [-env] F [add|remove|set|unset|move [ADDRESS [WORD ...]]]";
static const char help[] =
	"usage: change-members [-nv] F [CHANGE [ADDRESS [WORD ...]]]\n"
	"       change-members -e F\n"
	"Changes the members file F and F.cdb. Without ADDRESS a line of standard input is one change.\n"
	"  add ADDRESS [NAME=VALUE ...]\n"
	"  remove ADDRESS ...\n"
	"  set ADDRESS NAME=VALUE ...\n"
	"  unset ADDRESS NAME ...\n"
	"  move ADDRESS NEW-ADDRESS\n"
	"  -e  open F in an editor ($VISUAL, $EDITOR)\n"
	"  -n  only check, and say what would change\n"
	"  -v  say what has changed\n";

int main(int argc, char **argv)
{
	struct changes all = { 0 };
	enum change_kind kind;
	bool edit = false, verbose = false;

	die_name(argv[0]);
	die_help(argc, argv, help);
	opterr = 0;
	for (int o; (o = getopt(argc, argv, "+env")) != -1; )
		switch (o) {
		case 'e': edit = true; break;
		case 'n': verbose = !setenv("DRY_RUN", "1", 1); break;
		case 'v': verbose = true; break;
		default: die_usage(usage);
		}
	char **words = argv + optind;
	if (!words[0] || (words[1] && (edit || !change_is_kind(span(words[1]), &kind))))
		die_usage(usage);
	size_t n = strlen(words[0]);
	if (n > 4 && strcmp(words[0] + n - 4, ".cdb") == 0)
		die(TEMP, "4.3.5", "%s is built from the members file; name that", words[0]);
	if (edit) {
		editor_members(words[0]);
		return 0;
	}
	if (words[1] && words[2])
		changes_take_words(&all, words + 1);
	else
		changes_take_lines(&all, words[1] ? words[1] : "");
	if (!change_members(words[0], all.at, all.count))
		changes_refuse(&all);
	changes_tell(&all, verbose || post_is_dry());
	return 0;
}
