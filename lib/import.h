/* import: takes what another list manager has in a folder, or in a file, over into a list of ours.
 *
 * First members and numbers are read, then the caller becomes the owner of the list, then all is written, and posts
 * are read one by one. What is not taken, and why, is counted in left. */
#ifndef IMPORT_H
#define IMPORT_H
#include "change.h"
#include "roll.h"
#include "tally.h"

struct import {
	const char *name;		/* of the folder or file, as the caller knows it */
	struct span settings;		/* for every member who has none of that name; may be empty */
	const struct import_kind *kind;	/* set by import_open, like all below */
	int fd;
	struct change *change;
	size_t changes, room, added;
	unsigned long long number;	/* that the last post has got; 0 if nobody knows */
	int posts_fd, summary_fd;	/* of the posts' folder or mbox, and fml's summary; -1: there is none */
	struct text numbers;		/* of the posts in the folder: an array of unsigned long long, sorted */
	unsigned long long highest;	/* of them */
	size_t posts_taken, posts_had, lines_taken;
	struct tally left;
};

/* A kind of list manager. */
struct import_kind {
	const char *name;
	const char *mark;		/* what tells, by being in a folder, that it is of this kind */
	bool mark_is_folder;
	void (*members)(struct import *i);
	const char *number;		/* the file with the last number, first thing in it */
	const char *posts;		/* the folder of the posts, "" for what is imported itself; NULL: there are none */
	const char *summary;		/* fml's */
	bool hundreds, mbox;		/* ezmlm has a folder for each hundred posts */
	struct import_other { const char *path, *why; } other[8];	/* what is there besides */
};

/* Opens i->name, finds out what it is, and reads members and numbers. What can't be read: dies with TEMP; what is none
 * of the kinds, or has damaged files: PERM. */
void import_open(struct import *i);

/* Adds the members to the list in the working directory, and the posts to its archive, and lets its numbers go on from
 * there. Posts are opened with become_reader. Gives memory_get memory back. A dry run only counts. Dies with TEMP. */
void import_store(struct import *i);

/* Appends what was taken and what was not, and what is left to do, for a person. */
void import_tell(const struct import *i, struct text *out);

/* For the modules of this header. */
void import_find_posts(struct import *i);	/* opens their folder, and sets numbers and highest */
/* Opens a post, and sets name to how it is told; -1 as outside_open has it. */
int import_open_post(const struct import *i, unsigned long long number, struct text *name);
/* had: the list's last number. Hold posts_lock, and the lock on digests. */
void import_posts(struct import *i, unsigned long long had);
void import_fml(struct import *i);
void import_mlmmj(struct import *i);
void import_ezmlm(struct import *i);
void import_text(struct import *i);		/* Mailman's, and any file of addresses */
void import_member(struct import *i, const struct roll_one *one);	/* is to be added */
void import_roll(struct import *i, const struct roll *r);		/* all of them */
#endif
