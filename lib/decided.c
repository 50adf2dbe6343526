/* decided: see decided.h */
#include "decided.h"
#include "address.h"
#include "answer.h"
#include "asked.h"
#include "file.h"
#include "held.h"
#include "lines.h"
#include "list.h"
#include "sent.h"
#include "texts.h"
#include <time.h>
#include <unistd.h>

enum { A_DAY = 10, AN_HOUR = 100 };	/* of these mails: to one address, and to all */

/* The phrase for what a line of the log says of that token's post; NULL if it is about another, or nothing final. */
static const char *says(struct span line, struct span token, struct span secret)
{
	static const struct { const char *result, *phrase; } known[] = {
		{ "sent", "decided-sent" }, { "discarded", "decided-discarded" }, { "expired", "decided-expired" },
	};
	span_take(&line, '\t');		/* the time */
	struct span id = span_take(&line, '\t');
	for (int i = 0; i < 3; i++)
		span_take(&line, '\t');	/* number, author, Message-ID */
	struct span result = span_take(&line, '\t');
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (span_is(result, span(known[i].result)))
			return held_has_token(memory_keep(id).at, token, secret) ? known[i].phrase : NULL;
	return NULL;
}

/* The last word of the log counts. */
static const char *find(struct span token)
{
	struct lines l = { .fd = file_open("log"), .name = "log" };
	struct span line, secret = token_secret();
	const char *found = NULL;
	while (l.fd >= 0 && lines_next(&l, &line) && line.len <= LINES_MAX) {
		struct memory_mark mark = memory_mark();
		const char *phrase = says(line, token, secret);
		found = phrase ? phrase : found;
		memory_release(mark);
	}
	if (l.fd >= 0)
		close(l.fd);
	return found;
}

static void write_to(const struct mailbox *author, const struct message *m, const char *id, const char *phrase)
{
	struct list l;
	struct texts texts;
	struct span why;
	struct text to = { 0 }, owner = { 0 }, what = { 0 };
	list_read(&l);
	texts_begin(&texts);
	address_add(&to, author);
	list_address(&owner, &l, "owner");
	texts_set(&texts, "LIST", l.local);
	texts_set(&texts, "OWNER", text_span(&owner));
	texts_phrase(&what, &texts, phrase);
	texts_set(&texts, "WHAT", text_span(&what));
	struct answer a = { .from = "owner", .to = text_span(&to), .date = time(NULL),
		.in_reply_to = message_value(m, "Message-ID"), .id = memory_format("decided-%.32s", id) };
	texts_mail(&texts, "decided", &a.subject, &a.text);
	answer_send(&a, &l, &why);	/* refused: nobody to tell */
	text_free(&to);
	text_free(&owner);
	text_free(&what);
}

void decided_tell(struct message *m, struct span token)
{
	struct mailbox author, one;
	struct text to = { 0 };
	const char *phrase = find(token);
	if (!phrase || address_author(m, &author))
		return;
	address_add(&to, &author);
	const char *id = post_id(m);
	if (!address_one(text_span(&to), &one)
	    && asked_note("decided", address_key(&one), id, A_DAY, AN_HOUR) == ASKED_GO)
		write_to(&author, m, id, phrase);
	text_free(&to);
}
