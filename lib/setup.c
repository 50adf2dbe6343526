/* setup: see setup.h. What is read, and the folder; setup_scores.c writes the scores into it, advice.c tells
 * what to do outside of it. */
#define _XOPEN_SOURCE 700	/* realpath, which glibc shows to nobody else */
#include "setup.h"
#include "address.h"
#include "die.h"
#include "file.h"
#include "folder.h"
#include "key.h"
#include "subscribers.h"
#include "words.h"
#include <stdlib.h>
#include <string.h>
#include <time.h>

static bool all_of(struct span s, const char *special)
{
	for (size_t i = 0; i < s.len; i++) {
		char c = (char)ascii_lower(s.at[i]);
		if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && (c == '\0' || !strchr(special, c)))
			return false;
	}
	return s.len > 0;
}

static bool has_empty_label(struct span s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.at[i] == '.' && (i == 0 || i + 1 == s.len || s.at[i + 1] == '.'))
			return true;
	return false;
}

/* What .qmail files, a shell, master.cf and alias files all take as it is. */
static bool path_is_plain(const char *path)
{
	for (; *path; path++)
		if ((unsigned char)*path < 128 && !all_of((struct span){ path, 1 }, "/._-+@,"))
			return false;
	return true;
}

/* Each list has a key of its own, and two lists of a domain may not publish theirs under one name: two records of
 * a kind, and no signature of either is sure to verify. A label of the DNS has at most 63 octets. */
static const char *usual_selector(struct span local)
{
	time_t now = time(NULL);
	struct tm tm;
	struct text t = { 0 };
	localtime_r(&now, &tm);
	text_addf(&t, "%d-", tm.tm_year + 1900);
	for (size_t i = 0; i < local.len && t.len < 63; i++)
		text_addc(&t, all_of((struct span){ local.at + i, 1 }, "") ? (char)ascii_lower(local.at[i]) : '-');
	return text_string(&t);
}

/* A name that words_read leaves alone is UTF-8 in one line, without control characters. */
static bool name_is_clean(struct span name)
{
	struct text clean = { 0 };
	words_read(name, &clean);
	bool same = span_is(text_span(&clean), name);
	text_free(&clean);
	return same;
}

const char *setup_read(struct setup *s, const char *address, const char *name, const char *owner,
	const char *selector)
{
	struct mailbox b;
	struct text postmaster = { 0 };

	s->address = span(address);
	if (address_one(s->address, &b) || !all_of(b.local, ".-_+") || !all_of(b.domain, ".-") ||
			has_empty_label(b.local) || has_empty_label(b.domain) || b.local.at[0] == '-')
		return "the list's address must look like orch@ml.example.jp";
	if (s->address.len > 128)
		return "the list's address is too long: each post adds 40 octets to it, of 256 that fit";
	s->local = b.local;
	s->domain = b.domain;
	s->name = name ? span(name) : s->local;
	if (!s->name.len || !name_is_clean(s->name))
		return "the list's name must be one line of UTF-8";
	text_addf(&postmaster, "postmaster@%.*s", PRINTF(s->domain));
	text_string(&postmaster);
	s->owner = owner ? span(owner) : text_span(&postmaster);
	if (address_one(s->owner, &b))
		return "the owner must be one mail address";
	if (span_is_nocase(s->owner, s->address))
		return "the owner can't be the list itself: its mail would go round in circles";
	s->selector = selector ? selector : usual_selector(s->local);
	if (!all_of(span(s->selector), ".-") || has_empty_label(span(s->selector)))
		return "a selector is made of letters, digits, `-` and single dots";
	return NULL;
}

const char *setup_find_folder(struct setup *s, const char *dir)
{
	struct text path = { 0 }, parent = { 0 };
	text_adds(&path, dir);
	while (path.len > 1 && path.at[path.len - 1] == '/')
		path.len--;
	const char *whole = text_string(&path), *slash = strrchr(whole, '/'), *base = slash ? slash + 1 : whole;
	if (!*base || strcmp(base, ".") == 0 || strcmp(base, "..") == 0)
		return "name the new folder itself, e.g. /var/lists/orch";
	text_add(&parent, slash ? (struct span){ whole, (size_t)(slash - whole) + 1 } : SPAN("."));
	s->parent = realpath(text_string(&parent), NULL);
	if (!s->parent)
		die_sys("cannot find the folder %s", text_string(&parent));
	parent.len = 0;
	text_addf(&parent, "%s/%s", strcmp(s->parent, "/") == 0 ? "" : s->parent, base);
	s->folder = text_string(&parent);
	text_free(&path);
	return path_is_plain(s->folder) ? NULL :
		"a mail server needs a folder whose name has no blanks, quotes or other special characters";
}

/* The text first and its cdb after it: a cdb older than its text is not believed. Comments have two `#`,
 * because fml's files, which are read as they are, hide an address behind a single one. */
static void write_addresses(const char *path, const char *cdb, const char *comment, struct span address)
{
	struct text t = { 0 };
	struct mailbox b;
	text_adds(&t, comment);
	if (address.len)
		text_addf(&t, "%.*s\n", PRINTF(address));
	file_replace(path, text_span(&t), 0600);
	text_free(&t);

	struct subscribers_new *n = subscribers_begin(cdb);
	if (address.len && !address_one(address, &b)) {
		struct subscriber x = { .key = address_key(&b), .address = address };
		subscribers_add(n, &x);
	}
	subscribers_commit(n, NULL);
}

void setup_write(const struct setup *s)
{
	struct text pem = { 0 };
	static const char *const folders[] = { "keys", "hold", "pending", "sent", "archive", "bounces", "dmarc-reports" };
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
		folder_make(folders[i]);
	text_addf(&pem, "keys/%s.pem", s->selector);
	key_make(text_string(&pem));
	text_free(&pem);

	setup_write_scores(s);
	write_addresses("members", "members.cdb",
		"## The members: an address a line, after it what is to be set, and after a # what you like to note.\n"
		"##\n"
		"##   anne@example.org\n"
		"##   kenji@example.ne.jp  name=\"鈴木 健二\"\n"
		"##   anne@work.example  s=skip           may post from there, gets no mail there\n"
		"##\n"
		"## After a change: build-list members.cdb\n", (struct span){ NULL, 0 });
	write_addresses("owners", "owners.cdb",
		"## The owners: they get what is written to the -owner address.\n"
		"## After a change: build-list owners.cdb\n", s->owner);
}
