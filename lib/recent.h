/* recent: how much somebody has posted lately, by the list's log (list(5)). The working directory is the list's
 * folder. */
#ifndef RECENT_H
#define RECENT_H
#include "text.h"

/* How many posts of author were sent or held in the last seconds, but for post_id, which may be the one that is asked
 * for; each once, however often it was tried. In a list whose posts have no numbers (yet) other mail of his to it
 * counts too. Only the end of the log is read. No log is no post. Dies with TEMP. */
size_t recent_posts(struct span author, long long seconds, const char *post_id);
#endif
