/* qmail: hands over by qmail-queue(8): the message on descriptor 0, sender and recipients on 1, and all of
 * them in one call, which takes everybody or nobody. */
#include "delivery.h"
#include "die.h"
#include "file.h"
#include "mailer.h"
#include <unistd.h>

/* Its exit codes (qmail-queue(8)): 11 to 40 are for good; 82 says which in what it prints on descriptor 6, D
 * or Z and a text; all others, and a signal, are for now. NULL for 0. */
static const char *reply_of(const char *path, int code, struct span words)
{
	struct text t = { 0 };
	bool told = code == 82 && words.len > 1;
	if (code == 0)
		return NULL;
	bool final = (code >= 11 && code <= 40) || (told && words.at[0] == 'D');
	text_adds(&t, final ? "554 " : "451 ");
	if (told)
		text_add(&t, (struct span){ words.at + 1, words.len - 1 });
	else
		text_addf(&t, "%s ended with %d%s%.*s", path, code, words.len ? ": " : "", PRINTF(words));
	return text_string(&t);
}

void qmail_deliver(struct delivery *d, struct group *g, const char *where)
{
	char name[] = "qmail-queue", *argv[] = { name, NULL };
	struct text t = { 0 };
	struct span words;
	int envelope = file_scratch();

	text_addc(&t, 'F');
	delivery_add_sender(&t, d, g->verp);
	text_addc(&t, '\0');
	for (size_t i = 0; i < g->count; i++) {
		text_addc(&t, 'T');
		text_add(&t, (struct span){ g->at[i].raw, g->at[i].len });
		text_addc(&t, '\0');
	}
	text_addc(&t, '\0');
	/* Whole in a file before it is read: an envelope that breaks off must not look like a short one. */
	write_all(envelope, text_span(&t), "the envelope");
	text_free(&t);
	if (lseek(envelope, 0, SEEK_SET) < 0)
		die_sys("cannot rewind the envelope");
	int message = delivery_file(d);
	delivery_handing(d, g->count);
	delivery_flush(d);
	int code = mailer_run(where, argv, message, envelope, &words);
	close(envelope);
	if (code > MAILER_KILLED)
		delivery_fail(d, "%s was killed by signal %d", where, code - MAILER_KILLED);
	else
		delivery_all(d, g->at, g->count, reply_of(where, code, words));
}
