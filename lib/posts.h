/* posts: which post has which number.
 *
 * The file `posts` of the list's folder has a line for each: NUMBER POST_ID MESSAGE-ID ("-" for none). It is
 * only appended to; `seq` holds the last number, as fml's does; both under the lock on `seq.lock`. The next
 * number is one more than both of them say, so that a crash between the two writes, or a seq copied from fml,
 * does no harm. */
#ifndef POSTS_H
#define POSTS_H
#include "text.h"

struct post { unsigned long long number; bool duplicate; };

/* The number of the post id: the one it has, else the next. Another message of the same Message-ID (a copy that
 * came another way) that has been sent to all makes this one a duplicate; one that is being sent makes it wait
 * (dies with TEMP); one that nobody has got is the same post in other bytes, and gives its number. In a dry run
 * nothing is written. Dies with TEMP. */
struct post posts_number(const char *post_id, struct span message_id, bool dry);

/* True if the post id has been given this number. Dies with TEMP. */
bool posts_has(const char *post_id, unsigned long long number);

/* The POST_ID of a number, 64 digits, into id. False if it is not known (any more). Dies with TEMP. */
bool posts_id(unsigned long long number, char id[65]);

/* The last number that has been given; 0 before the first. Dies with TEMP. */
unsigned long long posts_last(void);

/* For who gives numbers to many posts at once: the lock, for which number-post waits; and, while it is held, what the
 * last number is to be. Both die with TEMP. */
int posts_lock(void);
void posts_set_last(unsigned long long last);

/* Forgets the posts of which there is no file in sent/ any more (tidy-list). The last number stays known. Dies with
 * TEMP. */
void posts_forget(void);
#endif
