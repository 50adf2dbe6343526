/* asked: who has been written to by the list itself in the last 24 hours, so that nobody can have it pester a third
 * person: subscriptions in a stranger's name, commands in a victim's.
 *
 * The file pending/asked has a line a mail: TIME KIND POST_ID KEY. The lock is pending.lock. */
#ifndef ASKED_H
#define ASKED_H
#include "text.h"

enum asked { ASKED_GO, ASKED_ENOUGH /* that key has its share */, ASKED_BUSY /* and so has the list */ };

/* May a mail of that kind ("confirm") go out under this key: an address, or what it is asked for, a blank and the
 * address? Notes it if so; whoever asks again for the same post_id, since he was cut off, gets the same answer. At most
 * a_day of a kind for one key in 24 hours, and an_hour for all. In a dry run nothing is noted. Dies with TEMP. */
enum asked asked_note(const char *kind, struct span key, const char *post_id, size_t a_day, size_t an_hour);

/* It was answered, so it was no pestering, and counts no more. */
void asked_forget(const char *kind, struct span key);
#endif
