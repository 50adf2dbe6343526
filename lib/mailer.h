/* mailer: runs a program that takes a message: an MTA's qmail-queue or sendmail, or our own tutti. No shell. */
#ifndef MAILER_H
#define MAILER_H
#include "text.h"

enum { MAILER_KILLED = 128 };	/* codes above it: by a signal, so whether it has taken the message nobody knows */

/* Runs path with argv, `input` on descriptor 0, `envelope` on 1 if it is not -1, and waits. What it says on
 * 1, 2 and 6 (where qmail-queue's replacements explain themselves) is returned in *words, a line of at most
 * 300 octets. Returns its exit code, 128 and the number of the signal that killed it, or TEMP if
 * it could not be started. Dies with TEMP for want of memory or disk. */
int mailer_run(const char *path, char *const argv[], int input, int envelope, struct span *words);
#endif
