/* change: the one place that edits a members file (members(5)): many changes at once, all or none.
 *
 * A hand-edited file keeps its comments, its order and every line that is not meant, byte for byte. The new text and
 * the cdb beside it are complete and on the disk before the first of them gets its name. The lock is F.lock. */
#ifndef CHANGE_H
#define CHANGE_H
#include "text.h"
#include <sys/types.h>

enum change_kind { CHANGE_ADD, CHANGE_REMOVE, CHANGE_SET, CHANGE_UNSET, CHANGE_MOVE };

enum change_result {
	CHANGE_DONE,
	CHANGE_SAME,		/* it was so already: add who is there, remove who is not */
	CHANGE_ABSENT,		/* no such member, whose settings or address could be changed */
	CHANGE_TAKEN,		/* move: the new address is a member already, beside the old one */
	CHANGE_WRONG		/* the line can't be changed so; why says why */
};

struct change {
	enum change_kind kind;
	struct span address;	/* as it is to be written */
	struct span words;	/* add: the rest of the line; set: NAME=VALUE ...; unset: NAME ...; move: the new address */
	struct span key, to_key;
	enum change_result result;
	const char *why;
};

bool change_is_kind(struct span word, enum change_kind *kind);

/* Reads "add ADDRESS [WORD ...]", "remove ADDRESS", "set ADDRESS NAME=VALUE ...", "unset ADDRESS NAME ..." or
 * "move ADDRESS ADDRESS". Returns NULL, or what is wrong. The spans lie in memory_get memory. */
const char *change_read(struct change *c, struct span line);

/* Makes the changes in the members file path, one after the other, and sets their results. A result from
 * CHANGE_ABSENT on, of any of them: false, and nothing is changed. Makes sure that the cdb is up to date even if the
 * text need not change. A dry run only sets the results. Dies with TEMP, also if the text has a mistake. */
bool change_members(const char *path, struct change *c, size_t count);

/* For an editor: the new text of path is in fd, from its start; time is subscribers_beside when the old one was read.
 * False, and what is wrong with it, if it has a mistake: then nothing is changed. The caller holds the lock. Dies with
 * TEMP, also if somebody who does not know of the lock has saved path meanwhile. */
bool change_replace(const char *path, int fd, unsigned long long time, struct text *wrong);

/* path.cdb, in memory_get memory. */
const char *change_cdb(const char *path);

/* For the two modules of this header: the lines of those whom the changes are about. */
struct entry {
	off_t at;		/* in the file */
	size_t size;		/* there, with its newline; 0 for a new line */
	struct span line;	/* as it is now, without its newline */
	bool newline, off;	/* off: fml's `# ADDRESS`, which counts only if there is no other */
	bool gone, edited;
	struct entry *next;	/* of the same address */
};
struct person { struct span key; struct entry *first, *last; };
struct people {
	struct person *at;	/* sorted by key */
	size_t count;
	struct entry **entry;	/* in the order of the file, new ones at the end */
	size_t entries, room;
	bool crlf;		/* the file comes from Windows */
	unsigned long long time;	/* of the file before it was read */
};
struct person *people_find(const struct people *p, struct span key);
struct entry *people_add(struct people *p, struct person *who, struct span line);
void people_read(struct people *p, const char *path, int fd);	/* scans the file for them */
void people_write(const struct people *p, const char *path, int fd);	/* the file with their lines as they are now */
void people_refresh(const char *path, int fd);	/* the cdb alone */
#endif
