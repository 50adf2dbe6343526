/* die: how a program of tutti ends when it can't go on.
 *
 * The exit codes are the whole vocabulary between a step and the runner (DESIGN: every MTA reads 75
 * as "keep the mail and try again" and 100 as "give it back to its sender"; 98 and 99 never leave tutti). */
#ifndef DIE_H
#define DIE_H

enum {
	TEMP = 75,	/* it may work later, with the same message: memory, disk, time, settings */
	HOLD = 98,	/* a moderator must look at it */
	DROP = 99,	/* all is well, but nothing is to be sent */
	PERM = 100	/* the message itself, or policy: it goes back to its sender */
};

/* Tells die() the name to print. Call it first thing in main. It also opens the descriptors 0 to 2 that
 * are closed (a message must not be written into a file that happened to get descriptor 1), and ignores
 * SIGPIPE and SIGXFSZ, so that a closed pipe and a full quota are errors of write and thus 75. */
void die_name(const char *argv0);

/* argv[0], as die_name was given it; NULL before. */
const char *die_argv0(void);

/* Prints "STATUS PROGRAM: SENTENCE" as one line with one write to standard error, and exits with code.
 * status is an enhanced status code of RFC 3463 ("4.3.0", "5.7.1", for HOLD and DROP "2.7.0"), whose class
 * must agree with code. Control characters and bytes beyond ASCII that are no UTF-8 become '?'; the line is
 * cut at 900 bytes. */
_Noreturn void die(int code, const char *status, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* The same for a failed system call: always TEMP, with strerror(errno) at the end. The status is 4.3.1 for
 * a full disk or quota, else 4.3.0. */
_Noreturn void die_sys(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* For a mistake on the command line: TEMP 4.3.5 (a mail must survive a typo in a score), "usage: " and text. */
_Noreturn void die_usage(const char *usage);

/* Prints help to standard output and exits 0 (a step called as `NAME -h` or `NAME --help`). */
void die_help(int argc, char **argv, const char *help);
#endif
