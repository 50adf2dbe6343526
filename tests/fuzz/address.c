/* Any field value: what is taken for an address is written so that it is read again as the same one, alone and
 * as an author, and can't hold a line end. */
#include "address.h"
#include "fuzz.h"
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_mailbox(const struct mailbox *b)
{
	struct text written = { 0 };
	struct mailboxes again;
	check(b->local.len > 0);
	/* A bare name in quotes can't be told from a display name; only address_one takes x@[IPv6:...]. */
	if (!b->domain.len || span_find(b->domain, ':') >= 0)
		return;
	address_add(&written, b);
	struct span s = text_span(&written);
	for (size_t i = 0; i < s.len; i++)
		check(s.at[i] != '\n' && s.at[i] != '\r' && s.at[i] != '\0');
	check(!address_parse(s, &again) && again.count == 1 && !again.group);
	check(span_is(address_key(&again.at[0]), address_key(b)));
	text_free(&written);
}

/* The same value as a From: the one author, or a complaint; never the first of several. */
static void check_author(struct span value, const struct mailboxes *all, const char *wrong)
{
	struct text header = { 0 };
	struct message m = { 0 };
	struct mailbox author;
	text_adds(&header, "From: ");
	text_add(&header, value);
	text_adds(&header, "\n");
	if (!message_parse(&m, text_span(&header)) && !address_author(&m, &author)) {
		check(message_count(&m, "From") == 1 && author.domain.len > 0);
		if (m.count == 1)	/* the value may have brought more fields */
			check(!wrong && all->count == 1 && !all->group &&
				span_is(address_key(&author), address_key(&all->at[0])));
	}
	text_free(&header);
}

/* What message_parse lets into a field: no NUL, no CR, a newline only where it folds. */
static bool is_value(struct span s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.at[i] == '\0' || s.at[i] == '\r' ||
		    (s.at[i] == '\n' && (i + 1 == s.len || (s.at[i + 1] != ' ' && s.at[i + 1] != '\t'))))
			return false;
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span s = { (const char *)data, size };
	struct mailboxes all = { 0 };
	struct mailbox one;
	const char *wrong = address_parse(s, &all);
	for (size_t i = 0; !wrong && is_value(s) && i < all.count; i++)
		check_mailbox(&all.at[i]);
	check_author(s, &all, wrong);
	if (!address_one(s, &one)) {
		check(one.local.len > 0 && one.domain.len > 0 && one.name.len == 0);
		for (size_t i = 0; i < size; i++)
			check(data[i] > 31 && data[i] != 127 && !strchr("<>", data[i]));
		check_mailbox(&one);
	}
	memory_reset();
	return 0;
}
