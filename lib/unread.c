/* unread: see unread.h */
#include "unread.h"
#include "clean.h"
#include "die.h"
#include "file.h"
#include "folder.h"
#include "sha256.h"
#include <unistd.h>

enum { WHY_MAX = 1000 };	/* octets */

static void rewind_to(int fd, off_t at)
{
	if (lseek(fd, at, SEEK_SET) < 0)
		die_sys("cannot rewind the message");
}

static void add_hash(struct text *t, int fd)
{
	char block[16384], hex[65];
	struct sha256 s;
	sha256_init(&s);
	for (size_t n; (n = read_some(fd, block, sizeof block, "the message")) > 0; )
		sha256_add(&s, (struct span){ block, n });
	sha256_end(&s, hex);
	text_adds(t, hex);
}

void unread_keep(const char *folder, struct span name, int fd, off_t at, struct span why)
{
	struct text path = { 0 }, line = { 0 };
	struct file_new f;
	text_addf(&path, "%s/unread", folder);
	folder_need(text_string(&path));
	text_addc(&path, '/');
	rewind_to(fd, at);
	if (name.len)
		text_add(&path, name);
	else
		add_hash(&path, fd);
	rewind_to(fd, at);
	file_new(&f, text_string(&path), 0600);
	copy_rest(fd, f.fd, path.at);
	file_commit(&f);
	text_add_clean(&line, why, WHY_MAX);
	text_addc(&line, '\n');
	text_adds(&path, ".why");
	file_replace(text_string(&path), text_span(&line), 0600);
	text_free(&path);
	text_free(&line);
}
