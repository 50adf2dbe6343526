/* import: see import.h */
#include "import.h"
#include "die.h"
#include "digests.h"
#include "file.h"
#include "list.h"
#include "mbox.h"
#include "outside.h"
#include "posts.h"
#include "setting.h"
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static const char owners[] = "not taken, owners and moderators are yours to name (change-members owners add ADDRESS)";
static const char settings[] = "not taken, settings (here they are the steps in the scores)";
static const char texts[] = "not taken, texts (see list-command(1) for those of a list)";
static const char kept_out[] = "not taken, nobody is kept out by his address";

static const struct import_kind kinds[] = {
	{ "mlmmj", "subscribers.d", true, import_mlmmj, "index", "archive", NULL, false, false,
		{ { "control/owner", owners }, { "control/moderators", owners }, { "control/access", settings },
		{ "control/customheaders", settings }, { "control/footer", texts }, { "text", texts } } },
	{ "ezmlm", "subscribers", true, import_ezmlm, "num", "archive", NULL, true, false,
		{ { "mod/subscribers", owners }, { "deny/subscribers", kept_out }, { "config", settings },
		{ "text", texts } } },
	{ "fml", "members", false, import_fml, "seq", "spool", "summary", false, false,
		{ { "members-admin", owners }, { "moderators", owners }, { "members-moderator", owners },
		{ "recipients-admin", owners }, { "config.ph", settings }, { "config.cf", settings },
		{ "spamlist", kept_out }, { "guide", texts } } },
	{ "fml", "actives", false, import_fml, "seq", "spool", "summary", false, false,
		{ { "config.ph", settings } } },
};

static const struct import_kind addresses = { "addresses", .members = import_text };
static const struct import_kind mbox = { "mbox", .posts = "", .mbox = true };
static const struct import_kind spool = { "numbered posts", .posts = "" };

/* As in st_mode; 0 if it is not there. */
static mode_t type_of(int folder, const char *name)
{
	struct stat st;
	if (fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) == 0)
		return st.st_mode & S_IFMT;
	if (errno != ENOENT && errno != ENOTDIR)
		die_sys("cannot look at %s", name);
	return 0;
}

/* Of a folder; NULL if it is of none. */
static const struct import_kind *recognise(int folder)
{
	if (type_of(folder, "members.cdb"))	/* a list of ours */
		return NULL;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (type_of(folder, kinds[i].mark) == (kinds[i].mark_is_folder ? S_IFDIR : S_IFREG))
			return &kinds[i];
	return NULL;
}

static bool is_mbox(int fd)
{
	char block[512];
	ssize_t n = pread(fd, block, sizeof block, 0);
	if (n < 0)
		die_sys("cannot read a file");
	return mbox_is_from((struct span){ block, (size_t)n });
}

/* The digits that the file begins with: ezmlm writes `123:456789`. */
static unsigned long long read_number(int folder, const char *name)
{
	char block[20];
	size_t n, digits = 0;
	unsigned long long number = 0;
	int fd = outside_file(folder, name);
	if (fd < 0)
		return 0;
	n = read_some(fd, block, sizeof block, name);
	close(fd);
	while (digits < n && block[digits] >= '0' && block[digits] <= '9')
		digits++;
	if (digits > 18 || (n && !span_number((struct span){ block, digits }, &number)))
		die(PERM, "5.3.5", "the file %s does not begin with a number", name);
	return number;
}

void import_open(struct import *i)
{
	struct stat st;
	i->fd = open(i->name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (i->fd < 0 || fstat(i->fd, &st) < 0)
		die_sys("cannot open %s", i->name);
	if (S_ISREG(st.st_mode))
		i->kind = is_mbox(i->fd) ? &mbox : &addresses;
	else if (S_ISDIR(st.st_mode) && !(i->kind = recognise(i->fd)))
		i->kind = &spool;
	if (i->kind && i->kind->number)
		i->number = read_number(i->fd, i->kind->number);
	if (i->kind)
		import_find_posts(i);
	if (!i->kind || (i->kind == &spool && !i->numbers.len))
		die(PERM, "5.3.5", "%s is no folder of an fml, mlmmj or ezmlm list or of numbered posts, and no mbox or file "
			"of addresses", i->name);
	if (i->kind->members)
		i->kind->members(i);
	for (size_t k = 0; i->kind->other[k].path; k++)
		if (type_of(i->fd, i->kind->other[k].path))
			tally_add(&i->left, i->kind->other[k].why, span(i->kind->other[k].path));
}

/* One setting of each name counts, and his own come first. */
static void add_settings(struct text *t, struct span own, struct span more)
{
	struct setting w;
	text_add(t, own);
	while (!setting_next(&more, &w) && w.word.len) {
		struct span rest = own;
		struct setting x = { 0 };
		while (!setting_next(&rest, &x) && x.word.len && !span_is_nocase(x.name, w.name))
			;
		if (x.word.len)
			continue;
		text_adds(t, t->len ? " " : "");
		text_add(t, w.word);
	}
}

void import_member(struct import *i, const struct roll_one *one)
{
	struct text line = { 0 }, words = { 0 };
	add_settings(&words, one->settings, i->settings);
	text_adds(&line, "add ");
	text_add(&line, one->address);
	text_adds(&line, words.len ? " " : "");
	text_add(&line, text_span(&words));
	text_adds(&line, one->note.len ? " # " : "");
	text_add(&line, one->note);
	i->change = memory_grow(i->change, i->changes, &i->room, sizeof *i->change);
	const char *wrong = change_read(&i->change[i->changes], text_span(&line));
	if (wrong)
		tally_add_reason(&i->left, "not taken", wrong, one->address); else
		i->changes++;
	text_free(&line);
	text_free(&words);
}

void import_roll(struct import *i, const struct roll *r)
{
	for (size_t k = 0; k < r->count; k++)
		import_member(i, &r->at[k]);
}

void import_store(struct import *i)
{
	struct digests digests;
	bool dry = post_is_dry();
	int lock[2] = { dry ? -1 : file_lock("digests.lock", true), dry ? -1 : posts_lock() };
	unsigned long long had = posts_last();
	bool further = i->number > had || i->highest > had || i->kind->mbox;
	digests_read(&digests);
	for (size_t k = 0; further && k < digests.count; k++)
		if (digests.at[k].sent < had)
			die(TEMP, "4.3.5", "members wait for a digest of the posts after %llu; send it first: make-digest -a",
				digests.at[k].sent);
	if (!change_members("members", i->change, i->changes))
		die(TEMP, "4.3.5", "the members can't be added; nothing has changed");
	for (size_t k = 0; k < i->changes; k++)
		i->added += i->change[k].result == CHANGE_DONE;
	import_posts(i, had);
	for (size_t k = 0; k < 2 && !dry; k++)
		close(lock[k]);
}

static void tell(struct text *out, const char *what, size_t count)
{
	if (count)
		text_addf(out, "%s: %zu\n", what, count);
}

void import_tell(const struct import *i, struct text *out)
{
	text_addf(out, "%s: %s\n", i->kind->name, i->name);
	if (i->kind->members)
		text_addf(out, "members added: %zu\n", i->added);
	tell(out, "members already there, left as they are", i->changes - i->added);
	if (i->posts_fd >= 0)
		text_addf(out, "posts taken into the archive: %zu\n", i->posts_taken);
	tell(out, "posts already there", i->posts_had);
	tell(out, "lines of summary", i->lines_taken);
	if (i->kind->number || i->kind->posts)
		text_addf(out, "the next post is number: %llu\n", i->number + 1);
	tally_write(&i->left, out);
}
