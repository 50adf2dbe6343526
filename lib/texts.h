/* texts: what the list says to people, in files that its owner may change: texts/NAME in the list's folder, else
 * NAME in share/texts/LANGUAGE beside the programs.
 *
 * They are UTF-8 with {{PLACEHOLDERS}}. The text of a mail begins with `Subject: …` and a blank line. The file
 * `phrases` holds short ones, a line each: `NAME: text`. */
#ifndef TEXTS_H
#define TEXTS_H
#include "text.h"

struct texts_value { const char *name; struct span value; };

struct texts {
	const char *language;		/* LANGUAGE=, "en" without it */
	const char *shared;		/* the folder share/texts */
	struct texts_value value[24];	/* what the placeholders stand for */
	size_t count;
	struct span own, common;	/* phrases, read when they are first asked for */
};

/* Reads LANGUAGE. Dies with TEMP 4.3.5 if it is no word of small letters. */
void texts_begin(struct texts *t);

/* Sets what {{NAME}} stands for. The value must outlive t. Clean it before, where it comes from a mail. */
void texts_set(struct texts *t, const char *name, struct span value);

/* Appends a text with its placeholders replaced; one that is not known stays as it is. Dies with TEMP 4.3.5 if there
 * is no such text. */
void texts_add(struct text *out, struct texts *t, const char *name);
void texts_phrase(struct text *out, struct texts *t, const char *name);

/* The same for a mail: its subject and what follows, both in memory_get memory. */
void texts_mail(struct texts *t, const char *name, struct span *subject, struct span *body);
#endif
