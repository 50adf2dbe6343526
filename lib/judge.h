/* judge: what a report about a mail that came back says: is it about the address, and for how long.
 *
 * Reports say it twice, by a status code (RFC 3463) and in words, and the codes are often careless: `5.7.1 User
 * unknown`, `5.0.0 mailbox full`. So words that can be taken in one way only go before a code, and a code that says
 * something before words that may mean anything. */
#ifndef JUDGE_H
#define JUDGE_H
#include "text.h"

/* What a report says of one recipient, not judged yet. A span that it does not have is empty. */
struct failure {
	struct span address;	/* to whom the mail was sent, as far as the report knows */
	struct span final;	/* what the reporting system made of that: an alias followed, a forwarding */
	struct span action;	/* of RFC 3464: failed, delayed, delivered, … */
	struct span status;	/* "5.1.1" */
	struct span text;	/* what the server said, and whatever stands beside it */
};

struct failures { struct failure *at; size_t count, room; };	/* memory_grow */

enum verdict_class {
	JUDGED_NOTHING,		/* no failure: delivered, delayed, or nothing that tells */
	JUDGED_TEMPORARY,	/* it may come right: a full mailbox, a server that was not there */
	JUDGED_POLICY,		/* about the post, its author or us: spam, DMARC, size, 5.7.x */
	JUDGED_PERMANENT	/* the address is no good: no such mailbox, no such domain, closed */
};

struct judgement {
	enum verdict_class class;
	struct span status;	/* "5.1.1"; what the class alone says ("5.0.0") if the report has no code */
};

/* The spans point into f or are constants. */
struct judgement judge(const struct failure *f);
const char *judge_word(enum verdict_class class);	/* "permanent" */

/* The first enhanced status code in s, class 2, 4 or 5; no part of an IP address, a version or a number. */
struct span status_find(struct span s);
/* The first SMTP reply code of a refusal in s, as a word of its own; 0 if there is none. */
int reply_code_find(struct span s);
#endif
