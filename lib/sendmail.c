/* sendmail: hands over by sendmail(1) as Postfix and others have it, and by Courier's.
 *
 *	-G      it came from outside: every byte of a signed message is left alone
 *	-i      a line with a dot does not end it
 *	-XV-=   VERP: orch-return-123@dom becomes orch-return-123-user=dom@dom for each member (Postfix)
 *	-verp   the same (Courier, for which the others mean nothing)
 *
 * It takes the end of its input for the end of the message, so it gets a finished file. */
#include "delivery.h"
#include "mailer.h"
#include <string.h>
#include <unistd.h>

enum {
	CALL = 50000,		/* recipients: more in a call is no faster */
	MARGIN = 16384,		/* octets of arguments: the fixed ones, and what POSIX wants left over */
	DATAERR = 65		/* sysexits.h: the message itself */
};

extern char **environ;

/* How many octets of recipients fit on a command line beside the environment. */
static size_t room(void)
{
	long max = sysconf(_SC_ARG_MAX);
	size_t used = MARGIN;
	for (char **e = environ; *e; e++)
		used += strlen(*e) + 1 + sizeof *e;
	max = max > 0 && max < 1 << 24 ? max : 1 << 17;
	return (size_t)max > used ? (size_t)max - used : 0;
}

static const char *reply_of(const char *path, int code, struct span words)
{
	struct text t = { 0 };
	if (code == 0)
		return NULL;
	text_addf(&t, "%s %s ended with %d%s%.*s", code == DATAERR ? "554" : "451", path, code,
		words.len ? ": " : "", PRINTF(words));
	return text_string(&t);
}

static void hand_over(struct delivery *d, struct group *g, const char *where, char *verp)
{
	char **argv = memory_get(((g->count < CALL ? g->count : CALL) + 10) * sizeof *argv);
	static char name[] = "sendmail", outside[] = "-G", dots[] = "-i", from[] = "-f", end[] = "--";
	struct text sender = { 0 }, names = { 0 };
	struct span words;
	size_t argc = 0, max = room();

	delivery_add_sender(&sender, d, false);
	text_string(&sender);
	argv[argc++] = name;
	argv[argc++] = outside;
	argv[argc++] = dots;
	if (g->verp)
		argv[argc++] = verp;
	argv[argc++] = from;
	argv[argc++] = sender.at;
	argv[argc++] = end;
	for (size_t i = 0, n; i < g->count && !d->stop && !delivery_late(d); i += n) {
		names.len = 0;
		for (n = 0; n < CALL && i + n < g->count; n++) {
			recipient_add_path(&names, &g->at[i + n]);
			text_addc(&names, '\0');
			if (n && names.len + (n + 1) * sizeof *argv > max)
				break;
		}
		char *next = names.at;
		for (size_t k = 0; k < n; k++, next += strlen(next) + 1)
			argv[argc + k] = next;
		argv[argc + n] = NULL;
		int message = delivery_file(d);
		delivery_handing(d, n);
		delivery_flush(d);
		int code = mailer_run(where, argv, message, -1, &words);
		if (code > MAILER_KILLED)
			delivery_fail(d, "%s was killed by signal %d", where, code - MAILER_KILLED);
		else
			delivery_all(d, g->at + i, n, reply_of(where, code, words));
	}
	text_free(&names);
}

void sendmail_deliver(struct delivery *d, struct group *g, const char *where)
{
	static char verp[] = "-XV-=";
	hand_over(d, g, where, verp);
}

void courier_deliver(struct delivery *d, struct group *g, const char *where)
{
	static char verp[] = "-verp";
	hand_over(d, g, where, verp);
}
