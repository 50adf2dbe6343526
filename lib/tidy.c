/* tidy: see tidy.h */
#include "tidy.h"
#include "die.h"
#include "expired.h"
#include "file.h"
#include "header.h"
#include "held.h"
#include "names.h"
#include "posts.h"
#include "record.h"
#include "sent.h"
#include "token.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { DAY = 86400 };

static long long age(const struct tidy *t, long long since) { return (t->now - since) / DAY; }

static void tell(struct tidy *t, const char *path, long long days)
{
	text_addf(&t->told, "%s: %lld days old\n", path, days);
}

static void take_away(struct tidy *t, const char *path, long long days)
{
	tell(t, path, days);
	if (!t->only_look && unlink(path) < 0 && errno != ENOENT)
		die_sys("cannot remove %s", path);
}

/* Calls each for every regular file of the folder, which may be missing, that is at least so many days old. */
static void each_old(struct tidy *t, const char *folder, long long days,
	void (*each)(struct tidy *t, const char *folder, const char *name, long long days))
{
	struct names n;
	names_begin(&n, folder);
	for (const char *name; (name = names_next(&n)); ) {
		struct stat st;
		struct text path = { 0 };
		text_addf(&path, "%s/%s", folder, name);
		if (lstat(text_string(&path), &st) == 0 && S_ISREG(st.st_mode) && age(t, st.st_mtime) >= days)
			each(t, folder, name, age(t, st.st_mtime));
		text_free(&path);
	}
}

static void plain_file(struct tidy *t, const char *folder, const char *name, long long days)
{
	struct text path = { 0 };
	text_addf(&path, "%s/%s", folder, name);
	take_away(t, text_string(&path), days);
	text_free(&path);
}

static void sent_file(struct tidy *t, const char *folder, const char *name, long long days)
{
	struct text path = { 0 };
	text_addf(&path, "%s/%s", folder, name);
	int lock = file_lock(text_string(&path), false);
	if (lock >= 0) {	/* else somebody is at work on it */
		take_away(t, text_string(&path), days);
		close(lock);
	}
	text_free(&path);
}

void tidy_sent(struct tidy *t, long long days)
{
	each_old(t, "sent", days, sent_file);
	if (!t->only_look)
		posts_forget();
}

struct limit { struct tidy *tidy; long long days; };

static void held_file(struct held *h, void *with)
{
	static struct header header;
	struct limit *l = with;
	long long days = age(l->tidy, h->since);
	if (days < l->days)
		return;
	tell(l->tidy, h->path, days);
	if (l->tidy->only_look)
		return;
	const char *wrong = header_read(&header, h->fd);
	if (!wrong && !expired_tell(h, &header.m, l->days))
		return;
	record_log(&(struct record){ .post_id = h->id, .header = wrong ? NULL : &header.m, .result = "expired",
		.reason = memory_keep(h->reason).at });
	held_remove(h);
}

void tidy_held(struct tidy *t, long long days)
{
	held_each(held_file, &(struct limit){ t, days });
}

void tidy_bounces(struct tidy *t, long long days)
{
	each_old(t, "bounces/new", days, plain_file);
	each_old(t, "bounces/cur", days, plain_file);
}

void tidy_unread(struct tidy *t, long long days)
{
	each_old(t, "dmarc-reports/unread", days, plain_file);
}

void tidy_pending(struct tidy *t)
{
	struct stat st;
	if (!t->only_look && stat("pending", &st) == 0)
		token_tidy();
}

enum { MONTH = 7 };	/* octets of 2026-11 */

static bool is_month(struct span s)
{
	static const char like[] = "0000-00";
	for (size_t i = 0; i < MONTH && s.len == MONTH; i++)
		if (like[i] == '0' ? s.at[i] < '0' || s.at[i] > '9' : s.at[i] != like[i])
			return false;
	return s.len == MONTH;
}

/* The month in which the log begins: the start of its first line. False if it has none. */
static bool log_begins(char month[MONTH + 1])
{
	int fd = file_open("log");
	size_t n = fd < 0 ? 0 : read_some(fd, month, MONTH, "log");
	if (fd >= 0)
		close(fd);
	month[n] = '\0';
	return is_month((struct span){ month, n });
}

static void old_log(struct tidy *t, const char *folder, const char *name, long long days)
{
	(void)folder;
	struct span end = span(name);
	span_take(&end, '.');
	if (strncmp(name, "log.", 4) == 0 && is_month(end))
		take_away(t, name, days);
}

void tidy_log(struct tidy *t, long long days)
{
	char then[MONTH + 1], now[MONTH + 1];
	struct text path = { 0 };
	struct tm tm;
	time_t seconds = (time_t)t->now;
	each_old(t, ".", days, old_log);
	if (!gmtime_r(&seconds, &tm) || !strftime(now, sizeof now, "%Y-%m", &tm))
		die(TEMP, "4.3.0", "cannot read the clock");
	if (!log_begins(then) || strcmp(then, now) == 0)
		return;
	text_addf(&path, "log.%s", then);
	const char *name = text_string(&path);
	text_addf(&t->told, "log: becomes %s\n", name);
	if (!t->only_look && access(name, F_OK) != 0 && rename("log", name) < 0)
		die_sys("cannot rename log to %s", name);
}
