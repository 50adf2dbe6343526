/* admin: see admin.h */
#include "admin.h"
#include "change.h"
#include "clean.h"
#include "die.h"
#include "file.h"
#include "held.h"
#include "members.h"
#include "name.h"
#include "setting.h"
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LOG_LINES = 20, LOG_LINES_MAX = 200, LOG_TAIL = 256 << 10, LINE = 900 };

/* In fml's words and ours. change: how the change begins; rest: how it ends. */
static const struct { const char *word; enum admin_kind kind; const char *change, *rest; } known[] = {
	{ "add", ADMIN_CHANGE, "add", NULL }, { "subscribe", ADMIN_CHANGE, "add", NULL },
	{ "bye", ADMIN_CHANGE, "remove", "" }, { "unsubscribe", ADMIN_CHANGE, "remove", "" },
	{ "remove", ADMIN_CHANGE, "remove", "" },
	{ "off", ADMIN_CHANGE, "set", "s=off" }, { "skip", ADMIN_CHANGE, "set", "s=skip" },
	{ "on", ADMIN_CHANGE, "unset", "s" }, { "noskip", ADMIN_CHANGE, "unset", "s" },
	{ "chaddr", ADMIN_CHANGE, "move", NULL }, { "set", ADMIN_CHANGE, "set", NULL },
	{ "unset", ADMIN_CHANGE, "unset", NULL },
	{ "approve", ADMIN_APPROVE, NULL, NULL }, { "release", ADMIN_APPROVE, NULL, NULL },
	{ "discard", ADMIN_DISCARD, NULL, NULL },
	{ "members", ADMIN_MEMBERS, NULL, NULL }, { "actives", ADMIN_MEMBERS, NULL, NULL },
	{ "status", ADMIN_STATUS, NULL, NULL }, { "held", ADMIN_HELD, NULL, NULL }, { "log", ADMIN_LOG, NULL, NULL },
};

/* `add ADDRESS NAME …`: the name becomes a setting. */
static void add_name(struct text *t, struct span words)
{
	struct span name = name_read(words, SPAN(""));
	if (!name.len)
		return;
	text_addc(t, ' ');
	setting_add(t, SPAN("name"), name);
}

static bool read_change(struct admin *a, size_t i, struct span rest)
{
	struct text t = { 0 };
	struct change c;
	struct span address = span_take_word(&rest);
	text_addf(&t, "%s %.*s", known[i].change, PRINTF(address));
	if (known[i].rest) {
		text_addf(&t, " %s", known[i].rest);
		if (rest.len)
			return false;
	} else if (strcmp(known[i].change, "add") == 0) {
		add_name(&t, rest);
	} else {
		text_addc(&t, ' ');
		text_add(&t, rest);
	}
	a->change = span_trim(text_keep(&t));
	return !change_read(&c, a->change);
}

/* Digits of a POST_ID, as list-held shows them: the token in an owner's mail must not be for whatever comes first. */
static bool is_number(struct span s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!(s.at[i] >= '0' && s.at[i] <= '9') && !(ascii_lower(s.at[i]) >= 'a' && ascii_lower(s.at[i]) <= 'f'))
			return false;
	return s.len >= HELD_SHOWN && s.len <= 64;
}

bool admin_read(struct admin *a, struct span words)
{
	unsigned long long n;
	struct span word = span_take_word(&words);
	size_t i = 0, count = sizeof known / sizeof *known;
	while (i < count && !span_is_nocase(word, span(known[i].word)))
		i++;
	if (i == count)
		return false;
	*a = (struct admin){ .kind = known[i].kind, .word = words };
	switch (a->kind) {
	case ADMIN_CHANGE: return read_change(a, i, words);
	case ADMIN_APPROVE:
	case ADMIN_DISCARD: return is_number(words);
	case ADMIN_STATUS: {
		struct mailbox b;
		return !address_one(words, &b);
	}
	case ADMIN_LOG: return !words.len || span_number(words, &n);
	case ADMIN_MEMBERS:
	case ADMIN_HELD: break;
	}
	return !words.len;
}

