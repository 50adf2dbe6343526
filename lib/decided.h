/* decided: a moderator's answer about a post that another one has decided about. */
#ifndef DECIDED_H
#define DECIDED_H
#include "message.h"

/* Writes to m's author what has become of the post that token asked about, if the log still knows: so whoever gets that
 * mail has got the question. At most ten of them a day to one address. Settle m's body before. Dies with TEMP. */
void decided_tell(struct message *m, struct span token);
#endif
