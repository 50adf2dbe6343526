/* add-list-headers: the header fields of a list (RFC 2369, RFC 2919), and nothing of what must not be passed on.
 *
 * Only the list may speak for itself: every List-* that came in goes, whoever wrote it. */
#include "date.h"
#include "die.h"
#include "list.h"
#include "words.h"
#include <string.h>
#include <unistd.h>

static const char usage[] = "add-list-headers [-a] [-A ARCHIVE-URL] <message >message";
static const char help[] =
	"usage: add-list-headers [-a] [-A ARCHIVE-URL] <message >message\n"
	"Writes List-Id, List-Post, List-Help, List-Subscribe, List-Unsubscribe, List-Owner and\n"
	"Precedence, and removes what came in of these and what asks for receipts or is secret.\n"
	"  -a      an announcement list: List-Post: NO\n"
	"  -A URL  List-Archive: <URL>\n";

/* Beside List-*: what speaks for another list, would bring every member's mail system to answer, names hidden
 * recipients, or is a moderator's password. */
static const char *const unwanted[] = {
	"Precedence", "Errors-To", "Bcc", "Resent-Bcc",
	"Return-Receipt-To", "Return-Receipt-Requested", "Read-Receipt-To", "Disposition-Notification-To",
	"Disposition-Notification-Options", "X-Confirm-Reading-To", "X-PMRQC", "Generate-Delivery-Report",
	"Approved", "Approve", "X-Approved", "X-Approve", "X-Password",
};

static bool is_unwanted(const struct field *f)
{
	for (size_t i = 0; i < sizeof unwanted / sizeof *unwanted; i++)
		if (field_is(f, unwanted[i]))
			return true;
	return span_starts_nocase(field_name(f), SPAN("List-"));
}

static void remove_unwanted(struct message *m)
{
	size_t kept = 0;
	for (size_t i = 0; i < m->count; i++)
		if (!is_unwanted(&m->field[i]))
			m->field[kept++] = m->field[i];
	m->count = kept;
}

/* `<mailto:orch-request@d?subject=help>`; in a URI all but unreserved characters are %XX (RFC 6068 section 2). */
static void add_mailto(struct message *m, const char *name, const struct list *l, const char *extension,
	const char *subject)
{
	struct text address = { 0 }, uri = { 0 };
	list_address(&address, l, extension);
	text_adds(&uri, "<mailto:");
	for (size_t i = 0; i < address.len; i++) {
		unsigned char c = (unsigned char)address.at[i];
		if (ascii_alnum(c) || strchr("-._~@+", c))
			text_addc(&uri, (char)c);
		else
			text_addf(&uri, "%%%02X", c);
	}
	if (subject)
		text_addf(&uri, "?subject=%s", subject);
	text_addc(&uri, '>');
	message_append(m, name, text_span(&uri));
	text_free(&address);
	text_free(&uri);
}

static void add_list_id(struct message *m, const struct list *l)
{
	struct text t = { 0 };
	words_encode_phrase(l->name, sizeof "List-Id: " - 1, &t);
	text_addf(&t, "%s<%.*s.%.*s>", t.len + l->address.len > 60 ? "\n " : " ", PRINTF(l->local), PRINTF(l->domain));
	message_append(m, "List-Id", text_span(&t));
	text_free(&t);
}

/* When the post came in, by its topmost Received field, so that a retry writes the same; else now. */
static void add_date(struct message *m)
{
	struct text now = { 0 };
	struct span date = span_unfold(message_value(m, "Received"));
	while (span_find(date, ';') >= 0)
		span_take(&date, ';');
	date = span_trim(date);
	bool good = date.len >= 20 && date.len <= 50 && date.at[3] == ',';
	for (size_t i = 0; i < date.len; i++)
		good = good && date.at[i] > 31 && date.at[i] < 127;
	if (!good)
		date_add(&now, time(NULL));
	message_set(m, "Date", good ? date : text_span(&now));
	text_free(&now);
}

static void add_message_id(struct message *m, const struct list *l)
{
	struct text t = { 0 };
	text_addf(&t, "<%.32s@%.*s>", post_id(m), PRINTF(l->domain));
	message_set(m, "Message-ID", text_span(&t));
	text_free(&t);
}

int main(int argc, char **argv)
{
	struct message m;
	struct list l;
	bool announce = false;
	const char *archive = NULL;

	die_name(argv[0]);
	die_help(argc, argv, help);
	opterr = 0;
	for (int o; (o = getopt(argc, argv, "aA:")) != -1; )
		switch (o) {
		case 'a': announce = true; break;
		case 'A': archive = optarg; break;
		default: die_usage(usage);
		}
	if (optind != argc || (archive && strpbrk(archive, "<> \t\r\n")))
		die_usage(usage);
	list_read(&l);
	message_read(&m, 0);
	/* Before anything changes: POST_ID, alone in a shell, is of the message as it came. */
	if (!message_value(&m, "Message-ID").len)
		add_message_id(&m, &l);
	if (!message_value(&m, "Date").len)
		add_date(&m);
	remove_unwanted(&m);
	add_list_id(&m, &l);
	if (announce)
		message_append(&m, "List-Post", SPAN("NO"));
	else
		add_mailto(&m, "List-Post", &l, "", NULL);
	add_mailto(&m, "List-Help", &l, "request", "help");
	add_mailto(&m, "List-Subscribe", &l, "request", "subscribe");
	add_mailto(&m, "List-Unsubscribe", &l, "request", "unsubscribe");
	add_mailto(&m, "List-Owner", &l, "owner", NULL);
	if (archive) {
		struct text t = { 0 };
		text_addf(&t, "<%s>", archive);
		message_append(&m, "List-Archive", text_span(&t));
	}
	message_append(&m, "Precedence", SPAN("list"));
	message_write(&m, 1);
	return 0;
}
