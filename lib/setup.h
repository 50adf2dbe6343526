/* setup: what new-list writes and says for a new list. */
#ifndef SETUP_H
#define SETUP_H
#include "text.h"

struct setup {
	const char *folder;		/* absolute, without blanks and what a shell or master.cf would misread */
	const char *parent;		/* the folder it lies in */
	const char *user;		/* whom the scores run as */
	struct span address, local, domain;
	struct span name;		/* UTF-8 */
	struct span owner;		/* address of the first owner */
	const char *selector;
	bool clean;			/* the score leaves a post as its author signed it; else it is fml's */
	const char *mta;		/* "postfix", "qmail" or "courier" */
};

/* Reads address, name, owner and selector and fills in what follows from them. Returns NULL, or what is
 * wrong. A list's address is narrower than any address, for it is written into file names, regular expressions and
 * header fields: letters, digits, `-`, `_`, `+` and single dots. */
const char *setup_read(struct setup *s, const char *address, const char *name, const char *owner,
	const char *selector);

/* Fills in folder and parent for the new folder dir. Returns NULL, or what is wrong with its name. Dies with
 * TEMP if it has no parent. */
const char *setup_find_folder(struct setup *s, const char *dir);

/* Writes the files of the folder into the working directory: scores, members, owners, their cdbs, the key,
 * folders. Dies with TEMP. */
void setup_write(const struct setup *s);
void setup_write_scores(const struct setup *s);	/* those alone */

/* Appends what to publish in the DNS, for the key in the working directory, and to tell the mail server. */
void setup_tell(struct text *t, const struct setup *s);

/* Appends the name of a .qmail or .courier file without its extension: ".qmail-orch". Capitals are small in it and a
 * dot is a colon (dot-qmail(5)). */
void setup_add_dot_name(struct text *t, const char *dot, struct span local);

bool setup_knows_mta(const char *mta);
const char *setup_find_mta(void);	/* the one that seems to be installed, else "postfix" */
#endif
