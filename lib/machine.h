/* machine: mail that no person has written, which nobody may answer (RFC 3834 section 2). */
#ifndef MACHINE_H
#define MACHINE_H
#include "message.h"

/* Why it is certainly a machine's ("it has the null sender …"): by SENDER, and by Auto-Submitted: auto-replied.
 * NULL: by those it is none. */
const char *machine_certain(const struct message *m);

/* Why it may be one's: another list's mail, bulk mail, Auto-Submitted otherwise. NULL: nothing speaks for it. */
const char *machine_doubtful(const struct message *m);

/* The identifier in a List-Id: what stands in its last angle brackets (RFC 2919 section 2). */
struct span machine_list_id(struct span value);
#endif
