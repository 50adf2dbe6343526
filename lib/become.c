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

uid_t become_owner(const char *dir)
{
	struct stat st;
	if (chdir(dir) < 0 || stat(".", &st) < 0)
		die_sys("cannot enter the folder %s", dir);
	if (geteuid() != 0 || st.st_uid == 0)
		return st.st_uid;
	const struct passwd *u = getpwuid(st.st_uid);
	if ((u ? initgroups(u->pw_name, u->pw_gid) : setgroups(0, NULL)) < 0 ||
			setgid(u ? u->pw_gid : st.st_gid) < 0 || setuid(st.st_uid) < 0)
		die_sys("cannot become the user of the list");
	return st.st_uid;
}
