/* Commands out of mails, as fml's users and everybody else write them. */
#include "commands.h"
#include "file.h"
#include "scratch.h"
#include "tap.h"

static void show(struct text *t, const struct command *c)
{
	text_addf(t, "%s%s%s", t->len ? "|" : "", c->word, c->misused ? "?" : "");
	for (int i = 0; i < 2; i++)
		if (c->arg[i].len)
			text_addf(t, " %.*s", PRINTF(c->arg[i]));
	if (c->text.len)
		text_addf(t, " \"%.*s\"", PRINTF(c->text));
}

/* One line; "-" if it is no command, "get?" if it is one that is written otherwise. */
static void line(const char *s, const char *want)
{
	struct command c;
	struct text t = { 0 };
	if (command_read(&c, span(s)))
		show(&t, &c);
	else
		text_addc(&t, '-');
	is(text_span(&t), want, s);
	text_free(&t);
}

static void mail(const char *extension, const char *s, const char *want, const char *what)
{
	struct message m;
	struct commands c;
	struct text t = { 0 };
	int fd = file_scratch();
	write_all(fd, span(s), "the mail");
	lseek(fd, 0, SEEK_SET);
	message_read(&m, fd);
	message_settle_body(&m);
	commands_read(&c, &m, span(extension), SPAN("orch"));
	for (size_t i = 0; i < c.count; i++)
		show(&t, &c.at[i]);
	if (c.unknown)
		text_addf(&t, "|%zu unknown%s", c.unknown, c.wrong ? "!" : "");
	is(text_span(&t), want, what);
	text_free(&t);
	close(fd);
}

#define PLAIN "From: a@x.org\n\n"
#define TOKEN "abcdefghijklmnopqrstuvwxyz"

