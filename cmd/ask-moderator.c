/* ask-moderator: turns a post that is held into a mail that asks the moderators about it; the first step of the score
 * `held`, which tutti runs whenever it has held a post.
 *
 * The address that an answer goes to holds a token, so that whoever answers has got the question. */
#include "address.h"
#include "die.h"
#include "held.h"
#include "question.h"
#include "reason.h"
#include "texts.h"
#include "words.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char usage[] = "ask-moderator";
static const char help[] =
	"usage: ask-moderator <post >question\n"
	"Makes of a post that is held a mail that asks the moderators about it. The first step of the score held.\n";

enum { SHOWN = 300 };		/* octets of what a stranger has written */

static struct span author(const struct message *m)
{
	struct mailbox from;
	struct text t = { 0 };
	if (!address_author(m, &from))
		address_add(&t, &from);
	return words_shown(text_span(&t), SHOWN, "-");
}

/* What waits, by EXTENSION. */
static void find_held(struct held *h)
{
	const char *extension = getenv("EXTENSION");
	size_t start = strlen(HELD_EXTENSION);
	const char *wrong = extension && span_starts_nocase(span(extension), SPAN(HELD_EXTENSION)) ?
		held_open(h, extension + start) : "EXTENSION does not name it; this step is for the score held, which tutti runs";
	if (wrong)
		die(TEMP, "4.3.5", "the post that is held: %s", wrong);
	close(h->fd);
}

int main(int argc, char **argv)
{
	struct list l;
	struct message m;
	struct texts texts;
	struct text reason = { 0 };
	struct held h;
	char token[TOKEN_LENGTH + 1];

	die_name(argv[0]);
	die_help(argc, argv, help);
	opterr = 0;
	if (getopt(argc, argv, "") != -1 || optind != argc)
		die_usage(usage);
	list_read(&l);
	texts_begin(&texts);
	message_read(&m, 0);
	find_held(&h);
	held_token(token, h.id);
	texts_set(&texts, "LIST", l.local);
	texts_set(&texts, "AUTHOR", author(&m));
	texts_set(&texts, "SUBJECT", words_shown(message_value(&m, "Subject"), SHOWN, "-"));
	reason_add(&reason, &texts, h.reason);
	texts_set(&texts, "REASON", text_span(&reason));
	texts_set(&texts, "NUMBER", (struct span){ h.id, HELD_SHOWN });
	struct question q = { .list = &l, .id = h.id, .token = token };
	texts_mail(&texts, "held", &q.subject, &q.text);
	question_write(&q, &m, 1);
	if (close(1) < 0)
		die_sys("cannot write the question");
	return 0;
}
