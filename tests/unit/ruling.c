/* The first line of a moderator's answer, as people and their mail programs write it. */
#include "ruling.h"
#include "file.h"
#include "tap.h"
#include <unistd.h>

static void rules(const char *body, enum ruling want, const char *what)
{
	struct message m = { 0 };
	message_parse(&m, SPAN("From: a@x.example\nContent-Type: text/plain; charset=utf-8\n"));
	m.fd = file_scratch();
	write_all(m.fd, span(body), "a scratch file");
	ok(ruling_read(&m) == want, "%s", what);
	close(m.fd);
}

int main(void)
{
	rules("ok\n", RULING_RELEASE, "ok");
	rules("  OK.\n\n> It is attached.\n", RULING_RELEASE, "above what is quoted");
	rules("> A post waits\n\n\nrelease!\n", RULING_RELEASE, "below it");
	rules("ＯＫ！\n", RULING_RELEASE, "in wide letters");
	rules("承認します。\n", RULING_RELEASE, "in Japanese");
	rules("Discard\n", RULING_DISCARD, "discard");
	rules("破棄してください｡\n", RULING_DISCARD, "with the narrow full stop");
	rules("ok, but why?\n", RULING_NONE, "a question");
	rules("Hello,\n\nok\n", RULING_NONE, "another line first");
	rules("> ok\n", RULING_NONE, "quoted");
	rules("", RULING_NONE, "nothing");
	rules(".\nok\n", RULING_NONE, "a full stop is a line");
	return tap_end();
}
