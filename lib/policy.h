/* policy: what a check-* step does with a post it does not like: -x hold|refuse|drop. */
#ifndef POLICY_H
#define POLICY_H

/* The exit code for a word: HOLD, PERM or DROP; 0 if it is none of them. */
int policy_code(const char *word);

/* The same for someone who must not be answered: refuse becomes drop. */
int policy_unanswered(int code);

/* Ends the program as policy says, with one sentence (a printf format). What is to be refused is dropped
 * instead when the envelope sender is null: nobody would read the bounce (RFC 5321 section 6.1). */
_Noreturn void policy_end(int code, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
#endif
