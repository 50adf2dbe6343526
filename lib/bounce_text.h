/* bounce_text: a report of failure in plain words, of the many forms there were before RFC 3464 and still are.
 *
 * There is no grammar, but all of them name the addresses in few ways: at the start of a line (qmail, Postfix, Exim,
 * sendmail, Exchange), behind a label ("Could not be delivered to: <…>"), behind RCPT TO or a reply code, or just
 * somewhere. The surest way in which a report names one is believed, and all that are named in that way are taken;
 * what it says of each stands from there to the next. */
#ifndef BOUNCE_TEXT_H
#define BOUNCE_TEXT_H
#include "judge.h"
#include "text.h"

/* What the report says before the copy of the mail that came back. */
struct span bounce_text_own(struct span text);

/* True if it says that something was not delivered, in words that many such reports have. */
bool bounce_text_says_so(struct span own);

/* Appends a failure for each address that own names, or for each in known (the field X-Failed-Recipients) if there
 * are any in it. Their action is "failed" if it says so, else empty. The spans lie in memory_get memory. */
void bounce_text_read(struct span own, struct span known, struct failures *out);
#endif
