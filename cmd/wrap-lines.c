/* wrap-lines: a mail's lines may have 998 octets (RFC 5322 section 2.1.1). A mail server breaks longer ones,
 * and with them the signature; so this step, before dkim-sign, encodes the parts that have such lines.
 *
 * What it does to a part is in lib/wrap, and how parts are found in lib/mime. */
#include "die.h"
#include "message.h"
#include "wrap.h"
#include <unistd.h>

static const char usage[] = "wrap-lines";
static const char help[] =
	"usage: wrap-lines\n"
	"Re-encodes the parts of a message that have lines over 998 octets, as quoted-printable or base64, and\n"
	"folds such lines of the header. Before munge-from and dkim-sign. Signed and attached messages stay as they\n"
	"are.\n";

int main(int argc, char **argv)
{
	struct message m;
	die_name(argv[0]);
	die_help(argc, argv, help);
	opterr = 0;
	if (getopt(argc, argv, "") != -1 || optind != argc)
		die_usage(usage);
	message_read(&m, 0);
	wrap_write(&m, 1);
	return 0;
}
