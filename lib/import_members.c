/* import_members: who is on a list of fml, mlmmj or ezmlm, and how he gets its posts; see import.h */
#include "die.h"
#include "file.h"
#include "import.h"
#include "lines.h"
#include "members.h"
#include "outside.h"
#include <stdint.h>
#include <unistd.h>

enum { EZMLM_FILE = 1 << 28 };	/* octets of one of its 53 files */

#define DAILY SPAN("m=24")	/* others have digests of so many posts or octets; ours go out by the clock */

/* Adds whom the lines of a file name; place is how it is told. Closes fd; -1 is an empty file. */
static void add_lines(struct import *i, struct roll *r, int fd, const char *place, struct span settings)
{
	static struct lines l;
	struct members_line m = { 0 };
	struct text where = { 0 };
	struct span line;
	l = (struct lines){ .fd = fd, .name = place };
	while (fd >= 0 && lines_next(&l, &line)) {
		size_t had = r->count;
		if (line.len > LINES_MAX)
			die(PERM, "5.3.5", "%s:%lu: an over-long line; nothing has changed", place, l.number);
		where.len = 0;
		text_addf(&where, "%s:%lu", place, l.number);
		line = l.number == 1 ? members_without_mark(line) : line;
		if (roll_add_line(r, &m, line, text_string(&where), &i->left) && !r->at[had].settings.len)
			r->at[had].settings = settings;
	}
	if (m.in_header)
		die(PERM, "5.3.5", "%s: the header #.FML has no end; nothing has changed", place);
	if (fd >= 0)
		close(fd);
	text_free(&where);
	text_free(&m.key);
	text_free(&m.settings);
}

/* True if the file is there. */
static bool read_file(struct import *i, const char *name, struct roll *r, struct span settings)
{
	int fd = outside_file(i->fd, name);
	add_lines(i, r, fd, name, settings);
	return fd >= 0;
}

/* members may post. actives (fml 8: recipients) get the posts, and without such a file all members do. */
void import_fml(struct import *i)
{
	struct roll members = { 0 }, actives = { 0 };
	bool all = read_file(i, "members", &members, SPAN(""));
	bool some = read_file(i, "actives", &actives, SPAN(""));
	some = read_file(i, "recipients", &actives, SPAN("")) || some;
	some = read_file(i, "recipients-digest", &actives, DAILY) || some;
	roll_settle(&members, &i->left);
	roll_settle(&actives, &i->left);
	if (!all || !some) {
		import_roll(i, &members);
		import_roll(i, &actives);
		return;
	}
	for (size_t k = 0; k < members.count; k++) {
		struct roll_one one = members.at[k];
		const struct roll_one *active = roll_find(&actives, one.key);
		one.settings = active ? active->settings : SPAN("s=skip");
		if (active && active->note.len)
			one.note = active->note;
		import_member(i, &one);
	}
	for (size_t k = 0; k < actives.count; k++)
		if (!roll_find(&members, actives.at[k].key)) {
			import_member(i, &actives.at[k]);
			tally_add(&i->left, "look here, they got mail and could not post (in actives alone); as members they can",
				actives.at[k].address);
		}
}

/* All files of a folder, which mlmmj names after the first letter of the addresses in them. */
static void read_folder(struct import *i, const char *name, struct roll *r, struct span settings)
{
	struct outside_names names = { 0 };
	struct text place = { 0 };
	int folder = outside_folder(i->fd, name);
	if (folder < 0)
		return;
	outside_read(folder, &names);
	for (size_t k = 0; k < names.count; k++) {
		place.len = 0;
		text_addf(&place, "%s/%s", name, names.at[k]);
		add_lines(i, r, outside_file(folder, names.at[k]), text_string(&place), settings);
	}
	close(folder);
	text_free(&place);
}

void import_mlmmj(struct import *i)
{
	struct roll r = { 0 };
	read_folder(i, "subscribers.d", &r, SPAN(""));
	read_folder(i, "digesters.d", &r, DAILY);
	read_folder(i, "nomailsubs.d", &r, SPAN("s=off"));
	roll_settle(&r, &i->left);
	import_roll(i, &r);
}

/* `T`, the address, NUL, and so on (ezmlm(5)). */
static void read_ezmlm_file(struct import *i, struct roll *r, int fd, const char *place, struct span settings)
{
	struct text all = { 0 };
	char block[8192];
	for (size_t n; (n = read_some(fd, block, sizeof block, place)); ) {
		text_add(&all, (struct span){ block, n });
		if (all.len > EZMLM_FILE)
			die(PERM, "5.3.5", "%s is too large for a file of addresses; nothing has changed", place);
	}
	for (struct span rest = text_span(&all); rest.len; ) {
		ptrdiff_t end = span_find(rest, '\0');
		if (rest.at[0] != 'T' || end < 0)
			die(PERM, "5.3.5", "%s is damaged; nothing has changed", place);
		struct span address = { rest.at + 1, (size_t)end - 1 };
		rest = (struct span){ rest.at + end + 1, rest.len - (size_t)end - 1 };
		const char *wrong = roll_add(r, address, settings, SPAN(""));
		if (wrong)
			tally_add_reason(&i->left, "not taken", wrong, address);
	}
	text_free(&all);
	close(fd);
}

static void read_ezmlm(struct import *i, const char *name, struct roll *r, struct span settings)
{
	struct text place = { 0 };
	int folder = outside_folder(i->fd, name);
	for (char c = '@'; folder >= 0 && c <= 't'; c++) {
		place.len = 0;
		text_addf(&place, "%s/%c", name, c);
		int fd = outside_file(folder, text_string(&place) + place.len - 1);
		if (fd >= 0)
			read_ezmlm_file(i, r, fd, text_string(&place), settings);
	}
	if (folder >= 0)
		close(folder);
	text_free(&place);
}

/* allow is for second addresses, as fml's skip. */
void import_ezmlm(struct import *i)
{
	struct roll r = { 0 };
	read_ezmlm(i, "subscribers", &r, SPAN(""));
	read_ezmlm(i, "digest/subscribers", &r, DAILY);
	read_ezmlm(i, "allow/subscribers", &r, SPAN("s=skip"));
	roll_settle(&r, &i->left);
	import_roll(i, &r);
}
