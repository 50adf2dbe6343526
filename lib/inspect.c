/* inspect: findings, and what can be seen in the folder itself. See inspect.h. */
#include "inspect.h"
#include "clean.h"
#include "die.h"
#include "doubts.h"
#include "file.h"
#include "subscribers.h"
#include <dirent.h>
#include <errno.h>
#include <pwd.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void inspect_found(struct inspection *i, const char *fmt, ...)
{
	char line[2048];
	va_list ap;
	va_start(ap, fmt);
	int n = vsnprintf(line, sizeof line, fmt, ap);
	va_end(ap);
	if (n < 0)
		die(TEMP, "4.3.0", "cannot format");
	text_add_clean(&i->findings, span(line), sizeof line);
	text_addc(&i->findings, '\n');
	i->count++;
}

static const char *user_name(uid_t uid)
{
	static char number[24];
	const struct passwd *u = getpwuid(uid);
	if (u)
		return u->pw_name;
	snprintf(number, sizeof number, "%lu", (unsigned long)uid);
	return number;
}

/* The entries of a folder. Another's file stops a score in the middle; one all can write stops nobody. */
static void look_at(struct inspection *i, const char *folder)
{
	const char *before = strcmp(folder, ".") == 0 ? "" : folder, *slash = *before ? "/" : "";
	DIR *dir = opendir(folder);
	struct dirent *e;
	struct stat st;
	if (!dir) {
		if (errno != ENOENT)
			inspect_found(i, "%s: cannot be read (%s); check its owner and mode", folder, strerror(errno));
		return;
	}
	while ((void)(errno = 0), (e = readdir(dir))) {
		struct text path = { 0 };
		text_addf(&path, "%s%s%s", before, slash, e->d_name);
		const char *name = text_string(&path);
		bool other = strcmp(e->d_name, "..") == 0 || (*before && strcmp(e->d_name, ".") == 0);
		if (!other && lstat(name, &st) == 0 && !S_ISLNK(st.st_mode)) {
			if (st.st_uid != i->owner) {
				struct span user = memory_keep(span(user_name(st.st_uid)));
				inspect_found(i, "%s: belongs to %s, the folder to %s; chown %s %s", name, user.at,
					user_name(i->owner), user_name(i->owner), name);
			}
			if (st.st_mode & 022)
				inspect_found(i, "%s: others can change it; chmod go-w %s", name, name);
		}
		text_free(&path);
	}
	if (errno)
		inspect_found(i, "%s: cannot be read (%s); check the disk", folder, strerror(errno));
	closedir(dir);
}

void inspect_folder(struct inspection *i)
{
	static const char *const folders[] = { ".", "keys", "hold", "pending", "sent", "archive", "bounces" };
	if (i->owner == 0)
		inspect_found(i, "the folder: belongs to root, and no mail server runs a list as root; "
			"chown -R it to a user of its own");
	for (size_t k = 0; k < sizeof folders / sizeof *folders; k++)
		look_at(i, folders[k]);
	if (access("dmarc-reports", F_OK) == 0)	/* lists of earlier versions have none */
		look_at(i, "dmarc-reports");
}

/* Of the text beside it. There is none where the members come from a program. */
static void inspect_doubts(struct inspection *i, const char *cdb)
{
	struct doubts d = { .name = memory_keep((struct span){ cdb, strlen(cdb) - 4 }).at };
	int fd = access(d.name, R_OK) == 0 ? file_open(d.name) : -1;	/* look_at tells whose it is */
	if (fd < 0)
		return;
	doubts_file(&d, fd);
	for (struct span rest = text_span(&d.lines); rest.len; ) {
		struct span line = span_take(&rest, '\n');
		inspect_found(i, "%.*s", PRINTF(line));
	}
	text_free(&d.lines);
}

static void inspect_cdb(struct inspection *i, const char *cdb)
{
	struct subscribers s;
	size_t n = strlen(cdb);
	const char *wrong = subscribers_wrong(cdb);
	if (wrong) {
		inspect_found(i, "%s: %s; build-list %s", cdb, wrong, cdb);
		return;
	}
	subscribers_open(&s, cdb);
	if (s.count == 0)
		inspect_found(i, "%s: nobody is in it; write addresses into %.*s, one a line, then build-list %s", cdb,
			n > 4 ? (int)(n - 4) : (int)n, cdb, cdb);
	subscribers_close(&s);
	inspect_doubts(i, cdb);
}

void inspect_members(struct inspection *i)
{
	if (i->only_reports)
		return;
	for (size_t k = 0; k < i->post.count; k++) {
		const struct step *s = &i->post.step[k];
		for (size_t a = 1; a < s->argc; a++) {
			size_t n = strlen(s->argv[a]);
			bool seen = false;
			for (size_t before = 0; before < k; before++)
				for (size_t b = 1; b < i->post.step[before].argc; b++)
					seen |= strcmp(i->post.step[before].argv[b], s->argv[a]) == 0;
			if (!seen && n > 4 && strcmp(s->argv[a] + n - 4, ".cdb") == 0)
				inspect_cdb(i, s->argv[a]);
		}
	}
	inspect_cdb(i, "owners.cdb");
}
