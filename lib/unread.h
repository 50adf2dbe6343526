/* unread: mail that could not be read, kept for a person (dmarc-reports(5)). */
#ifndef UNREAD_H
#define UNREAD_H
#include "text.h"
#include <sys/types.h>

/* Keeps fd, from at on, as FOLDER/unread/NAME, and why in one line as NAME.why; a second time replaces the first.
 * Makes the folder unread. Without a name it is the SHA-256 of what is kept. Dies with TEMP. */
void unread_keep(const char *folder, struct span name, int fd, off_t at, struct span why);
#endif
