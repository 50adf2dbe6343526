/* domain: a domain name taken apart at its dots. */
#ifndef DOMAIN_H
#define DOMAIN_H
#include "text.h"

enum { DOMAIN_MAX = 253 };	/* octets: RFC 1035 section 2.3.4, without the length octets at both ends */

/* True if s can be asked for in the DNS: labels of 1 to 63 letters, digits, hyphens and underscores with single
 * dots between them, none at the end. */
bool domain_is(struct span s);

/* The name as it is compared and asked for: lower-case, without a dot at the end, U-labels as A-labels (RFC 9989
 * section 5.3.1, RFC 8616). at is NULL if it is no name then. In memory_get memory. */
struct span domain_read(struct span s);

/* True if one may speak for the other as far as it can be told without a question to the DNS: the same name, or
 * one above the other that is no top-level domain. Good for advice on settings, not for believing somebody: a domain
 * may be full of strangers' names; dmarc_aligned asks. Takes names as they stand in a mail; what is none is related
 * to nothing. */
bool domain_related(struct span a, struct span b);

/* How many labels at the end two names have in common, as they stand in a mail: 0 for what is no name. */
size_t domain_shared(struct span a, struct span b);

/* These take what domain_read gave. */
size_t domain_labels(struct span d);
struct span domain_end(struct span d, size_t labels);		/* its last labels; d itself if it has no more */
bool domain_within(struct span d, struct span above);		/* the same name, or one below it */
#endif
