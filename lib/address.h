/* address: the one place where mail addresses are taken apart (RFC 5322 section 3.4).
 *
 * Tolerant where senders are wrong and nothing is ambiguous: dots anywhere in a local part, 8-bit bytes in
 * names, an unquoted comma in a name before one <address>. Strict everywhere else, since a reader that takes
 * "the first of several" is how one person posts in another's name. */
#ifndef ADDRESS_H
#define ADDRESS_H
#include "message.h"
#include "text.h"

struct mailbox {
	struct span name;	/* display name: quotes and backslashes removed, folds too; encoded words NOT
				 * decoded. Without a phrase the text of the last comment. May be empty. */
	bool quoted;		/* the name stood in quotes */
	struct span local;	/* local part, unquoted */
	struct span domain;	/* as written; empty for a bare name (`To: orch`) */
};

struct mailboxes {
	struct mailbox *at;
	size_t count;
	bool group;		/* a group was among them; its members are in the list */
};

/* Parses an address-list. Returns NULL, or what is wrong in a few words ("unclosed quote"). The spans point
 * into value or into memory_get memory. Linear in the length, no recursion, at most 50,000 mailboxes. */
const char *address_parse(struct span value, struct mailboxes *out);

/* The author: From must be exactly one field with exactly one mailbox with a domain, no group, no route.
 * Returns NULL, or what is wrong. */
const char *address_author(const struct message *m, struct mailbox *out);

/* The key of a subscriber: unquoted local part "@" domain, ASCII lower-case. In memory_get memory. */
struct span address_key(const struct mailbox *b);
void address_add_key(struct text *t, const struct mailbox *b);

/* Appends local@domain as the grammar wants it: `foo..bar@d` and `a b@d` get a quoted local part. */
void address_add(struct text *t, const struct mailbox *b);

/* One bare address (as in an envelope, a members file): NULL, or what is wrong. No name, no comment, no
 * control character, blank, `<` or `>`; local part 1 to 256 octets and domain 1 to 255. */
const char *address_one(struct span s, struct mailbox *out);

/* True if the envelope sender s is one nobody may answer: "", "<>", "#@[]", MAILER-DAEMON (qmail, Postfix). */
bool address_is_null(struct span s);
#endif
