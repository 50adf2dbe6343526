/* held: see held.h */
#include "held.h"
#include "die.h"
#include "file.h"
#include "list.h"
#include "names.h"
#include "perform.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DIGITS = 64, DIGITS_LEAST = 6, HEAD_MAX = 16384 };	/* octets: addresses, a reason of 900, results of 8000 */

static bool is_post_id(struct span s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!(s.at[i] >= '0' && s.at[i] <= '9') && !(s.at[i] >= 'a' && s.at[i] <= 'f'))
			return false;
	return s.len == DIGITS;
}

/* All their numbers. What else lies in hold/, a half-written file above all, is none of them. */
static const char **all_ids(size_t *count)
{
	struct names n;
	const char **id = NULL;
	size_t room = 0;
	*count = 0;
	names_begin(&n, "hold");
	for (const char *name; (name = names_next(&n)); )
		if (is_post_id(span(name))) {
			id = memory_grow(id, *count, &room, sizeof *id);
			id[(*count)++] = memory_keep(span(name)).at;
		}
	return id;
}

/* The lines above the first empty one. */
static void head_read(struct held *h, struct span head)
{
	static const char *const known[] = { "SENDER", "RECIPIENT", "SCORE", "REASON", "RESULTS" };
	const char *value[5] = { NULL };
	while (head.len) {
		struct span line = span_take(&head, '\n'), name = span_take(&line, '=');
		for (size_t i = 0; i < 5; i++)
			if (span_is(name, span(known[i])))
				value[i] = memory_keep(line).at;
	}
	h->sender = value[0];
	h->recipient = value[1];
	h->score = value[2];
	h->reason = span(value[3]);
	h->results = span(value[4]);
	if (!h->score || strchr(h->score, '/'))
		die(TEMP, "4.3.0", "%s is damaged: it names no score", h->path);
}

/* False if it has gone in the meantime. */
static bool open_one(struct held *h, const char *id)
{
	char head[HEAD_MAX];
	struct stat st;
	size_t n = 0, blank = 0;

	*h = (struct held){ .id = id, .path = memory_format("hold/%s", id).at };
	h->fd = file_open(h->path);
	if (h->fd < 0)
		return false;
	for (size_t more; n < sizeof head && (more = read_some(h->fd, head + n, sizeof head - n, h->path)) > 0; )
		n += more;
	while (blank + 1 < n && memcmp(head + blank, "\n\n", 2) != 0)
		blank++;
	if (blank + 1 >= n)
		die(TEMP, "4.3.0", "%s is damaged: it has no message", h->path);
	head_read(h, (struct span){ head, blank + 1 });
	if (fstat(h->fd, &st) < 0 || lseek(h->fd, (off_t)blank + 2, SEEK_SET) < 0)
		die_sys("cannot read %s", h->path);
	h->since = st.st_mtime;
	return true;
}

const char *held_open(struct held *h, const char *id)
{
	static const char none[] = "nothing is held under that number (any more); see list-held";
	const char *found = NULL;
	size_t count, len = strlen(id);
	if (len < DIGITS_LEAST)
		return "name it by the first six digits at least, see list-held";
	if (is_post_id(span(id)))
		return open_one(h, id) ? NULL : none;
	const char **name = all_ids(&count);
	for (size_t i = 0; i < count; i++)
		if (span_starts_nocase(span(name[i]), span(id))) {
			if (found)
				return "two posts begin with these digits; give more of them";
			found = name[i];
		}
	return found && open_one(h, found) ? NULL : none;
}

static const char action[] = "release";

void held_token(char name[TOKEN_LENGTH + 1], const char *id)
{
	token_name(name, token_secret(), action, span(id));
}

bool held_has_token(const char *id, struct span token, struct span secret)
{
	char one[TOKEN_LENGTH + 1];
	token_name(one, secret, action, span(id));
	return span_is_nocase(token, span(one));
}

bool held_find(struct held *h, struct span token)
{
	size_t count;
	const char **name = all_ids(&count);
	struct span secret = token_secret();
	for (size_t i = 0; i < count; i++)
		if (held_has_token(name[i], token, secret))
			return open_one(h, name[i]);
	return false;
}

static int older(const void *a, const void *b)
{
	const struct held *x = a, *y = b;
	return x->since != y->since ? (x->since > y->since) - (x->since < y->since) : strcmp(x->id, y->id);
}

size_t held_each(void (*each)(struct held *h, void *with), void *with)
{
	size_t count, n = 0;
	const char **name = all_ids(&count);
	struct held *all = memory_get((count + 1) * sizeof *all);
	for (size_t i = 0; i < count; i++)
		if (open_one(&all[n], name[i]))
			close(all[n++].fd);
	qsort(all, n, sizeof *all, older);
	for (size_t i = 0; i < n; i++)
		if (open_one(&all[i], all[i].id)) {
			each(&all[i], with);
			close(all[i].fd);
		}
	return n;
}

void held_remove(const struct held *h)
{
	if (post_is_dry())
		return;
	if (unlink(h->path) < 0 && errno != ENOENT)
		die_sys("cannot remove %s", h->path);
	file_sync_folder("hold", "of what is held");
}

int held_release(const struct held *h, struct span *said)
{
	if (setenv("RELEASED", "1", 1) < 0)
		die_sys("cannot set RELEASED");
	int code = perform(&(struct performance){ .score = h->score, .sender = h->sender, .recipient = h->recipient,
		.mail = h->fd }, said);
	unsetenv("RELEASED");	/* what else we start is not */
	return code;
}
