/* watch: what a list does about an address that mail does not reach.
 *
 * Failures are counted (ledger). After too many a probe goes to the member, from an address with a token of its own:
 * whoever has seen a post can forge its bounces, but not that of a mail that only the member got. If the probe fails
 * too, the member gets `s=bounced`, by which the list sends nothing there, and the owners are told; later he is
 * removed, unless he has taken that away. Each step may be cut off anywhere, and be done again. */
#ifndef WATCH_H
#define WATCH_H
#include "answer.h"
#include "list.h"
#include "returned.h"
#include <time.h>

struct watch {
	const struct list *list;
	const char *cdb;		/* members.cdb; the text is beside it */
	unsigned times;			/* so many days with a permanent failure */
	long days;			/* among so many */
	long long now;			/* seconds since 1970 */
};

/* Counts a bounce of a member, and sends a probe if there are enough. Nothing is done for an address that is no
 * member's, or gets no mail. In a dry run it only looks. Dies with TEMP. */
void watch_bounce(const struct watch *w, const struct bounce *b);

/* A mail has come back to the address with that token: all is what it reports, post_id the mail. Whoever the token was
 * sent to is switched off, if the report says that the address is no good. */
void watch_probe(const struct watch *w, struct span token, const struct bounces *all, const char *post_id);

/* For cron: counts what inject has noted in bounces/refused; then removes members who have been off for so many days,
 * and files of which nothing counts any more, and sends the probes that are due. One that can't be sent now keeps
 * nobody else waiting: it is due the next time too, and the program dies with TEMP at the end. */
void watch_refused(const struct watch *w);
void watch_daily(const struct watch *w, long days);

/* The mails that it writes: watch_letters.c. */
enum answered letter_probe(const struct watch *w, struct span to, long long when, struct span token, struct span *why);
void letters_off(const struct watch *w, long long when, const struct bounce *b);
void letters_removed(const struct watch *w, struct span addresses, long days);
#endif
