/* munge: a From that the list can answer for (DMARC, RFC 9989: the domain of From must pass), and ways to
 * reach the author all the same. */
#ifndef MUNGE_H
#define MUNGE_H
#include "address.h"
#include "list.h"
#include "message.h"

enum reply_to { REPLY_LIST, REPLY_LIST_CC, REPLY_AUTHOR, REPLY_BOTH, REPLY_KEEP };

/* What stands after -r: "list", "list+cc", "author", "both", "keep". False if it is none of them. */
bool reply_to_read(const char *word, enum reply_to *out);

/* From becomes `NAME via LIST_NAME <LIST>`; the old value goes to X-Original-From, and a Sender that is not
 * the list goes. The name is the author's, else known (may be empty), else the local part of the address. A
 * From that is the list's own already keeps its X-Original-From. */
void munge_from(struct message *m, const struct list *l, const struct mailbox *author, struct span known);

/* True if the author gives no name of his own that could be shown: then a stored one is worth looking up. */
bool munge_needs_name(const struct list *l, const struct mailbox *author);

/* Reply-To, and for REPLY_LIST_CC Cc. Where the author is named, his own Reply-To takes his place. */
void munge_reply_to(struct message *m, const struct list *l, const struct mailbox *author, enum reply_to how);

/* To, Cc and Reply-To as an MTA would repair them after our signature: local parts quoted where the grammar
 * wants it, bare names with the list's domain, one field of each name. What needs no repair keeps its bytes,
 * and so does what can't be parsed. */
void munge_repair(struct message *m, const struct list *l);
#endif
