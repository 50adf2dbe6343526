/* hear-moderator: does what a moderator has answered to ask-moderator: sends the post that is held, or throws it away. A step of
 * the score `request`, before list-command. Mail that is no such answer goes on.
 *
 * Only an answer whose first line says so counts: a holiday answer, or a question back, does nothing. */
#include "decided.h"
#include "die.h"
#include "held.h"
#include "machine.h"
#include "message.h"
#include "part.h"
#include "policy.h"
#include "token.h"
#include "utf8.h"
#include "list.h"
#include <stdlib.h>
#include <unistd.h>

static const char help[] =
	"usage: hear-moderator <message >message\n"
	"If the message came to LIST-moderate-TOKEN, does what its first line says: ok, or discard. Other mail goes on.\n";

enum answer { NOTHING, RELEASE, DISCARD };

enum { TEXT = 65536 };	/* octets in which the first line must begin */

static bool cut(struct span *s, struct span end)
{
	if (s->len <= end.len || !span_is((struct span){ s->at + s->len - end.len, end.len }, end))
		return false;
	s->len -= end.len;
	return true;
}

/* A line as it is compared: of "ＯＫ！" OK is left, and the Japanese full stop goes in both of its forms. */
static struct span bare(struct span line)
{
	struct span s = utf8_narrow(line);
	while (cut(&s, SPAN(".")) || cut(&s, SPAN("!")) || cut(&s, SPAN("\u3002")) || cut(&s, SPAN("\uFF61")))
		;
	return s;
}

/* The first line that is neither empty nor quoted. */
static enum answer answer_read(struct message *m)
{
	static const struct { const char *word; enum answer answer; } words[] = {
		{ "ok", RELEASE }, { "release", RELEASE }, { "承認", RELEASE }, { "承認します", RELEASE },
		{ "approve", RELEASE }, { "承認いたします", RELEASE }, { "承認お願いします", RELEASE }, { "承認してください", RELEASE },
		{ "discard", DISCARD }, { "破棄", DISCARD }, { "破棄します", DISCARD },
		{ "破棄いたします", DISCARD }, { "破棄お願いします", DISCARD }, { "破棄してください", DISCARD },
	};
	struct mime mime = { 0 };
	struct text text = { 0 };
	struct span first = { NULL, 0 };
	message_settle_body(m);
	mime_read(&mime, m);
	part_written_text(m, &mime, TEXT, &text);
	for (struct span rest = text_span(&text); rest.len && !first.len; ) {
		first = bare(span_take(&rest, '\n'));
		if (first.len && first.at[0] == '>')
			first.len = 0;
	}
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (span_is_nocase(first, span(words[i].word)))
			return words[i].answer;
	return NOTHING;
}

static void release(const struct held *h)
{
	struct span said;
	int code = held_release(h, &said);
	if (code != 0)
		die(code == PERM ? DROP : TEMP, code == PERM ? "2.7.0" : "4.3.0", "%.*s stays held: %.*s", HELD_SHOWN, h->id,
			PRINTF(said));
	held_remove(h);
}

/* Ends the program. */
static _Noreturn void hear(struct message *m, struct span name)
{
	struct held h;
	const char *why = machine_certain(m);
	if (why)
		policy_end(DROP, "no answer of a moderator: %s", why);
	enum answer answer = answer_read(m);
	bool held = held_find(&h, name);
	if (!held && answer != NOTHING)
		decided_tell(m, name);
	if (!held)
		policy_end(DROP, "no answer of a moderator: nothing is held (any more) for its token");
	if (answer == NOTHING)
		policy_end(DROP, "a moderator has written neither ok nor discard as the first line; %.*s stays held", HELD_SHOWN,
			h.id);
	if (post_is_dry())
		policy_end(DROP, "would %s %.*s", answer == RELEASE ? "release" : "discard", HELD_SHOWN, h.id);
	if (answer == RELEASE)
		release(&h);
	else
		held_discard(&h);
	policy_end(DROP, "a moderator has %s %.*s", answer == RELEASE ? "released" : "discarded", HELD_SHOWN, h.id);
}

int main(int argc, char **argv)
{
	struct message m;

	die_name(argv[0]);
	die_help(argc, argv, help);
	opterr = 0;
	if (getopt(argc, argv, "") != -1 || optind != argc)
		die_usage("hear-moderator");
	message_read(&m, 0);
	const char *extension = getenv("EXTENSION");
	struct span name = token_in(span(extension), "moderate-");
	if (name.at)
		hear(&m, name);
	message_write(&m, 1);
	return 0;
}
