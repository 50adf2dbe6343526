/* maildir: see maildir.h */
#include "maildir.h"
#include "die.h"
#include "file.h"
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static void sync_folder(const char *path) { file_sync_folder(path, path); }

/* folder/part, kept until the program ends */
static const char *join(const char *folder, const char *part)
{
	struct text t = { 0 };
	text_addf(&t, "%s/%s", folder, part);
	return text_string(&t);
}

/* True if it had to be made. */
static bool make_folder(const char *path)
{
	if (mkdir(path, 0700) == 0)
		return true;
	if (errno != EEXIST)
		die_sys("cannot make the folder %s", path);
	return false;
}

static void make_maildir(const char *folder)
{
	bool whole = make_folder(folder);
	bool parts = make_folder(join(folder, "cur"));
	parts |= make_folder(join(folder, "new"));
	parts |= make_folder(join(folder, "tmp"));
	if (parts)
		sync_folder(folder);
	if (whole)
		sync_folder(join(folder, ".."));
}

void maildir_store(const char *folder, const char *name, struct message *m)
{
	struct file_new f;
	make_maildir(folder);
	const char *tmp = join(join(folder, "tmp"), name), *to = join(join(folder, "new"), name);
	file_new(&f, tmp, 0600);
	message_write_header(m, f.fd);
	copy_rest(m->fd, f.fd, tmp);
	file_commit(&f);
	if (rename(tmp, to) < 0)
		die_sys("cannot make %s", to);
	sync_folder(join(folder, "new"));
}
