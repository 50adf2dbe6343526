/* maildir: see maildir.h */
#include "maildir.h"
#include "die.h"
#include "file.h"
#include "folder.h"
#include <stdio.h>
#include <unistd.h>

static void sync_folder(const char *path) { file_sync_folder(path, path); }

/* folder/part, kept until the program ends */
static const char *join(const char *folder, const char *part)
{
	struct text t = { 0 };
	text_addf(&t, "%s/%s", folder, part);
	return text_string(&t);
}

static void make_maildir(const char *folder)
{
	folder_need(folder);
	folder_need(join(folder, "cur"));
	folder_need(join(folder, "new"));
	folder_need(join(folder, "tmp"));
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
