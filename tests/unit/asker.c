/* Who may have an answer from a list's command address. */
#include "asker.h"
#include "tap.h"
#include <stdlib.h>

static void asks(const char *header, const char *address, const char *why, const char *what)
{
	struct message m = { 0 };
	struct list l;
	struct span got = { NULL, 0 };
	list_read(&l);
	message_parse(&m, span(header));
	const char *wrong = asker_read(&m, &l, &got);
	is(wrong ? span(wrong) : got, why ? why : address, what);
	ok(!wrong == !why, "an answer or none: %s", what);
}

int main(void)
{
	static const char own[] = "it comes from the list itself";
	setenv("LIST", "orch@ml.example.jp", 1);
	setenv("SENDER", "anne@example.org", 1);
	unsetenv("DELIMITER");
	asks("From: Anne <Anne@example.org>\n", "Anne@example.org", NULL, "a person");
	asks("From: orch-taro@ml.example.jp\n", "orch-taro@ml.example.jp", NULL, "one beside the list");
	asks("From: Orch@ML.example.jp\n", NULL, own, "the list");
	asks("From: orch-return-1-a=b@ml.example.jp\n", NULL, own, "its bounces");
	asks("From: orch-Subscribe@ml.example.jp\n", NULL, own, "its command address");
	asks("From: a@x.example, b@x.example\n", NULL, "more than one author in From", "two authors");
	asks("From: a@x.example\nX-Autoreply: yes\n", NULL, "an answering machine wrote it", "an old answering machine");
	setenv("DELIMITER", "+", 1);
	asks("From: orch+owner@ml.example.jp\n", NULL, own, "with another delimiter");
	return tap_end();
}
