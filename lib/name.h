/* name: what a display name may say once the address behind it is the list's.
 *
 * A name is the only thing many readers see, so that an address in it would pass for the sender's. None is
 * left, and no character that could be read as part of one. */
#ifndef NAME_H
#define NAME_H
#include "text.h"

/* A display name as it stands in the field (quotes off, encoded words still there) as clean UTF-8: without
 * " via LIST" at its end, which the list has added before (list may be empty), without addresses, at signs
 * and angle brackets, cut at 100 characters. Empty if nothing is left that one could read. In memory_get
 * memory. Twice is as once. */
struct span name_read(struct span raw, struct span list);
#endif
