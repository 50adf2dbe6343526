/* held_tell: what is told of a post that waits for a moderator; see held.h */
#include "address.h"
#include "clean.h"
#include "die.h"
#include "header.h"
#include "held.h"
#include "list.h"
#include "record.h"
#include "words.h"
#include <time.h>

enum { COLUMN = 200 };		/* octets of a column that a stranger has written */

/* A tab between two columns is the line's own, so one in what a stranger wrote becomes a blank, like any other that
 * does not belong into one line. */
static void add_column(struct text *t, struct span s)
{
	struct text clean = { 0 };
	words_clean(s, &clean);
	text_addc(t, '\t');
	if (clean.len)
		text_add_clean(t, text_span(&clean), COLUMN);
	else
		text_addc(t, '-');
	text_free(&clean);
}

void held_line(struct text *t, const struct held *h)
{
	static struct header header;
	struct text author = { 0 }, subject = { 0 };
	struct mailbox from;
	char when[32];
	struct tm tm;
	time_t since = (time_t)h->since;

	if (!localtime_r(&since, &tm) || !strftime(when, sizeof when, "%Y-%m-%d %H:%M", &tm))
		die(TEMP, "4.3.0", "cannot read the clock");
	const char *wrong = header_read(&header, h->fd);
	if (!wrong && !address_author(&header.m, &from))
		address_add(&author, &from);
	if (!wrong)
		words_decode(message_value(&header.m, "Subject"), &subject);
	text_addf(t, "%.*s\t%s", HELD_SHOWN, h->id, when);
	add_column(t, text_span(&author));
	add_column(t, text_span(&subject));
	add_column(t, h->reason);
	text_addc(t, '\n');
	text_free(&author);
	text_free(&subject);
}

void held_discard(const struct held *h)
{
	static struct header header;
	if (post_is_dry())
		return;
	const char *wrong = header_read(&header, h->fd);
	record_log(&(struct record){ .post_id = h->id, .header = wrong ? NULL : &header.m, .result = "discarded",
		.reason = memory_keep(h->reason).at });
	held_remove(h);
}
