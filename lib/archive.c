/* archive: see archive.h */
#include "archive.h"
#include "address.h"
#include "clean.h"
#include "die.h"
#include "file.h"
#include "list.h"
#include "sent.h"
#include "words.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
	AUTHOR = 15,		/* octets of an address that are shown: fml's figure, too few to be harvested */
	SUBJECT = 500,		/* octets */
	TAIL = 65536		/* octets of summary in which a post's own line is looked for: two tries are near each other */
};

unsigned long long archive_number(const struct message *m)
{
	unsigned long long n = 0;
	struct span s = message_value(m, "X-Mail-Count");
	return s.len <= 18 && span_number(s, &n) ? n : 0;
}

void archive_path(struct text *t, const char *folder, unsigned long long number)
{
	text_addf(t, "%s/%05llu.eml", folder, number);
}

static void add_author(struct text *t, const struct message *m)
{
	struct mailboxes all;
	struct text address = { 0 };
	struct span value = post_author(m);
	if (value.at && !address_parse(value, &all) && all.count == 1)
		address_add(&address, &all.at[0]);
	text_add_clean(t, address.len ? text_span(&address) : SPAN("-"), AUTHOR);
	text_free(&address);
}

struct text archive_line(const struct message *m, unsigned long long number, time_t when)
{
	struct text t = { 0 }, subject = { 0 };
	struct tm tm;
	if (!localtime_r(&when, &tm))
		die(TEMP, "4.3.0", "cannot read the clock");
	text_addf(&t, "%02d/%02d/%02d %02d:%02d:%02d [%llu:", tm.tm_year % 100, tm.tm_mon + 1, tm.tm_mday,
		tm.tm_hour, tm.tm_min, tm.tm_sec, number);
	add_author(&t, m);
	text_adds(&t, "] ");
	words_read(message_value(m, "Subject"), &subject);
	text_add_clean(&t, text_span(&subject), SUBJECT);
	text_free(&subject);
	return t;
}

/* True if the post has its line already. What a crash has left of a line goes. */
static bool has_line(const char *path, unsigned long long number)
{
	struct text tail = { 0 }, mark = { 0 };
	struct stat st;
	char block[8192];
	int fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT)
		return false;
	if (fd < 0)
		die_sys("cannot open %s", path);
	if (fstat(fd, &st) == 0 && !S_ISREG(st.st_mode))
		die(TEMP, "4.3.5", "%s is no regular file", path);
	if (fstat(fd, &st) < 0 || lseek(fd, st.st_size > TAIL ? st.st_size - TAIL : 0, SEEK_SET) < 0)
		die_sys("cannot read %s", path);
	for (size_t n; (n = read_some(fd, block, sizeof block, path)) > 0; )
		text_add(&tail, (struct span){ block, n });
	size_t whole = tail.len;
	while (whole && tail.at[whole - 1] != '\n')
		whole--;
	if (whole < tail.len && ftruncate(fd, st.st_size - (off_t)(tail.len - whole)) < 0)
		die_sys("cannot mend %s", path);
	close(fd);
	text_addf(&mark, " [%llu:", number);
	bool found = false;
	for (struct span rest = { tail.at, whole }; rest.len && !found; ) {
		struct span line = span_take(&rest, '\n');
		ptrdiff_t at = span_find(line, '[');
		found = at > 0 && span_starts_nocase((struct span){ line.at + at - 1, line.len - (size_t)at + 1 },
			text_span(&mark));
	}
	text_free(&tail);
	text_free(&mark);
	return found;
}

void archive_store(const char *folder, struct message *m, unsigned long long number)
{
	struct text path = { 0 }, summary = { 0 }, lock = { 0 };
	struct file_new f;
	sent_make_folder(folder);
	archive_path(&path, folder, number);
	text_addf(&summary, "%s/summary", folder);
	text_addf(&lock, "%s/summary.lock", folder);

	message_settle_body(m);
	file_new(&f, text_string(&path), 0600);
	message_write_header(m, f.fd);
	copy_rest(m->fd, f.fd, f.path);
	file_commit(&f);
	message_settle_body(m);		/* for the next reader */

	int held = file_lock(text_string(&lock), true);
	if (!has_line(text_string(&summary), number)) {
		struct text line = archive_line(m, number, time(NULL));
		file_append(text_string(&summary), text_span(&line), 0600);
		text_free(&line);
	}
	close(held);
	text_free(&path);
	text_free(&summary);
	text_free(&lock);
}
