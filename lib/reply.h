/* reply: what an SMTP server says, read line by line with limits on everything (RFC 5321 section 4.2). */
#ifndef REPLY_H
#define REPLY_H
#include "text.h"

struct reply {		/* all zero before the first line */
	int code;
	unsigned lines;
	struct span line;	/* of a reply of one line; else its last */
	struct text first;	/* of a longer one the first, which says most */
};

enum reply_state { REPLY_MORE, REPLY_WHOLE, REPLY_BAD };

/* Takes one line off in (without its CRLF, into r->line). MORE: the line is not all there, or more lines
 * follow (then r->line.at is set). BAD: no reply, over-long, or endless. */
enum reply_state reply_read(struct reply *r, struct span *in);
void reply_clear(struct reply *r);

/* The reply as one C string in memory_get memory: "550 5.1.1 no such user". */
const char *reply_keep(const struct reply *r);

/* The enhanced status code (RFC 3463) after the number of a kept reply, "5.1.1", or an empty span. */
struct span reply_status(const char *kept);
/* True if a refusal of RCPT says something about the member and not about us, the message or the server:
 * 5.1.1 no such mailbox, 5.1.2 no such domain, 5.1.3 bad syntax, 5.1.6 moved, 5.1.10 null MX, 5.2.1
 * disabled. */
bool reply_about_member(const char *kept);
/* True for `452 too many recipients`, also as the 552 of RFC 5321 section 4.5.3.1.10, but not for a full
 * mailbox. */
bool reply_is_limit(const char *kept);
#endif
