/* envelope: see envelope.h */
#include "envelope.h"
#include "address.h"
#include "dispatch.h"
#include <stdlib.h>

static bool has_control(const char *s)
{
	for (; s && *s; s++)
		if ((unsigned char)*s < ' ' || *s == 127)
			return true;
	return false;
}

/* What is behind the list's address in one of these, the first that begins with it; NULL if none does. */
static const char *behind(const struct span *local, size_t count, struct span list, struct span delimiter)
{
	struct span rest, found;
	for (size_t i = 0; i < count; i++)
		if (local[i].len && dispatch_match(local[i], dispatch_local(list), delimiter, &rest)) {
			dispatch_score(rest, delimiter, &found);
			return memory_keep(found).at;
		}
	return NULL;
}

/* What an option says of the recipient is newer than what the MTA has put into the environment: a score that was run
 * for one mail runs another for its own. qmail and Courier give what a -default file stands for as DEFAULT. Where the
 * file's name says it all, it is the end of the recipient: of EXT, or with a virtual domain's or a user's name in
 * front of LOCAL, or of what Postfix calls RECIPIENT. That is another mail's where an option names this one's. */
static const char *extension(const char *option, struct span list, struct span delimiter)
{
	struct span asked = dispatch_local(span(option));
	const char *recipient = option ? NULL : getenv("RECIPIENT");
	struct span known[] = { dispatch_local(span(recipient)), span(getenv("EXT")), span(getenv("LOCAL")) };
	const char *found = behind(&asked, 1, list, delimiter);
	if (!found)
		found = getenv("DEFAULT");
	if (!found)
		found = behind(known, sizeof known / sizeof *known, list, delimiter);
	return found ? found : "";
}

const char *envelope_complete(struct envelope *e, struct span return_path, struct span list,
	struct span delimiter)
{
	if (!e->sender)
		e->sender = return_path.at ? return_path.at : getenv("SENDER");
	if (e->sender && address_is_null(span(e->sender)))
		e->sender = "";
	if (!e->extension)
		e->extension = extension(e->recipient, list, delimiter);
	if (!e->recipient)
		e->recipient = getenv("RECIPIENT");
	if (has_control(e->sender))
		return "a control character in the sender";
	if (has_control(e->recipient) || has_control(e->extension))
		return "a control character in the recipient";
	return NULL;
}

void envelope_set(const struct envelope *e, struct environment *to)
{
	if (e->sender)
		environment_set(to, SPAN("SENDER"), span(e->sender));
	if (e->recipient)
		environment_set(to, SPAN("RECIPIENT"), span(e->recipient));
	environment_set(to, SPAN("EXTENSION"), span(e->extension));
}
