/* Whatever a header says, From and Subject come out as the list wants them, and a second time the same. */
#include "address.h"
#include "list.h"
#include "message.h"
#include "munge.h"
#include "name.h"
#include "subject.h"
#include "words.h"
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void header(const struct message *m, struct text *out)
{
	out->len = 0;
	for (size_t i = 0; i < m->count; i++)
		text_add(out, m->field[i].raw);
}

static void munge(struct message *m, const struct list *l, enum reply_to how)
{
	struct mailbox author;
	if (address_author(m, &author))
		return;
	munge_from(m, l, &author, SPAN(""));
	munge_repair(m, l);
	munge_reply_to(m, l, &author, how);
}

/* The new From: ours, one, and with nothing in its name that reads as an address. */
static void check(const struct message *m, const struct list *l)
{
	struct mailbox b;
	struct text name = { 0 };
	if (address_author(m, &b) || !span_is(b.local, l->local) || !span_is(b.domain, l->domain))
		abort();
	words_decode(b.name, &name);
	static const char *const never[] = { "@", "<", ">", "\uFF20", "\uFE6B", "\uFF1C", "\uFF1E", "\n",
		"\u202E" };
	for (size_t i = 0; i < sizeof never / sizeof *never; i++)
		if (span_find_nocase(text_span(&name), span(never[i])) >= 0)
			abort();
	if (message_count(m, "Reply-To") > 1 || message_count(m, "Cc") > 1 || message_count(m, "To") > 1)
		abort();
	text_free(&name);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const format[] = { "[orch:%05d]", "[orch]", "[\u697d\u56e3:%d]", "orch %d" };
	struct list l = { SPAN("ant@example.com"), SPAN("ant"), SPAN("example.com"), SPAN("Ant (a) list's") };
	struct message m = { 0 };
	struct mailbox author;
	struct text once = { 0 }, twice = { 0 }, subject = { 0 }, again = { 0 };
	struct tag tag;

	if (!size)
		return 0;
	struct span all = { (const char *)data + 1, size - 1 };
	if (!message_parse(&m, all) && !address_author(&m, &author)) {
		enum reply_to how = (enum reply_to)(data[0] % 5);
		munge(&m, &l, how);
		check(&m, &l);
		header(&m, &once);
		munge(&m, &l, how);
		header(&m, &twice);
		if (!span_is(text_span(&once), text_span(&twice)))
			abort();
	}
	if (m.count) {
		tag_read(span(format[data[0] / 5 % 4]), &tag);
		subject_tag(message_value(&m, "Subject"), &tag, 124, &subject);
		subject_tag(span_trim(text_span(&subject)), &tag, 124, &again);
		if (!span_is(span_trim(text_span(&subject)), span_trim(text_span(&again))))
			abort();
	}
	text_free(&once);
	text_free(&twice);
	text_free(&subject);
	text_free(&again);
	memory_reset();
	return 0;
}
