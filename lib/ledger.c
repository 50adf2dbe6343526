/* ledger: see ledger.h */
#include "ledger.h"
#include "calendar.h"
#include "clean.h"
#include "die.h"
#include "file.h"
#include "names.h"
#include "sent.h"
#include "sha256.h"
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	FILE_SIZE = 1 << 20,
	TEXT = 300,		/* octets of a server's words that are kept */
	HASH = 32		/* digits of the name: 128 bits, which nobody makes meet */
};

int ledger_lock(void) { return file_lock("bounces.lock", true); }

static const char *path_of(struct span key)
{
	char hex[65];
	sha256_hex(key, hex);
	return memory_format("bounces/%.2s/%.*s", hex, HASH, hex).at;
}

static bool read_class(struct span word, enum verdict_class *class)
{
	for (int c = JUDGED_TEMPORARY; c <= JUDGED_PERMANENT; c++)
		if (span_is(word, span(judge_word((enum verdict_class)c)))) {
			*class = (enum verdict_class)c;
			return true;
		}
	return false;
}

static void add_line(struct ledger *t, struct ledger_line line)
{
	t->line = memory_grow(t->line, t->count, &t->room, sizeof *t->line);
	t->line[t->count++] = line;
}

static void read_bounce(struct ledger *t, struct span value)
{
	struct ledger_line l = { .day = calendar_day(span_take_word(&value)) };
	if (l.day < 0 || !read_class(span_take_word(&value), &l.class))
		return;
	l.status = span_take_word(&value);
	l.text = value;
	if (l.status.len)
		add_line(t, l);
}

static long long seconds(struct span word)
{
	unsigned long long n;
	return span_number(word, &n) && n < 1ULL << 50 ? (long long)n : 0;
}

static void read_lines(struct ledger *t, struct span lines)
{
	while (lines.len) {
		struct span value = span_take(&lines, '\n'), name = span_take(&value, '=');
		if (span_is(name, SPAN("ADDRESS")))
			t->key = value;
		else if (span_is(name, SPAN("BOUNCE")))
			read_bounce(t, value);
		else if (span_is(name, SPAN("PROBE")) || span_is(name, SPAN("PROBED"))) {
			t->probed = name.len == 6;
			t->probe = seconds(span_take_word(&value));
			t->token = value;
		} else if (span_is(name, SPAN("OFF")))
			t->off = seconds(value);
	}
}

bool ledger_read_file(struct ledger *t, const char *path)
{
	struct text file = { 0 };
	*t = (struct ledger){ 0 };
	if (file_read(path, &file, FILE_SIZE))
		read_lines(t, text_keep(&file));
	return t->key.len > 0;
}

void ledger_read(struct ledger *t, struct span key)
{
	ledger_read_file(t, path_of(key));
	t->key = memory_keep(key);
}

bool ledger_add(struct ledger *t, long day, const struct judgement *j, struct span text)
{
	struct text clean = { 0 };
	for (size_t i = 0; i < t->count; i++)
		if (t->line[i].day == day && t->line[i].class == j->class)
			return false;
	/* One line, whatever a report folds and draws. */
	for (size_t i = 0; i < text.len && clean.len < TEXT * 4; i++)
		if (!ascii_blank(text.at[i]))
			text_addc(&clean, text.at[i]);
		else if (clean.len && clean.at[clean.len - 1] != ' ')
			text_addc(&clean, ' ');
	struct text kept = { 0 };
	text_add_clean(&kept, span_trim(text_span(&clean)), TEXT);
	add_line(t, (struct ledger_line){ day, j->class, memory_keep(j->status), text_keep(&kept) });
	text_free(&clean);
	return true;
}

unsigned ledger_count(const struct ledger *t, long since)
{
	unsigned n = 0;
	for (size_t i = 0; i < t->count; i++)
		n += t->line[i].class == JUDGED_PERMANENT && t->line[i].day >= since;
	return n;
}

void ledger_forget(struct ledger *t, long since)
{
	size_t n = 0;
	for (size_t i = 0; i < t->count; i++)
		if (t->line[i].day >= since)
			t->line[n++] = t->line[i];
	t->count = n;
}

/* Rarely: there are 256 of them. */
static void make_folder(const char *path)
{
	const char *folder = memory_keep((struct span){ path, strlen("bounces/xx") }).at;
	if (access(folder, F_OK) == 0)
		return;
	sent_make_folder("bounces");
	sent_make_folder(folder);
	file_sync_folder("bounces", "bounces");
	file_sync_folder(".", "of the list");
}

void ledger_write(const struct ledger *t)
{
	struct text lines = { 0 };
	const char *path = path_of(t->key);
	make_folder(path);
	text_addf(&lines, "ADDRESS=%.*s\n", PRINTF(t->key));
	for (size_t i = 0; i < t->count; i++) {
		const struct ledger_line *l = &t->line[i];
		text_adds(&lines, "BOUNCE=");
		calendar_add(&lines, l->day);
		text_addf(&lines, " %s %.*s %.*s\n", judge_word(l->class), PRINTF(l->status), PRINTF(l->text));
	}
	if (t->probe)
		text_addf(&lines, "%s=%lld %.*s\n", t->probed ? "PROBED" : "PROBE", t->probe, PRINTF(t->token));
	if (t->off)
		text_addf(&lines, "OFF=%lld\n", t->off);
	file_replace(path, text_span(&lines), 0600);
	text_free(&lines);
}

void ledger_remove(const struct ledger *t)
{
	const char *path = path_of(t->key);
	if (unlink(path) < 0 && errno != ENOENT)
		die_sys("cannot remove %s", path);
}

static bool is_hex(const char *name, size_t digits)
{
	return strlen(name) == digits && strspn(name, "0123456789abcdef") == digits;
}

/* Calls for each name in the folder that is of so many hexadecimal digits. */
static void each_name(const char *folder, size_t digits, void (*with)(void *, const char *path), void *data)
{
	struct names n;
	names_begin(&n, folder);
	for (const char *name; (name = names_next(&n)); ) {
		struct text path = { 0 };
		if (!is_hex(name, digits))
			continue;
		text_addf(&path, "%s/%s", folder, name);
		with(data, text_string(&path));
		text_free(&path);
	}
}

struct each { void (*with)(void *, const char *path); void *data; };

static void each_file(void *data, const char *folder)
{
	struct each *each = data;
	each_name(folder, HASH, each->with, each->data);
}

void ledger_each(void (*with)(void *, const char *path), void *data)
{
	each_name("bounces", 2, each_file, &(struct each){ with, data });
}
