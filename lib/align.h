/* align: whether a signature speaks for an author, in the sense of DMARC. */
#ifndef ALIGN_H
#define ALIGN_H
#include "text.h"

/* True if DMARC would take a signature with d=signer for a From in domain author: the same, or one of them
 * above the other (relaxed alignment, RFC 9989; without a list of public suffixes two domains beside each
 * other, as a.example.org and b.example.org, count as strangers). Case does not matter. */
bool align_relaxed(struct span signer, struct span author);
#endif
