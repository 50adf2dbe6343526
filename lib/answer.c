/* answer: see answer.h */
#include "answer.h"
#include "address.h"
#include "date.h"
#include "die.h"
#include "encode.h"
#include "file.h"
#include "perform.h"
#include "words.h"
#include <limits.h>
#include <unistd.h>

static bool is_plain(struct span s)
{
	size_t line = 0;
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.at[i];
		line = c == '\n' ? 0 : line + 1;
		if (c > 126 || (c < ' ' && c != '\n' && c != '\t') || line > 900)
			return false;
	}
	return true;
}

/* RFC 5322 section 3.6.4, roughly: what can do no harm in a header of ours. */
static bool is_message_id(struct span s)
{
	if (s.len < 5 || s.len > 900 || s.at[0] != '<' || s.at[s.len - 1] != '>')
		return false;
	for (size_t i = 1; i + 1 < s.len; i++)
		if ((unsigned char)s.at[i] <= ' ' || s.at[i] == 127 || s.at[i] == '<' || s.at[i] == '>')
			return false;
	return span_find(s, '@') > 0;
}

static void add_words(struct text *t, const char *name, struct span value,
	void (*encode)(struct span, size_t, struct text *))
{
	struct text clean = { 0 };
	size_t start = t->len;
	words_clean(value, &clean);
	text_addf(t, "%s: ", name);
	encode(text_span(&clean), t->len - start, t);
	text_free(&clean);
}

static void add_body(struct text *t, struct span text)
{
	struct encoder e = { 0 };
	bool plain = is_plain(text);
	text_addf(t, "Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: %s\n\n",
		plain ? "7bit" : "quoted-printable");
	if (plain) {
		text_add(t, text);
		return;
	}
	encode_quoted(&e, text);
	encode_quoted_end(&e);
	text_add(t, text_span(&e.out));
	text_free(&e.out);
}

void answer_compose(struct text *t, const struct answer *a, const struct list *l)
{
	struct mailbox to;
	if (address_one(a->to, &to))
		die(TEMP, "4.3.0", "%.*s is no address to write to", (int)(a->to.len < 200 ? a->to.len : 200), a->to.at);
	add_words(t, "From", l->name, words_encode_phrase);
	text_adds(t, " <");
	list_address(t, l, a->from);
	text_adds(t, ">\nTo: ");
	address_add(t, &to);
	text_addc(t, '\n');
	add_words(t, "Subject", a->subject, words_encode);
	text_adds(t, "\nDate: ");
	date_add(t, a->date);
	text_addf(t, "\nMessage-ID: <%.*s@%.*s>\n", PRINTF(a->id), PRINTF(l->domain));
	bool asked = is_message_id(a->in_reply_to);
	if (asked)
		text_addf(t, "In-Reply-To: %.*s\nReferences: %.*s\n", PRINTF(a->in_reply_to), PRINTF(a->in_reply_to));
	text_addf(t, "Auto-Submitted: %s\nMIME-Version: 1.0\n", asked ? "auto-replied" : "auto-generated");
	if (!a->body)
		add_body(t, a->text);
}

/* What is left of our own time, less a little, so that the other one ends first. */
static long long seconds_left(void)
{
	long long until = post_deadline(), left = until == LLONG_MAX ? 240 : until - (long long)time(NULL) - 5;
	return left < 1 ? 1 : left;
}

/* By the score `answer`, or without one by inject alone. */
static int hand_over(const struct answer *a, const struct list *l, int mail, struct span *said)
{
	const char *chain[] = { memory_format("LIST=%.*s", PRINTF(l->address)).at, "inject", "-r", NULL };
	return perform(&(struct performance){ .score = access("answer", F_OK) == 0 ? "answer" : NULL, .chain = chain,
		.sender = memory_keep(a->sender).at, .recipient = memory_keep(a->to).at, .seconds = seconds_left(),
		.mail = mail }, said);
}

enum answered answer_try(const struct answer *a, const struct list *l, struct span *why)
{
	struct text mail = { 0 };
	answer_compose(&mail, a, l);
	if (post_is_dry())
		return ANSWER_SENT;
	int fd = file_scratch();
	write_all(fd, text_span(&mail), "a scratch file");
	if (a->body && lseek(a->body, 0, SEEK_SET) < 0)
		die_sys("cannot rewind the body of an answer");
	if (a->body)
		copy_rest(a->body, fd, "a scratch file");
	if (lseek(fd, 0, SEEK_SET) < 0)
		die_sys("cannot rewind an answer");
	text_free(&mail);
	int code = hand_over(a, l, fd, why);
	close(fd);
	return code == 0 ? ANSWER_SENT : code == PERM ? ANSWER_REFUSED : ANSWER_LATER;
}

bool answer_send(const struct answer *a, const struct list *l, struct span *why)
{
	enum answered how = answer_try(a, l, why);
	if (how == ANSWER_LATER)
		die(TEMP, "4.3.0", "an answer could not be sent: %.*s", PRINTF(*why));
	return how == ANSWER_SENT;
}
