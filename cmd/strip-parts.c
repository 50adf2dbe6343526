/* strip-parts: takes parts of some types or names out of a post, and says in their place what they were. */
#include "die.h"
#include "message.h"
#include "part.h"
#include "strip.h"
#include <unistd.h>

static const char usage[] = "strip-parts [-f] [TYPE|.EXTENSION ...] <message >message";
static const char help[] =
	"usage: strip-parts [-f] [TYPE|.EXTENSION ...] <message >message\n"
	"Takes the parts of these types (application/zip, video/*) or names (.exe) out of a post, and says in\n"
	"their place what they were. Signed mail stays whole. Before munge-from.\n"
	"  -f  of alternatives keep the first one, which is the plain text\n";

enum { PATTERNS = 100 };

int main(int argc, char **argv)
{
	struct message m;
	struct texts texts;
	struct span pattern[PATTERNS];
	struct strip strip = { .pattern = pattern, .texts = &texts };

	die_name(argv[0]);
	die_help(argc, argv, help);
	opterr = 0;
	for (int o; (o = getopt(argc, argv, "f")) != -1; ) {
		if (o != 'f')
			die_usage(usage);
		strip.first = true;
	}
	for (int i = optind; i < argc; i++) {
		if (strip.patterns == PATTERNS || !part_is_pattern(span(argv[i])))
			die_usage(usage);
		pattern[strip.patterns++] = span(argv[i]);
	}
	if (!strip.first && !strip.patterns)
		die_usage(usage);
	texts_begin(&texts);
	message_read(&m, 0);
	strip_write(&m, &strip, 1);
	return 0;
}
