/* question: see question.h */
#include "question.h"
#include "date.h"
#include "die.h"
#include "encode.h"
#include "file.h"
#include "line.h"
#include "words.h"
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { BLOCK = 65536 };		/* octets read at a time */

/* True if every line of m may stand in a mail. */
static bool can_be_attached(struct message *m)
{
	static char block[BLOCK];
	size_t column = 0;
	bool good = true;
	for (size_t i = 0; i < m->count && good; i++)
		good = line_fits(m->field[i].raw, &column);
	message_settle_body(m);
	for (size_t n; good && (n = read_some(m->fd, block, sizeof block, "the message")) > 0; )
		good = line_fits((struct span){ block, n }, &column);
	message_settle_body(m);
	return good;
}

static void add_head(struct text *t, const struct question *q)
{
	const char *reply = memory_format("moderate-%s", q->token).at;
	bool fits = list_address_fits(q->list, reply);		/* else the token is in the subject, and comes back there */
	text_adds(t, "From: ");
	words_encode_phrase(q->list->name, strlen("From: "), t);
	text_adds(t, "\n <");
	list_address(t, q->list, "owner");
	text_adds(t, ">\nTo: ");
	list_address(t, q->list, "owner");
	text_adds(t, "\nReply-To: ");
	list_address(t, q->list, fits ? reply : "request");
	text_adds(t, "\nSubject: ");
	words_encode(fits ? q->subject : memory_format("moderate %s", q->token), strlen("Subject: "), t);
	text_adds(t, "\nDate: ");
	date_add(t, time(NULL));
	text_addf(t, "\nMessage-ID: <held.%.20s.%.10s@%.*s>\nAuto-Submitted: auto-generated\nMIME-Version: 1.0\n",
		q->id, q->token, PRINTF(q->list->domain));
}

static void add_text(struct text *t, struct span text)
{
	struct encoder e = { 0 };
	text_adds(t, "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n");
	encode_quoted(&e, text);
	encode_quoted_end(&e);
	text_add(t, text_span(&e.out));
	text_free(&e.out);
}

/* The boundary holds the token, which nobody knew when the post was written. */
void question_write(const struct question *q, struct message *m, int fd)
{
	struct text t = { 0 };
	bool attach = can_be_attached(m);
	add_head(&t, q);
	if (attach)
		text_addf(&t, "Content-Type: multipart/mixed; boundary=\"held-%s\"\nContent-Transfer-Encoding: 8bit\n\n--held-%s\n",
			q->token, q->token);
	add_text(&t, q->text);
	if (attach)
		text_addf(&t, "\n--held-%s\nContent-Type: message/rfc822\nContent-Disposition: attachment\n"
			"Content-Transfer-Encoding: 8bit\n\n", q->token);
	write_all(fd, text_span(&t), "the question");
	if (attach) {
		message_write_header(m, fd);
		copy_rest(m->fd, fd, "the question");
		t.len = 0;
		text_addf(&t, "\n--held-%s--\n", q->token);
		write_all(fd, text_span(&t), "the question");
	}
	text_free(&t);
}
