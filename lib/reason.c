/* reason: see reason.h */
#include "reason.h"
#include "words.h"

enum { REASON = 1000, SHOWN = 300, VALUES = 3 };	/* octets of a sentence; of one that is not ours */

/* What our steps say when they hold a post. Each `*` is a value of that name, the shortest that fits. */
static const struct known { const char *phrase, *words, *name[VALUES]; } known[] = {
	{ "reason-stranger", "check-subscriber: * is not a member of ", { "WHO" } },
	{ "reason-unproven", "check-subscriber: nothing shows that * wrote this: ", { "WHO" } },
	{ "reason-unproven", "verify-auth: nothing shows that * wrote this, ", { "WHO" } },
	{ "reason-own-address", "check-loop: From is the list's own address", { NULL } },
	{ "reason-other-list", "check-loop: it comes from another list, *", { "WHAT" } },
	{ "reason-machine", "check-loop: a machine wrote it ", { NULL } },
	{ "reason-bulk", "check-loop: it is marked as bulk mail (Precedence: *)", { "WHAT" } },
	{ "reason-field", "check-field: its * field says: *", { "FIELD", "WHAT" } },
	{ "reason-every-post", "moderate: every post to ", { NULL } },
	{ "reason-posts", "check-post: * has sent * posts within an hour, and * are allowed", { "WHO", "COUNT", "LIMIT" } },
	{ "reason-size", "check-post: it has * octets, and * are allowed", { "COUNT", "LIMIT" } },
	{ "reason-recipients", "check-post: it has * recipients in To and Cc, and * are allowed", { "COUNT", "LIMIT" } },
	{ "reason-not-addressed", "check-post: * is neither in To nor in Cc", { "WHO" } },
	{ "reason-no-subject", "check-post: it has no subject", { NULL } },
	{ "reason-empty", "check-post: it is empty", { NULL } },
	{ "reason-command", "check-post: it seems to be a command; ", { NULL } },
	{ "reason-unclear", "check-post: it has parts that can't be looked into: ", { NULL } },
	{ "reason-part", "check-post: it has a part *, and ", { "WHAT" } },
};

/* Where what stands first in s; s.len if it is nowhere. Nothing: the end. */
static size_t find(struct span s, struct span what)
{
	size_t n = what.len ? 0 : s.len;
	while (n < s.len && !span_starts((struct span){ s.at + n, s.len - n }, what))
		n++;
	return n;
}

static bool is_said(const struct known *k, struct span s, struct span value[VALUES])
{
	struct span words = span(k->words), literal = span_take(&words, '*');
	if (!span_starts(s, literal))
		return false;
	s = (struct span){ s.at + literal.len, s.len - literal.len };
	for (size_t i = 0; i < VALUES && k->name[i]; i++) {
		literal = span_take(&words, '*');
		size_t n = find(s, literal);
		if (n + literal.len > s.len)
			return false;
		value[i] = memory_keep((struct span){ s.at, n });
		s = (struct span){ s.at + n + literal.len, s.len - n - literal.len };
	}
	return true;
}

/* "2.7.0 check-loop: …" without its code (RFC 3463), which is for mail servers. */
static struct span without_code(struct span s)
{
	struct span rest = s, word = span_take_word(&rest);
	for (size_t i = 0; i < word.len; i++)
		if (word.at[i] != '.' && !(word.at[i] >= '0' && word.at[i] <= '9'))
			return s;
	return span_trim(rest);
}

void reason_add(struct text *out, struct texts *t, struct span reason)
{
	struct span s = without_code(words_shown(reason, REASON, "-")), value[VALUES];
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (is_said(&known[i], s, value)) {
			for (size_t k = 0; k < VALUES && known[i].name[k]; k++)
				texts_set(t, known[i].name[k], value[k]);
			texts_phrase(out, t, known[i].phrase);
			return;
		}
	text_add(out, words_shown(s, SHOWN, "-"));
}
