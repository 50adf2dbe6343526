/* become: see become.h */
#ifdef __linux__
#define _DEFAULT_SOURCE		/* initgroups */
#endif
#include "become.h"
#include "die.h"
#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

static uid_t owner;		/* whom root has become for a while; 0: nobody */

/* Makes dir the working directory, and as root takes its owner's groups. True if he himself is still to become. */
static bool enter(const char *dir, uid_t *uid)
{
	struct stat st;
	if (chdir(dir) < 0 || stat(".", &st) < 0)
		die_sys("cannot enter the folder %s", dir);
	*uid = st.st_uid;
	if (geteuid() != 0 || st.st_uid == 0)
		return false;
	const struct passwd *u = getpwuid(st.st_uid);
	if ((u ? initgroups(u->pw_name, u->pw_gid) : setgroups(0, NULL)) < 0 || setgid(u ? u->pw_gid : st.st_gid) < 0)
		die_sys("cannot take the groups of the list's user");
	return true;
}

uid_t become_owner(const char *dir)
{
	uid_t uid;
	if (enter(dir, &uid) && setuid(uid) < 0)
		die_sys("cannot become the user of the list");
	return uid;
}

uid_t become_owner_and_reader(const char *dir)
{
	uid_t uid;
	if (enter(dir, &uid)) {
		owner = uid;
		become_reader(false);
	}
	return uid;
}

void become_reader(bool on)
{
	if (owner && seteuid(on ? 0 : owner) < 0)
		die_sys("cannot become %s", on ? "root again" : "the user of the list");
}
