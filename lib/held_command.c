/* held_command: how a program is called that does something to posts that are held; see held.h */
#include "become.h"
#include "die.h"
#include "held.h"
#include <unistd.h>

int held_command(int argc, char **argv, const char *usage, int (*act)(const struct held *h))
{
	const char *dir = ".";
	int worst = 0;

	opterr = 0;
	for (int o; (o = getopt(argc, argv, "C:")) != -1; dir = optarg)
		if (o != 'C')
			die_usage(usage);
	if (optind == argc)
		die_usage(usage);
	become_owner(dir);
	for (int i = optind; i < argc; i++) {
		struct held h;
		const char *wrong = held_open(&h, argv[i]);
		if (wrong)
			die(TEMP, "4.3.5", "%.100s: %s", argv[i], wrong);
		int code = act(&h);
		close(h.fd);
		worst = code > worst ? code : worst;
	}
	return worst;
}
