/* asker: see asker.h */
#include "asker.h"
#include "address.h"
#include "dispatch.h"
#include "machine.h"
#include "token.h"
#include <stdlib.h>
#include <string.h>

/* The list itself, or an address that it writes from or is written to by; orch-taro may be a person beside orch. */
static bool is_own(const struct list *l, const struct mailbox *b)
{
	static const char *const words[] = { "request", "ctl", "help", "subscribe", "unsubscribe" };
	const char *set = getenv("DELIMITER");
	struct span rest, extension;
	if (!span_is_nocase(b->domain, l->domain)
	    || !dispatch_match(b->local, l->local, span(set && *set ? set : "-"), &rest))
		return false;
	bool own = strcmp(dispatch_score(rest, span("-"), &extension), "request") != 0 || token_in(rest, "confirm-").at
		|| token_in(rest, "moderate-").at;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		own = own || span_is_nocase(rest, span(words[i]));
	return own;
}

const char *asker_read(const struct message *m, const struct list *l, struct span *address)
{
	/* Of old answering machines, which know nothing of Auto-Submitted: a question that they answer is no yes. */
	static const char *const fields[] = { "X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Auto-Reply" };
	struct mailbox from, one;
	struct text t = { 0 };
	const char *why = machine_certain(m);
	why = why ? why : machine_doubtful(m);
	for (size_t i = 0; i < sizeof fields / sizeof *fields && !why; i++)
		if (message_find(m, fields[i], 0) >= 0)
			why = "an answering machine wrote it";
	why = why ? why : address_author(m, &from);
	if (why)
		return why;
	if (is_own(l, &from))
		return "it comes from the list itself";
	address_add(&t, &from);
	*address = text_keep(&t);
	const char *wrong = address_one(*address, &one);
	return wrong ? memory_format("%s in From", wrong).at : NULL;
}