static void add_line(const struct subscriber *x, void *with) { members_write(with, x); }

static void show_held(struct held *h, void *with) { held_line(with, h); }

static void show_status(struct text *t, const char *cdb, struct span address)
{
	struct subscribers s;
	struct subscriber x;
	struct mailbox b;
	if (address_one(address, &b))
		return;
	subscribers_open(&s, cdb);
	if (subscribers_has(&s, address_key(&b), &x))
		members_write(t, &x);
	subscribers_close(&s);
}

static void show_log(struct text *t, struct span word)
{
	unsigned long long lines = LOG_LINES;
	struct text tail = { 0 };
	struct stat st;
	char block[8192];
	if (word.len)
		span_number(word, &lines);
	lines = lines < LOG_LINES_MAX ? lines : LOG_LINES_MAX;
	int fd = file_open("log");
	if (fd < 0)
		return;
	if (fstat(fd, &st) < 0 || lseek(fd, st.st_size > LOG_TAIL ? st.st_size - LOG_TAIL : 0, SEEK_SET) < 0)
		die_sys("cannot read log");
	for (size_t n; (n = read_some(fd, block, sizeof block, "log")) > 0; )
		text_add(&tail, (struct span){ block, n });
	close(fd);
	size_t start = tail.len;
	for (unsigned long long found = 0; start && found <= lines; start -= found <= lines)
		found += tail.at[start - 1] == '\n';
	for (struct span rest = { tail.at + start, tail.len - start }; rest.len; text_addc(t, '\n')) {
		struct span line = span_take(&rest, '\n');
		while (line.len) {	/* a line of the log has tabs */
			text_add_clean(t, span_take(&line, '\t'), LINE);
			text_adds(t, line.len ? "\t" : "");
		}
	}
	text_free(&tail);
}

void admin_show(const struct admin *a, const char *cdb, struct text *t)
{
	struct subscribers s;
	switch (a->kind) {
	case ADMIN_MEMBERS:
		subscribers_open(&s, cdb);
		subscribers_each(&s, add_line, t);
		subscribers_close(&s);
		break;
	case ADMIN_STATUS: show_status(t, cdb, a->word); break;
	case ADMIN_HELD: held_each(show_held, t); break;
	case ADMIN_LOG: show_log(t, a->word); break;
	case ADMIN_CHANGE:
	case ADMIN_APPROVE:
	case ADMIN_DISCARD: break;
	}
}

static const char *change_one(const struct admin *a, const char *members)
{
	static const char *const phrase[] = { [CHANGE_DONE] = "admin-done", [CHANGE_SAME] = "admin-same",
		[CHANGE_ABSENT] = "admin-absent", [CHANGE_TAKEN] = "admin-taken", [CHANGE_WRONG] = "cannot" };
	struct change c;
	if (change_read(&c, a->change))
		return "cannot";
	change_members(members, &c, 1);
	return phrase[c.result];
}

const char *admin_do(const struct admin *a, const char *members)
{
	struct held h;
	struct span said;
	if (a->kind == ADMIN_CHANGE)
		return change_one(a, members);
	if (held_open(&h, memory_keep(a->word).at))
		return "admin-gone";
	int code = 0;
	if (a->kind == ADMIN_DISCARD)
		held_discard(&h);
	else if ((code = held_release(&h, &said)) == 0)
		held_remove(&h);
	close(h.fd);
	if (code && code != PERM)
		die(TEMP, "4.3.0", "%.*s stays held: %.*s", HELD_SHOWN, h.id, PRINTF(said));
	return code ? "admin-refused" : a->kind == ADMIN_DISCARD ? "admin-discarded" : "admin-released";
}

bool admin_is_owner(struct span key)
{
	struct subscribers s;
	struct subscriber x;
	if (access("owners.cdb", F_OK) < 0 && errno == ENOENT)
		return false;
	subscribers_open(&s, "owners.cdb");
	bool has = subscribers_has(&s, key, &x);
	subscribers_close(&s);
	return has;
}
