/* new-list: makes a list's folder, and tells what the rest of the world must know about it.
 *
 * The folder is there whole or not at all. All of it belongs to the user the scores will run as. */
#include "die.h"
#include "file.h"
#include "folder.h"
#include "setup.h"
#include <pwd.h>
#include <string.h>
#include <unistd.h>

static const char usage[] =
	"new-list [-u USER] [-m qmail|postfix|courier] [-s fml|clean] [-n NAME] [-o OWNER] [-k SELECTOR] DIR ADDRESS";
static const char help[] =
	"usage: new-list [-u USER] [-m qmail|postfix|courier] [-s fml|clean] [-n NAME] [-o OWNER] [-k SELECTOR]\n"
	"                DIR ADDRESS\n"
	"Makes the folder DIR for the list ADDRESS, and prints what to publish in the DNS and what to tell\n"
	"the mail server.\n"
	"  -u USER      whom the list runs as and who owns all of it; as root only\n"
	"  -m MTA       the mail server; without it the one that is installed\n"
	"  -s fml       [orch:00123] in the subject, answers go to the list (the default). Members see which\n"
	"               list it is and how many there were; but From becomes \"Anne via Orchestra\"\n"
	"  -s clean     a post stays as its author signed it, From too. Members see who speaks, and answers go\n"
	"               where he wanted them; but nothing in the subject says which list it is\n"
	"  -n NAME      the list's name for people, in UTF-8; without it the part before the @\n"
	"  -o OWNER     the first owner's address; without it postmaster of the list's domain\n"
	"  -k SELECTOR  the DKIM key's name; without it the year and the list's, as in 2026-orch\n";

static const struct passwd *find_user(const char *name)
{
	const struct passwd *u = name ? getpwnam(name) : getpwuid(geteuid());
	if (!u)
		die(TEMP, "4.3.5", "there is no user %s; make one first", name ? name : "of your number");
	if (u->pw_uid != geteuid() && geteuid() != 0)
		die(TEMP, "4.3.5", "only root can make a list for another user");
	return u;
}

static void make(const void *with)
{
	const struct setup *s = with;
	struct text t = { 0 };
	setup_write(s);
	/* Told before the folder gets its name: whoever sees an error has no half-known list. */
	setup_tell(&t, s);
	write_all(1, text_span(&t), "standard output");
}

int main(int argc, char **argv)
{
	struct setup s = { .mta = setup_find_mta() };
	const char *user = NULL, *name = NULL, *owner = NULL, *selector = NULL, *style = "fml";

	die_name(argv[0]);
	die_help(argc, argv, help);
	opterr = 0;
	for (int o; (o = getopt(argc, argv, "u:m:s:n:o:k:")) != -1; )
		switch (o) {
		case 'u': user = optarg; break;
		case 'm': s.mta = optarg; break;
		case 'n': name = optarg; break;
		case 'o': owner = optarg; break;
		case 'k': selector = optarg; break;
		case 's': style = optarg; break;
		default: die_usage(usage);
		}
	s.clean = strcmp(style, "clean") == 0;
	if (argc - optind != 2 || !setup_knows_mta(s.mta) || (!s.clean && strcmp(style, "fml") != 0))
		die_usage(usage);
	const char *wrong = setup_read(&s, argv[optind + 1], name, owner, selector);
	if (!wrong)
		wrong = setup_find_folder(&s, argv[optind]);
	if (wrong)
		die(TEMP, "4.3.5", "%s", wrong);
	const struct passwd *u = find_user(user);
	s.user = u->pw_name;
	folder_build(s.folder, make, &s, u->pw_uid, u->pw_gid);
	return 0;
}
