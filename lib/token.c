/* token: see token.h */
#include "token.h"
#include "die.h"
#include "file.h"
#include "list.h"
#include "names.h"
#include "sent.h"
#include "sha256.h"
#include <errno.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

enum { FILE_MAX = 16384, SECRET = 64, DAY = 86400 };

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
	return memory_format("pending/%s", name).at;
}

/* All are begun under one name, so that the next one takes away what a killed one has left. */
static void write_file(const char *path, struct span content)
{
	struct file_new f;
	file_new(&f, "pending/new", 0600);
	write_all(f.fd, content, f.path);
	f.path = path;
	file_commit(&f);
}

static bool read_secret(struct text *t)
{
	t->len = 0;
	return file_read("pending/secret", t, FILE_MAX) && t->len == SECRET;
}

struct span token_secret(void)
{
	unsigned char random[SECRET];
	char made[SECRET];
	struct text t = { 0 };
	if (!read_secret(&t)) {
		if (getentropy(random, sizeof random) < 0)
			die_sys("cannot get random numbers");
		for (size_t i = 0; i < SECRET; i++)
			made[i] = base32[random[i] % 32];
		struct span secret = { made, SECRET };
		if (post_is_dry())
			return memory_keep(secret);
		sent_make_folder("pending");
		int lock = file_lock("pending.lock", true);
		if (!read_secret(&t)) {
			write_file("pending/secret", secret);
			t.len = 0;
			text_add(&t, secret);
		}
		close(lock);
	}
	return text_keep(&t);
}

static unsigned digit(char c) { return (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10); }

/* A letter is the last 5 bits of an octet of the hash. */
void token_name(char name[TOKEN_LENGTH + 1], struct span secret, const char *action, struct span thing)
{
	struct sha256 s;
	char hex[65];
	sha256_init(&s);
	sha256_add(&s, secret);
	sha256_add(&s, span(action));
	sha256_add(&s, SPAN("\n"));
	sha256_add(&s, thing);
	sha256_end(&s, hex);
	for (size_t i = 0; i < TOKEN_LENGTH; i++)
		name[i] = base32[(digit(hex[2 * i]) * 16 + digit(hex[2 * i + 1])) % 32];
	name[TOKEN_LENGTH] = '\0';
}

static void add_line(struct text *t, const char *name, struct span value)
{
	text_addf(t, "%s=", name);
	for (size_t i = 0; i < value.len; i++)
		text_addc(t, (unsigned char)value.at[i] < ' ' || value.at[i] == 127 ? ' ' : value.at[i]);
	text_addc(t, '\n');
}

static void write_token(const struct token *t)
{
	struct text lines = { 0 };
	add_line(&lines, "ACTION", t->action);
	add_line(&lines, "ADDRESS", t->address);
	add_line(&lines, "ARGUMENT", t->argument);
	text_addf(&lines, "EXPIRES=%lld\n", t->expires);
	if (t->used.at)
		add_line(&lines, "USED", t->used);
	write_file(path_of(t->name), text_span(&lines));
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
static bool read_token(struct token *t)
{
	struct text file = { 0 };
	unsigned long long expires;
	if (!file_read(path_of(t->name), &file, FILE_MAX))
		return false;
	struct span lines = text_keep(&file);
	t->action = value_of(lines, "ACTION");
	t->address = value_of(lines, "ADDRESS");
	t->argument = value_of(lines, "ARGUMENT");
	t->used = value_of(lines, "USED");
	if (!span_number(value_of(lines, "EXPIRES"), &expires) || expires > 1ULL << 62)
		return false;
	t->expires = (long long)expires;
	return (long long)time(NULL) < t->expires;
}

/* The day is in the name, so that a mail that comes once more, much later, can't bring an old token back to life. */
void token_make(struct token *t, const char *why, long long seconds)
{
	struct text thing = { 0 };
	t->expires = (long long)time(NULL) + seconds;
	t->used = (struct span){ NULL, 0 };
	text_addf(&thing, "%s\n%lld\n", why, t->expires / DAY);
	add_line(&thing, "ADDRESS", t->address);
	add_line(&thing, "ARGUMENT", t->argument);
	token_name(t->name, token_secret(), memory_keep(t->action).at, text_span(&thing));
	text_free(&thing);
	if (post_is_dry())
		return;
	int lock = file_lock("pending.lock", true);
	struct token there = *t;
	if (read_token(&there))
		*t = there;
	else
		write_token(t);
	close(lock);
}

bool token_find(struct token *t, struct span name, const char *action)
{
	return read_name(t->name, name) && read_token(t) && span_is(t->action, span(action));
}

bool token_is_open(const struct token *t, const char *post_id)
{
	return !t->used.at || span_is(t->used, span(post_id));
}

bool token_take(const struct token *t, const char *post_id)
{
	struct token now = *t;
	int lock = post_is_dry() ? -1 : file_lock("pending.lock", true);
	bool good = read_token(&now) && token_is_open(&now, post_id);
	if (good && !now.used.at && lock >= 0) {
		now.used = span(post_id);
		write_token(&now);
	}
	if (lock >= 0)
		close(lock);
	return good;
}

void token_tidy(void)
{
	struct names n;
	struct token t;
	int lock = file_lock("pending.lock", true);
	names_begin(&n, "pending");
	for (const char *name; (name = names_next(&n)); )
		if (read_name(t.name, span(name)) && !read_token(&t) && unlink(path_of(t.name)) < 0 && errno != ENOENT)
			die_sys("cannot remove %s", path_of(t.name));
	close(lock);
}
