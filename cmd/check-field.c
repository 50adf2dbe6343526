/* check-field: acts on what an outside filter wrote into the header.
 *
 *	spamc
 *	check-field -x hold X-Spam-Flag YES */
#include "die.h"
#include "message.h"
#include "pattern.h"
#include "policy.h"
#include <unistd.h>

static const char usage[] = "check-field [-x hold|refuse|drop] NAME PATTERN <message >message";
static const char help[] =
	"usage: check-field [-x hold|refuse|drop] NAME PATTERN <message >message\n"
	"Holds (or refuses, or drops) a post in which a header field NAME has a value like PATTERN.\n"
	"PATTERN is the whole value, without regard to case; * stands for any characters.\n"
	"  -x  what to do: hold (default, exit 98), refuse (100), drop (99)\n";

int main(int argc, char **argv)
{
	struct message m;
	int code = HOLD;

	die_name(argv[0]);
	die_help(argc, argv, help);
	opterr = 0;
	for (int o; (o = getopt(argc, argv, "x:")) != -1; )
		if (o != 'x' || !(code = policy_code(optarg)))
			die_usage(usage);
	if (argc - optind != 2)
		die_usage(usage);
	const char *name = argv[optind], *pattern = argv[optind + 1];
	if (!field_is_name(span(name)))
		die(TEMP, "4.3.5", "%.100s is no name of a field; write it without colon and blanks", name);
	message_read(&m, 0);
	for (size_t i = 0; i < m.count; i++)
		if (field_is(&m.field[i], name)
		    && pattern_matches(span(pattern), span_unfold(field_value(&m.field[i]))))
			policy_end(code, "its %s field says: %.200s", name, pattern);
	message_write(&m, 1);
	return 0;
}
