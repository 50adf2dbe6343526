/* list_fields: see list_fields.h */
#include "list_fields.h"
#include "words.h"
#include <string.h>

/* Beside List-*: what speaks for another list, would bring every member's mail system to answer, names hidden
 * recipients, or is a moderator's password. */
static const char *const unwanted[] = {
	"Precedence", "Errors-To", "Bcc", "Resent-Bcc",
	"Return-Receipt-To", "Return-Receipt-Requested", "Read-Receipt-To", "Disposition-Notification-To",
	"Disposition-Notification-Options", "X-Confirm-Reading-To", "X-PMRQC", "Generate-Delivery-Report",
	"Approved", "Approve", "X-Approved", "X-Approve", "X-Password", "Urgent",
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

void list_fields_set(struct message *m, const struct list *l, bool announce, const char *archive)
{
	remove_unwanted(m);
	add_list_id(m, l);
	if (announce)
		message_append(m, "List-Post", SPAN("NO"));
	else
		add_mailto(m, "List-Post", l, "", NULL);
	add_mailto(m, "List-Help", l, "request", "help");
	add_mailto(m, "List-Subscribe", l, "request", "subscribe");
	add_mailto(m, "List-Unsubscribe", l, "request", "unsubscribe");
	add_mailto(m, "List-Owner", l, "owner", NULL);
	if (archive)
		message_append(m, "List-Archive", memory_format("<%s>", archive));
	message_append(m, "Precedence", SPAN("list"));
}
