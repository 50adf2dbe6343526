/* verify: whether signatures over a message hold, DKIM's (RFC 6376 section 6) and ARC's message signatures, which are
 * made the same way. The key comes from the DNS (lib/dns, lib/public_key).
 *
 *	struct signature s[VERIFY_MAX];
 *	size_t n = verify_read(&m, author.domain, s);
 *	verify_signatures(&m, s, n);
 *	for (size_t i = 0; i < n; i++)
 *		… signature_word(s[i].result) … */
#ifndef VERIFY_H
#define VERIFY_H
#include "message.h"
#include "signature.h"

/* Signatures of a message that are looked at. Each may cost a question to the DNS and a pass of the hash over the body,
 * so somebody must stop (RFC 6376 section 8.4); a mail that has come through three lists has about five. */
enum { VERIFY_MAX = 10 };

/* Reads VERIFY_MAX DKIM-Signature fields of m: those whose domain has most in common with the author's, so that no
 * number of others can push his out, and of equal ones the topmost; fields that say something wrong come last. In
 * the order of the header. author may be empty. Returns how many there are. */
size_t verify_read(const struct message *m, struct span author, struct signature out[VERIFY_MAX]);

/* Gives each of the n signatures (DKIM or AMS; at most VERIFY_MAX + 1) whose result is UNKNOWN another one, for the
 * message as it stands now. The body is read once, whatever their number, and only if a signature hangs on it;
 * settles it. Nothing in m changes. Dies with TEMP for lack of memory or if OpenSSL can't work, never for what is
 * in the mail or in the DNS. */
void verify_signatures(struct message *m, struct signature *s, size_t n);

/* The same for a signature over `signed_before`, canonical octets that the caller has put together, and itself: an
 * ARC-Seal (RFC 8617 section 5.1.1). */
void verify_octets(struct signature *s, struct span signed_before);
#endif
