/* verp: the sender of one member's copy, orch-return-123-user=dom@…, so that a bounce says whose it is, whatever
 * its text looks like (variable envelope return path, https://cr.yp.to/proto/verp.txt).
 *
 * A domain has no `=`, so the last one is the seam, and each such sender stands for exactly one address. */
#ifndef VERP_H
#define VERP_H
#include "address.h"
#include "text.h"

/* Appends the local part of the copy that goes to local@domain: "orch-return-123" becomes
 * "orch-return-123-user=dom". qmail and Postfix write the same when they are asked to. */
void verp_add(struct text *t, struct span sender, struct span local, struct span domain);

/* Reads it back from what stands behind `return` in the recipient of a bounce: "123-user=dom". False if that is
 * not of this form. The spans point into extension. */
bool verp_read(struct span extension, struct mailbox *out);

/* Courier writes some octets of user as + and two hexadecimal digits: anne-marie is anne+2Dmarie. Returns the
 * address without that, in memory_get memory. What another server has written can look the same: try the address as
 * it is first. */
struct span verp_decode(struct span address);
#endif
