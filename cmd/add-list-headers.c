/* add-list-headers: the header fields of a list (RFC 2369, RFC 2919), and nothing of what must not be passed on.
 *
 * Only the list may speak for itself: every List-* that came in goes, whoever wrote it. */
#include "date.h"
#include "die.h"
#include "list.h"
#include "list_fields.h"
#include <string.h>
#include <unistd.h>

static const char usage[] = "add-list-headers [-a] [-A ARCHIVE-URL] <message >message";
static const char help[] =
	"usage: add-list-headers [-a] [-A ARCHIVE-URL] <message >message\n"
	"Writes List-Id, List-Post, List-Help, List-Subscribe, List-Unsubscribe, List-Owner and\n"
	"Precedence, and removes what came in of these and what asks for receipts or is secret.\n"
	"  -a      an announcement list: List-Post: NO\n"
	"  -A URL  List-Archive: <URL>\n";

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
	list_fields_set(&m, &l, announce, archive);
	message_write(&m, 1);
	return 0;
}