int main(void)
{
	scratch_begin();
	line("help", "help");
	line("HELP", "help");
	line("  # Help  ", "help");
	line("#help", "help");
	line("＃　ＨＥＬＰ", "help");
	line("ｈｅｌｐ", "help");
	line("help me, please", "help");
	line("helpless", "-");
	line("", "-");
	line("#", "-");
	line("guide", "guide");
	line("guide me", "-");
	line("subscribe", "subscribe");
	line("# subscribe Anne Person", "subscribe \"Anne Person\"");
	line("subscribe 鈴木　健二", "subscribe \"鈴木 健二\"");
	line("subscribe Anne <anne@example.org>", "subscribe \"Anne\"");
	line("unsubscribe", "unsubscribe");
	line("unsubscribe anne@example.org", "unsubscribe anne@example.org");
	line("bye <anne@example.org>", "bye anne@example.org");
	line("bye for now", "bye?");
	line("unsubscribe me", "unsubscribe?");
	line("confirm " TOKEN, "confirm " TOKEN);
	line("CONFIRM ABCDEFGHIJKLMNOPQRSTUVWXYZ Anne Person", "confirm ABCDEFGHIJKLMNOPQRSTUVWXYZ");
	line("confirm 84682771", "confirm");
	line("confirm ../../etc/passwd", "confirm");
	line("confirm", "confirm?");
	line("chaddr a@x.org b@y.org", "chaddr a@x.org b@y.org");
	line("# change-address <a@x.org> <b@y.org>", "change-address a@x.org b@y.org");
	line("chaddr a@x.org", "chaddr?");
	line("change the subject", "change?");
	line("chaddr a@x.org b@y.org c@z.org", "chaddr?");
	line("on", "on");
	line("on the other hand", "-");
	line("digest 3", "digest 3");
	line("matome 13mp", "matome 13mp");
	line("matome ３", "matome 3");
	line("digest 0", "digest 0");
	line("digest 37", "digest?");
	line("digest 3mpxx", "digest?");
	line("digest x", "digest?");
	line("unmatome", "unmatome");
	line("status", "status");
	line("admin add anne@example.org", "admin \"add anne@example.org\"");
	line("# admin ADD anne@example.org Anne  Person", "admin \"ADD anne@example.org Anne Person\"");
	line("admin bye anne@example.org", "admin \"bye anne@example.org\"");
	line("admin bye anne@example.org bob@example.org", "admin?");
	line("admin set anne@example.org s=skip name=\"A B\"", "admin \"set anne@example.org s=skip name=\"A B\"\"");
	line("admin set anne@example.org", "admin?");
	line("admin chaddr a@x.org b@y.org", "admin \"chaddr a@x.org b@y.org\"");
	line("admin off anne@example.org", "admin \"off anne@example.org\"");
	line("admin approve 0123456789", "admin \"approve 0123456789\"");
	line("admin approve 012345678", "admin?");
	line("admin discard ../../x", "admin?");
	line("admin log 30", "admin \"log 30\"");
	line("admin members", "admin \"members\"");
	line("admin held", "admin \"held\"");
	line("admin pass secret", "admin?");
	line("admin", "admin?");
	line("summary", "summary");
	line("summary last:10", "summary last:10");
	line("summary of the meeting", "summary?");
	line("get 1-10,15", "get 1-10,15");
	line("# mget last:30 mp 300", "mget last:30 mp");
	line("ｇｅｔ　１－３", "get 1-3");
	line("send 5 d", "send 5 d");
	line("get", "get?");
	line("get me out of here", "-");
	line("get ../../etc/passwd", "get?");
	line("get 1 ../x", "get?");
	line("get 1 mp 300 400", "-");
	line("# get me out of here", "get?");
	line("summary of the last meeting", "-");
	line("# on the other hand", "on?");
	line("off anne@example.org", "off?");
	line("status <anne@example.org>", "status?");
	line("off anne@example.org bob@example.org", "-");
	line("change the subject of it, please", "-");
	line("members", "members");
	line("end", "end");

	mail("request", PLAIN "help\n", "help", "a line");
	mail("request", "From: a@x.org\nSubject: subscribe Anne\n\n", "subscribe \"Anne\"", "the subject");
	mail("request", "From: a@x.org\nSubject: Re: [orch:00123] Re: unsubscribe\n\n", "unsubscribe", "an answer's subject");
	mail("request", "From: a@x.org\nSubject: =?utf-8?B?77yoRUxQ?=\n\n", "help", "a full-width subject");
	mail("request", "From: a@x.org\nSubject: Hello\n\nhelp\n", "help", "a subject that is none");
	mail("request", "From: a@x.org\nSubject: unsubscribe\n\n# unsubscribe\r\nUNSUBSCRIBE\n", "unsubscribe",
		"the same three times");
	mail("request", "From: a@x.org\nSubject: get well soon\n\n", "get?", "a subject that begins like one");
	mail("request", "From: a@x.org\nSubject: get well soon\n\nHello\nhelp\n", "help|1 unknown", "which counts alone only");
	mail("request", PLAIN "chaddr\nchaddr a@x.org\nchaddr a@x.org b@y.org\n", "chaddr?|chaddr a@x.org b@y.org", "misused twice");
	mail("request", PLAIN "end of it\nhelp\n", "help|1 unknown", "not the end");
	mail("request", PLAIN "# end of it\nhelp\n", "end?|help", "nor this");
	mail("request", PLAIN "help\nguide\n\nstatus\n", "help|guide|status", "three lines");
	mail("request", PLAIN "help\nend\nguide\n", "help", "end");
	mail("request", PLAIN "help\n-- \nguide\n", "help", "a signature");
	mail("request", PLAIN "help\n--\nguide\n", "help", "a signature without its blank");
	mail("request", PLAIN "> guide\nhelp\n>off\n", "help", "quoted lines");
	mail("request", PLAIN "help\nThank you!\nAnne Person\n", "help|2 unknown", "other lines");
	mail("request", PLAIN "# helf\n", "|1 unknown!", "a command that is none");
	mail("request", PLAIN "Dear all,\nplease take me off this list.\n", "|2 unknown", "a letter");
	mail("request", PLAIN, "", "nothing");
	mail("request", "From: a@x.org\nContent-Type: text/plain; charset=iso-2022-jp\n\n"
		"\x1b$B!t!!#H#E#L#P\x1b(B\n\x1b$B#s#u#b#s#c#r#i#b#e!!NkLZ\x1b(B\n", "help|subscribe \"鈴木\"", "JIS");
	mail("request", "From: a@x.org\nContent-Transfer-Encoding: base64\n\naGVscApndWlkZQo=\n", "help|guide", "base64");
	mail("request", "From: a@x.org\nContent-Transfer-Encoding: quoted-printable\n\nhe=\nlp\n", "help",
		"quoted-printable");
	mail("request", "From: a@x.org\nContent-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/html\n\n"
		"<b>off\n--b\nContent-Type: text/plain\n\nhelp\n--b\nContent-Type: text/plain\n\nguide\n--b--\n",
		"help", "the first plain text");
	mail("request", "From: a@x.org\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\n"
		"Subject: x\n\noff\n--b--\n", "", "not what an attached mail says");
	mail("request", PLAIN "a\nb\nc", "|3 unknown", "no newline at the end");
	mail("subscribe", PLAIN "unsubscribe\n", "subscribe", "the address counts");
	mail("Unsubscribe", PLAIN "", "unsubscribe", "in either case");
	mail("help", PLAIN "", "help", "help");
	mail("confirm-" TOKEN, PLAIN "> help\nunsubscribe\n", "confirm " TOKEN, "a token in the address");
	mail("confirm-none", PLAIN "help\n", "help", "no token");
	mail("off", PLAIN "help\n", "help", "an address that is no command");
	mail("", PLAIN "help\n", "help", "no extension");
	struct text t = { 0 };
	text_adds(&t, PLAIN);
	for (int i = 0; i < 50; i++)
		text_addf(&t, "digest %d\n", i + 1);
	struct command c;
	mail("request", text_string(&t), "digest 1|digest 2|digest 3|digest 4|digest 5|digest 6|digest 7|digest 8|digest 9|"
		"digest 10|digest 11|digest 12|digest 13|digest 14|digest 15|digest 16|digest 17|digest 18|digest 19|"
		"digest 20", "no more than twenty");
	t.len = 0;
	text_adds(&t, "help ");
	while (t.len < 700)
		text_addc(&t, 'x');
	ok(!command_read(&c, text_span(&t)), "a long line is none");
	text_free(&t);
	scratch_end();
	return tap_end();
}
