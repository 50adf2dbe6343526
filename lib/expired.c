/* expired: see expired.h */
#include "expired.h"
#include "address.h"
#include "answer.h"
#include "authentic.h"
#include "machine.h"
#include "score.h"
#include "sent.h"
#include "texts.h"
#include "words.h"
#include <unistd.h>

enum { DAY = 86400, SHOWN = 300 };	/* octets of a subject */

/* The authserv-id of its score's verify-auth; empty without one. */
static struct span own_id(const struct score *s)
{
	for (size_t i = 0; i < s->count; i++)
		if (step_is(&s->step[i], "verify-auth"))
			return span(step_option(&s->step[i], 'i', 0));
	return SPAN("");
}

static bool may_be_told(const struct held *h, const struct message *m, const struct score *s, struct mailbox *author)
{
	struct authres own = { 0 };
	struct span id = own_id(s);
	return id.len && !authres_parse(h->results, &own) && span_is_nocase(own.id, id) && !address_author(m, author)
		&& authentic_author(&own, author->domain, true) == AUTHENTIC_YES;
}

/* The date is when its time was over, the same for a second try. */
static void write_to(const struct held *h, const struct message *m, const struct mailbox *author, long long days)
{
	struct list l;
	struct texts texts;
	struct span why;
	struct text to = { 0 }, owner = { 0 }, number = { 0 }, id = { 0 };
	list_read(&l);
	texts_begin(&texts);
	list_address(&owner, &l, "owner");
	text_addf(&number, "%lld", days);
	text_addf(&id, "expired-%.32s", h->id);
	address_add(&to, author);
	texts_set(&texts, "LIST", l.address);
	texts_set(&texts, "LIST_NAME", l.name);
	texts_set(&texts, "OWNER", text_span(&owner));
	texts_set(&texts, "SUBJECT", words_shown(message_value(m, "Subject"), SHOWN, "-"));
	texts_set(&texts, "DAYS", text_span(&number));
	struct answer a = { .from = "owner", .to = text_span(&to), .date = (time_t)(h->since + days * DAY),
		.in_reply_to = message_value(m, "Message-ID"), .id = text_span(&id) };
	texts_mail(&texts, "expired", &a.subject, &a.text);
	answer_send(&a, &l, &why);	/* refused: nobody to tell */
	text_free(&to);
	text_free(&owner);
	text_free(&number);
	text_free(&id);
}

bool expired_tell(const struct held *h, const struct message *m, long long days)
{
	struct score s = { 0 };
	struct sent sent;
	struct mailbox author;
	if (!h->results.len || !h->sender || address_is_null(span(h->sender)) || machine_certain(m) || machine_doubtful(m)
	    || access(h->score, F_OK) < 0)
		return true;
	score_load(&s, h->score);
	if (!may_be_told(h, m, &s, &author))
		return true;
	if (!sent_open(&sent, h->id, SENT_LOCK))
		return false;
	score_settings(&s);
	if (!sent.done)		/* else a moderator has sent it, and was cut off before it left hold/ */
		write_to(h, m, &author, days);
	close(sent.fd);
	return true;
}
