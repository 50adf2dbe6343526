/* token: see token.h */
#include "token.h"
#include "die.h"
#include "file.h"
#include "list.h"
#include "sent.h"
#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

enum { FILE_MAX = 16384 };

static const char base32[] = "abcdefghijklmnopqrstuvwxyz234567";

/* Whether s can be a token, and then so in lower-case: nothing else ever becomes a path. */
static bool read_name(char to[TOKEN_LENGTH + 1], struct span s)
{
	if (s.len != TOKEN_LENGTH)
		return false;
	for (size_t i = 0; i < TOKEN_LENGTH; i++) {
		to[i] = (char)ascii_lower(s.at[i]);
		if (!to[i] || !strchr(base32, to[i]))
			return false;
	}
	to[TOKEN_LENGTH] = '\0';
	return true;
}

struct span token_in(struct span extension, const char *prefix)
{
	char name[TOKEN_LENGTH + 1];
	struct span none = { NULL, 0 }, start = span(prefix);
	if (!span_starts_nocase(extension, start))
		return none;
	struct span rest = { extension.at + start.len, extension.len - start.len };
	return read_name(name, rest) ? rest : none;
}

static const char *path_of(const char *name)
{
	struct text t = { 0 };
	text_addf(&t, "pending/%s", name);
	const char *path = memory_keep(text_span(&t)).at;
	text_free(&t);
	return path;
}

static void make_name(char to[TOKEN_LENGTH + 1])
{
	unsigned char random[TOKEN_LENGTH];
	if (getentropy(random, sizeof random) < 0)
		die_sys("cannot get random numbers");
	for (size_t i = 0; i < TOKEN_LENGTH; i++)
		to[i] = base32[random[i] % 32];
	to[TOKEN_LENGTH] = '\0';
}

static void add_line(struct text *t, const char *name, struct span value)
{
	text_addf(t, "%s=", name);
	for (size_t i = 0; i < value.len; i++)
		text_addc(t, (unsigned char)value.at[i] < ' ' || value.at[i] == 127 ? ' ' : value.at[i]);
	text_addc(t, '\n');
}

/* All are begun under one name, so that the next one takes away what a killed one has left. */
static void write_file(const struct token *t, const char *used)
{
	struct text lines = { 0 };
	struct file_new f;
	add_line(&lines, "ACTION", t->action);
	add_line(&lines, "ADDRESS", t->address);
	add_line(&lines, "ARGUMENT", t->argument);
	text_addf(&lines, "EXPIRES=%lld\n", t->expires);
	if (used)
		add_line(&lines, "USED", span(used));
	file_new(&f, "pending/new", 0600);
	write_all(f.fd, text_span(&lines), f.path);
	f.path = path_of(t->name);
	file_commit(&f);
	text_free(&lines);
}

static struct span value_of(struct span lines, const char *name)
{
	struct span key = span(name);
	while (lines.len) {
		struct span line = span_take(&lines, '\n');
		if (line.len > key.len && line.at[key.len] == '=' && memcmp(line.at, key.at, key.len) == 0)
			return (struct span){ line.at + key.len + 1, line.len - key.len - 1 };
	}
	return (struct span){ NULL, 0 };
}

/* False if there is none or its time is over. */
static bool read_file(struct token *t, struct span *used)
{
	struct text file = { 0 };
	unsigned long long expires;
	if (!file_read(path_of(t->name), &file, FILE_MAX))
		return false;
	struct span lines = memory_keep(text_span(&file));
	text_free(&file);
	t->action = value_of(lines, "ACTION");
	t->address = value_of(lines, "ADDRESS");
	t->argument = value_of(lines, "ARGUMENT");
	*used = value_of(lines, "USED");
	if (!span_number(value_of(lines, "EXPIRES"), &expires) || expires > 1ULL << 62)
		return false;
	t->expires = (long long)expires;
	return (long long)time(NULL) < t->expires;
}

/* How many there are. With tidy those that are over go. */
static size_t walk(bool tidy)
{
	struct dirent *entry;
	struct token t;
	struct span used;
	size_t count = 0;
	DIR *dir = opendir("pending");
	if (!dir && errno != ENOENT)
		die_sys("cannot read the folder pending");
	while (dir && (errno = 0, entry = readdir(dir))) {
		if (!read_name(t.name, span(entry->d_name)))
			continue;
		if (!tidy || read_file(&t, &used))
			count++;
		else if (unlink(path_of(t.name)) < 0 && errno != ENOENT)
			die_sys("cannot remove %s", path_of(t.name));
	}
	if (dir && errno)
		die_sys("cannot read the folder pending");
	if (dir)
		closedir(dir);
	return count;
}

bool token_make(struct token *t, long long seconds)
{
	make_name(t->name);
	t->expires = (long long)time(NULL) + seconds;
	if (post_is_dry())
		return true;
	sent_make_folder("pending");
	int lock = file_lock("pending.lock", true);
	bool room = walk(false) < TOKENS_MAX || walk(true) < TOKENS_MAX;
	if (room)
		write_file(t, NULL);
	close(lock);
	return room;
}

bool token_find(struct token *t, struct span name, const char *action)
{
	struct span used;
	return read_name(t->name, name) && read_file(t, &used) && span_is(t->action, span(action));
}

bool token_take(const struct token *t, const char *post_id)
{
	struct token now = *t;
	struct span used;
	int lock = post_is_dry() ? -1 : file_lock("pending.lock", true);
	bool good = read_file(&now, &used) && (!used.at || span_is(used, span(post_id)));
	if (good && !used.at && lock >= 0)
		write_file(&now, post_id);
	if (lock >= 0)
		close(lock);
	return good;
}

void token_tidy(void)
{
	int lock = file_lock("pending.lock", true);
	walk(true);
	close(lock);
}
