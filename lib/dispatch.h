/* dispatch: which list, and which of its scores, a recipient means (`tutti -l`, DESIGN section 1).
 *
 * A recipient is only ever compared with the addresses that the scores give as LIST=; it never becomes a path, for
 * `orch-../../x` would choose the file that is run. */
#ifndef DISPATCH_H
#define DISPATCH_H
#include "text.h"

struct dispatch {
	const char *folder;	/* of the list, inside the given one */
	const char *score;	/* post, request, return, owner or dmarc */
	struct span extension;	/* what is left: "123-user=dom" of orch-return-123-user=dom */
};

/* Finds the list below dir. Dies with PERM 5.1.1 if there is none for recipient; with TEMP if one of the lists
 * can't be read (somebody is just saving its score) and so may be the one, or if two could be meant. */
void dispatch_find(struct dispatch *d, const char *dir, struct span recipient);

/* A folder below dir, other than the one called own, whose score says that it is for list too: mail for either waits.
 * NULL if there is none, or dir can't be read. In memory_get memory. */
const char *dispatch_twin(const char *dir, const char *own, struct span list);

/* True if local is the list's local part or, after a delimiter, an extension of it: that is put in *rest. */
bool dispatch_match(struct span local, struct span list, struct span delimiter, struct span *rest);

/* The score that rest is for: nothing is post, return… is return, owner is owner, dmarc is dmarc, anything else
 * request. */
const char *dispatch_score(struct span rest, struct span delimiter, struct span *extension);

/* The local part of an address: what lies before its last @. */
struct span dispatch_local(struct span address);
#endif
