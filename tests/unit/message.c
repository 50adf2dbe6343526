/* Fields keep their bytes; what is no field is said. */
#include "message.h"
#include "tap.h"

static struct span joined(const struct message *m)
{
	struct text t = { 0 };
	for (size_t i = 0; i < m->count; i++)
		text_add(&t, m->field[i].raw);
	return text_span(&t);
}

static const char *wrong(struct span header)
{
	struct message m = { 0 };
	return message_parse(&m, header);
}

int main(void)
{
	struct message m = { 0 };
	struct span header = SPAN("Received: a\n\tb;\n c\nfrom : x@y \nSubject:\nX-A:b\n: c\nTo: \n z\n");
	ok(wrong(header) != NULL, "a field without a name");
	header = SPAN("Received: a\n\tb;\n c\nfrom : x@y \nSubject:\nX-A:b\nTo: \n z\nX-A: d\n");
	ok(!message_parse(&m, header), "a header");
	ok(m.count == 6, "its fields");
	is(joined(&m), header.at, "its bytes");
	is(message_value(&m, "RECEIVED"), "a\n\tb;\n c", "a folded value");
	is(span_unfold(message_value(&m, "Received")), "a\tb; c", "unfolded");
	is(message_value(&m, "From"), "x@y", "a blank before the colon");
	is(message_value(&m, "Subject"), "", "an empty value");
	ok(message_value(&m, "Subject").at && !message_value(&m, "Cc").at, "empty is not missing");
	is(message_value(&m, "to"), "z", "a value that starts with a fold");
	ok(message_count(&m, "x-a") == 2 && message_find(&m, "X-A", 4) == 5, "two of a name");
	message_set(&m, "x-A", SPAN("new"));
	ok(message_count(&m, "X-A") == 1 && message_find(&m, "X-A", 0) == 3, "set keeps the first place");
	message_prepend(&m, "Top", SPAN("1"));
	message_append(&m, "End", SPAN("=?utf-8?q?a?=\n =?utf-8?q?b?="));
	message_remove(&m, "Received");
	is(joined(&m), "Top: 1\nfrom : x@y \nSubject:\nx-A: new\nTo: \n z\nEnd: =?utf-8?q?a?=\n =?utf-8?q?b?=\n", "edited");

	m = (struct message){ 0 };
	ok(!message_parse(&m, SPAN("From: a@b\nTo: c")), "no newline at the end");
	is(joined(&m), "From: a@b\nTo: c\n", "gets one");
	ok(!message_parse(&(struct message){ 0 }, SPAN("From\n : a@b\n")), "a folded name");

	ok(wrong(SPAN("")), "no header");
	ok(wrong(SPAN(" From: a@b\n")), "a blank at the start");
	ok(wrong(SPAN("From: a@b\nno colon\n")), "no colon");
	ok(wrong(SPAN("Fr\xc3\xb6m: a@b\n")), "a name with 8-bit");
	ok(wrong(SPAN("From: a@b\0c\n")), "NUL");
	ok(wrong(SPAN("From: a@b\r\n")), "CR");

	struct text t = { 0 };
	for (int i = 0; i < 100000; i++)
		text_adds(&t, "X-A: b\n");
	m = (struct message){ 0 };
	ok(!message_parse(&m, text_span(&t)) && m.count == 100000, "100,000 fields");
	message_remove(&m, "X-A");
	ok(m.count == 0, "removed");
	return tap_end();
}
