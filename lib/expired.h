/* expired: a post that no moderator has decided about, and its author. */
#ifndef EXPIRED_H
#define EXPIRED_H
#include "held.h"
#include "message.h"

/* Tells the author of a post that is held, whose header is m, that nobody has decided about it for so many days: only
 * one who has shown that he wrote it, to the verify-auth of its score, and no machine (RFC 3834 section 2). Done again,
 * it is the same mail, which the list does not send twice. False if somebody is at work on the post: then it may
 * still be sent, and nobody is told. The working directory is the list's folder. Dies with TEMP if the mail must be
 * tried again. */
bool expired_tell(const struct held *h, const struct message *m, long long days);
#endif
