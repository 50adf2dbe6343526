/* members: the text file of a list's members, ours and fml's `members` and `actives` (members(5)). */
#ifndef MEMBERS_H
#define MEMBERS_H
#include "setting.h"
#include "subscribers.h"
#include "text.h"

struct members_line {
	struct subscriber member;	/* key.len is 0: no member in this line */
	bool off;	/* fml's `# ADDRESS`: counts only if no other line has the address */
	bool in_header;	/* between fml's #.FML and #.endFML; keep from line to line */
	struct text key, settings;	/* where member's spans point; reused by the next line */
};

/* Reads a line, without its newline. All zero is the state before the first. Returns NULL, or what is wrong
 * with it in a few words. */
const char *members_read(struct members_line *l, struct span line);

/* The file's first line without the octets EF BB BF, which some Windows editors put there. */
struct span members_without_mark(struct span line);

/* A word behind the address, or the two words of fml's `matome 3`. */
struct members_word {
	struct span text;		/* as it stands there; empty: no more, the rest is a comment */
	struct span name, value;	/* of a setting, whatever its form: `3` is m and 3. name.at is NULL: it means nothing */
};

/* Takes the next word off rest; first: it follows the address. Returns NULL, or what is wrong. */
const char *members_word(struct span *rest, bool first, struct members_word *out);

/* Appends the line that reads back as x, with a newline. */
void members_write(struct text *t, const struct subscriber *x);

struct members_count { uint32_t members, duplicates; };
struct doubts;		/* doubts.h; may be NULL below */

/* Builds the cdb path from the text in fd, called name in errors: `NAME:12: no address`, PERM 5.3.5; the old
 * cdb is left alone then. A text without a member is an empty list if that is allowed, else TEMP. The first line of an
 * address wins. Hold the lock on members.lock (members_lock). */
struct members_count members_build(const char *path, int fd, const char *name, bool may_be_empty,
	struct doubts *doubts);

/* The same for one who replaces the text too: the cdb, to be committed or discarded, or NULL and what is wrong with
 * the text. any: there is a member. */
struct subscribers_new *members_prepare(const char *path, int fd, const char *name, bool *any, struct text *wrong,
	struct doubts *doubts);

/* The lock for all who change F or F.cdb: F.lock, beside them. Waits for it. */
int members_lock(const char *cdb);
#endif
