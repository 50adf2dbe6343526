/* sent: what has become of a post, in the file sent/POST_ID of the list's folder.
 *
 * The runner holds the lock on it from start to end; inject notes in it what it has handed over, so that a
 * retry leaves out the members it has served. A line each, only ever appended:
 *
 *	try TIME                  inject has started
 *	handing COUNT             the next COUNT recipients are about to be handed over for good
 *	kept COUNT                the MTA has not taken COUNT of those, and has said so
 *	accepted KEY              the MTA has taken the message for this member
 *	refused KEY REPLY         final: not tried again (a REPLY with 4 is a 4xx after the four hours)
 *	deferred KEY REPLY        a 4xx; tried again by the next run. Once for a member: that is when his first was
 *	again COUNT               so many who had been deferred before are so once more
 *	done TIME ACCEPTED DEFERRED REFUSED    the last line, by the runner (or inject alone): all is over
 *
 * TIME is in seconds since 1970. A `handing` with fewer `accepted` and `kept` after it means that the run was
 * killed, or the connection lost, between the MTA's yes and our record (RFC 1047): the hand-over is repeated,
 * and logged as a possible duplicate. Each note is one write; the disk is synced at most once a second and at
 * the end. However often a list is tried, file and memory grow with its members alone. */
#ifndef SENT_H
#define SENT_H
#include "keyset.h"
#include "text.h"
#include <stdbool.h>
#include <stdint.h>

enum { SENT_SOFT = 4 * 3600 };	/* seconds that a 4xx of one member may last */

struct sent {
	int fd;			/* -1 in a dry run */
	long long first_try;	/* time of the first try, 0 before it */
	size_t accepted, deferred, refused;	/* so far, over all runs; deferred: of the last run */
	bool possible_duplicate;	/* a hand-over was begun and not recorded */
	bool done;
	/* the rest belongs to sent.c */
	bool learns;		/* of each member; else it only counts */
	struct keyset keys;	/* accepted or refused when the file was opened */
	struct keyset lasting;	/* deferred by a run that is SENT_SOFT old */
	struct keyset lately;	/* by a younger one */
	long long now, try;	/* when the file was opened; when the run began whose lines are being read */
	long long pending;	/* handed over, and no answer recorded yet */
	long long synced;
	bool new;		/* its folder has not been synced since it was made */
};

/* Opens sent/POST_ID (folder and file are made where missing), and reads what it says. SENT_LOCK: takes the lock;
 * false is returned if another process has it. SENT_KEYS: learns what has become of each member, for the three
 * questions below. In a dry run nothing is made and all is empty. */
enum { SENT_LOCK = 1, SENT_KEYS = 2 };
bool sent_open(struct sent *s, const char *post_id, int how);
/* Counts again, after another process has noted something; the keys stay as they were at the opening. */
void sent_recount(struct sent *s, const char *post_id);
bool sent_has(const struct sent *s, struct span key);	/* accepted or refused by an earlier run */
bool sent_lasts(const struct sent *s, struct span key);	/* the server's 4xx to it was there SENT_SOFT ago */
bool sent_waits(const struct sent *s, struct span key);	/* an earlier run has noted that it is deferred */
void sent_note_try(struct sent *s);
/* Sets disk space aside for octets of notes, where the system can: a disk that is full must show before the MTA
 * has said yes, not after. Dies with TEMP if there is no room. */
void sent_reserve(struct sent *s, size_t octets);
/* Notes the outcome of a batch with one write: lines collected in t with the other two. */
void sent_line(struct text *t, const char *word, struct span key, struct span reply);
void sent_line_count(struct text *t, const char *word, size_t count);	/* handing, kept, again */
void sent_note(struct sent *s, const struct text *lines);
void sent_sync(struct sent *s);		/* at the end of a run that is not the last */
void sent_note_done(struct sent *s);	/* with the counts; syncs */
void sent_make_folder(const char *name);	/* in the list's folder; of its owner, though root makes it */

/* From outside, without making anything: nobody has been given this post; a process is at work on it; some
 * have been given it; all is over. */
enum sent_state { SENT_NOT, SENT_LOCKED, SENT_BEGUN, SENT_DONE };
enum sent_state sent_look(const char *post_id);
#endif
