/* edition: see edition.h */
#include "edition.h"
#include "archive.h"
#include "die.h"
#include "digest.h"
#include "file.h"
#include "perform.h"
#include "posts.h"
#include <sys/stat.h>
#include <unistd.h>

enum { WAITED = 86400 };	/* seconds that a post may be on its way to the archive */

/* Up to where all posts are in the archive that will be: one that a mail server is to bring again, or that is just
 * being sent, is waited for. */
static unsigned long long complete_up_to(const struct editions *e, unsigned long long sent)
{
	for (unsigned long long n = sent + 1; n <= e->last; n++) {
		struct text path = { 0 };
		struct stat st;
		char id[65];
		archive_path(&path, e->folder, n);
		bool there = access(text_string(&path), F_OK) == 0;
		path.len = 0;
		if (!there && posts_id(n, id)) {
			text_addf(&path, "sent/%s", id);
			if (stat(text_string(&path), &st) == 0 && st.st_mtime > e->now - WAITED)
				return n - 1;
		}
		text_free(&path);
	}
	return e->last;
}

/* Up to where they fit into one mail: as far as can be known before it is written. */
static unsigned long long fill(const struct editions *e, const struct digests_class *c, unsigned long long last)
{
	unsigned long long octets = 0, n = c->sent;
	while (n < last && (octets += digest_octets(e->folder, n + 1, digests_plain(c))) <= DIGEST_OCTETS)
		n++;
	return n;	/* one alone always fits */
}

struct mail { int fd; size_t posts; off_t size; };

static struct mail write_mail(const struct editions *e, const struct digests_class *c)
{
	struct range range = { c->sent + 1, c->going };
	struct mail m = { .fd = file_scratch() };
	m.posts = digest_write(&(struct digest){ .list = e->list, .texts = e->texts, .folder = e->folder, .range = &range,
		.ranges = 1, .class = c->name, .date = c->date, .plain = digests_plain(c) }, m.fd);
	m.size = lseek(m.fd, 0, SEEK_END);
	if (m.size < 0 || lseek(m.fd, 0, SEEK_SET) < 0)
		die_sys("cannot rewind the digest");
	return m;
}

/* The mail with what is new, noted as going out. False if nothing is. */
static bool begin(const struct editions *e, struct digests_class *c, struct mail *m)
{
	unsigned long long last = fill(e, c, complete_up_to(e, c->sent));
	if (last == c->sent)
		return false;
	c->date = e->now;
	for (c->going = last; ; c->going = c->sent + (c->going - c->sent) / 2) {
		*m = write_mail(e, c);
		if (m->size <= DIGEST_OCTETS || c->going == c->sent + 1)
			break;
		close(m->fd);
	}
	digests_write(e->digests);
	return true;
}

/* The score's exit code, and its words. */
static int run_score(const struct editions *e, const struct digests_class *c, int mail, struct span *said)
{
	struct text to = { 0 }, from = { 0 };
	list_address(&to, e->list, memory_format("digest-%s", c->name).at);
	list_address(&from, e->list, "return");
	int code = perform(&(struct performance){ .score = "digest", .sender = text_string(&from),
		.recipient = text_string(&to), .mail = mail }, said);
	text_free(&to);
	text_free(&from);
	return code;
}

bool edition_send(const struct editions *e, struct digests_class *c, bool due, struct span *why)
{
	while (c->going || due) {
		struct mail m;
		if (c->going)
			m = write_mail(e, c);
		else if (!begin(e, c, &m))
			break;
		int code = m.posts ? run_score(e, c, m.fd, why) : 0;
		close(m.fd);
		if (code != 0)
			return false;
		c->sent = c->going;
		c->going = 0;
		digests_write(e->digests);
	}
	return true;
}
