/* record: see record.h */
#include "record.h"
#include "address.h"
#include "authres.h"
#include "clean.h"
#include "die.h"
#include "file.h"
#include "sent.h"
#include <time.h>
#include <unistd.h>

enum { RESULTS_MAX = 8000 };	/* octets; the lines above a message that is held are read at once */

static void add_time(struct text *t)
{
	char now[32];
	struct tm tm;
	time_t seconds = time(NULL);
	if (!gmtime_r(&seconds, &tm) || !strftime(now, sizeof now, "%Y-%m-%dT%H:%M:%SZ", &tm))
		die(TEMP, "4.3.0", "cannot read the clock");
	text_adds(t, now);
}

/* One field of the line; nothing is "-". */
static void add(struct text *t, struct span s, size_t max)
{
	text_addc(t, '\t');
	if (s.len)
		text_add_clean(t, s, max);
	else
		text_addc(t, '-');
}

static void add_author(struct text *t, const struct message *m)
{
	struct mailbox author;
	struct text address = { 0 };
	if (!address_author(m, &author))
		address_add(&address, &author);
	add(t, text_span(&address), 200);
	text_free(&address);
}

/* The number that number-post has given: not one that a stranger has put there himself. */
static struct span number(const struct record *r)
{
	struct span now = message_value(r->header, "X-Mail-Count");
	return span_is(now, message_value(r->came, "X-Mail-Count")) ? (struct span){ NULL, 0 } : now;
}

void record_log(const struct record *r)
{
	static const struct message none;
	struct record known = *r;
	struct text t = { 0 };
	known.header = r->header ? r->header : &none;
	known.came = r->came ? r->came : &none;
	add_time(&t);
	add(&t, span(r->post_id), 64);
	add(&t, number(&known), 20);
	add_author(&t, known.came->count ? known.came : known.header);	/* munge-from has made it the list */
	add(&t, message_value(known.header, "Message-ID"), 200);
	add(&t, span(r->result), 20);
	add(&t, span(r->reason), 400);
	text_addf(&t, "\taccepted=%zu deferred=%zu refused=%zu", r->accepted, r->deferred, r->refused);
	file_append("log", text_span(&t), 0600);
	text_free(&t);
}

/* The name of the folder must survive a power cut too. */
static void make_hold(void)
{
	sent_make_folder("hold");
	file_sync_folder(".", "of the list");
}

/* As it is: an envelope with a control character does not come so far, and a reason has been cleaned. */
static void add_line(struct text *t, const char *name, const char *value)
{
	if (value)
		text_addf(t, "%s=%s\n", name, value);
}

/* In one line. Whose it is, and whether it may be believed, finds out who reads it. */
static void add_results(struct text *t, const struct message *m)
{
	size_t i = 0;
	while (i < m->count && !field_is(&m->field[i], AUTHRES_NAME) && !field_is(&m->field[i], "Received"))
		i++;
	if (i == m->count || !field_is(&m->field[i], AUTHRES_NAME))
		return;
	struct span s = span_trim(field_value(&m->field[i]));
	if (s.len > RESULTS_MAX)
		return;
	text_adds(t, "RESULTS=");
	for (size_t at = 0; at < s.len; at++)
		text_addc(t, (unsigned char)s.at[at] < ' ' ? ' ' : s.at[at]);
	text_addc(t, '\n');
}

void record_hold(const char *post_id, int fd, const struct environment *env, const char *score,
	const char *reason, const struct message *header)
{
	struct file_new f;
	struct text head = { 0 }, path = { 0 };
	make_hold();
	add_line(&head, "SENDER", environment_get(env, SPAN("SENDER")));
	add_line(&head, "RECIPIENT", environment_get(env, SPAN("RECIPIENT")));
	add_line(&head, "EXTENSION", environment_get(env, SPAN("EXTENSION")));
	add_line(&head, "SCORE", score);
	add_line(&head, "REASON", reason);
	add_results(&head, header);
	text_addc(&head, '\n');
	text_addf(&path, "hold/%s", post_id);
	file_new(&f, text_string(&path), 0600);
	write_all(f.fd, text_span(&head), f.path);
	if (lseek(fd, 0, SEEK_SET) < 0)
		die_sys("cannot rewind the message");
	copy_rest(fd, f.fd, f.path);
	file_commit(&f);
	text_free(&head);
	text_free(&path);
}
