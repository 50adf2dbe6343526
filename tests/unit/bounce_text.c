/* Reports in plain words, as programs have written them since there is mail, and mails that are none. */
#include "file.h"
#include "returned.h"
#include "tap.h"
#include <unistd.h>

/* "ADDRESS CLASS STATUS" for each that the mail names, with blanks between. */
static struct span read_mail(const char *mail)
{
	struct message m = { 0 };
	struct bounces all = { 0 };
	struct text t = { 0 };
	int fd = file_scratch();
	write_all(fd, span(mail), "a scratch file");
	lseek(fd, 0, SEEK_SET);
	message_read(&m, fd);
	returned_read(&m, &all);
	for (size_t i = 0; i < all.count; i++)
		text_addf(&t, "%s%.*s %s %.*s", i ? " " : "", PRINTF(all.at[i].address), judge_word(all.at[i].judged.class),
			PRINTF(all.at[i].judged.status));
	close(fd);
	return text_span(&t);
}

#define DAEMON "From: MAILER-DAEMON@mx.example.org\nSubject: failure notice\n\n"
#define COPY \
	"Return-Path: <orch-return-1@ml.example.jp>\nFrom: bob@example.org\nTo: orch@ml.example.jp\n\nuser unknown\n"

static const struct { const char *what, *mail, *want; } mails[] = {
	{ "qmail", DAEMON "Hi. This is the qmail-send program at mx.example.org.\n"
		"I'm afraid I wasn't able to deliver your message to the following addresses.\n"
		"This is a permanent error; I've given up. Sorry it didn't work out.\n\n"
		"<anne@example.org>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n"
		"--- Below this line is a copy of the message.\n\n" COPY,
		"anne@example.org permanent 5.1.1" },
	{ "qmail, three in one text", DAEMON "Hi. This is the qmail-send program at mx.example.org.\n"
		"I'm afraid I wasn't able to deliver your message to the following addresses.\n"
		"This is a permanent error; I've given up. Sorry it didn't work out.\n\n"
		"<anne@example.org>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n"
		"<bob@example.net>:\n192.0.2.1 failed after I sent the message.\n"
		"Remote host said: 554 5.7.1 refused by DMARC policy\n\n"
		"<carol@example.com>:\nSorry, I wasn't able to establish an SMTP connection. (#4.4.1)\n"
		"I'm not going to try again; this message has been in the queue too long.\n\n"
		"--- Below this line is a copy of the message.\n\n" COPY,
		"anne@example.org permanent 5.1.1 bob@example.net policy 5.7.1 carol@example.com temporary 4.4.1" },
	{ "Exim, an alias", "From: Mail Delivery System <Mailer-Daemon@mx.example.org>\nAuto-Submitted: auto-replied\n"
		"Subject: Mail delivery failed: returning message to sender\n\n"
		"This message was created automatically by mail delivery software.\n\n"
		"A message that you sent could not be delivered to one or more of its\nrecipients. This is a permanent error."
		" The following address(es) failed:\n\n"
		"  anne@inside.example.org\n    (generated from all@example.org)\n    host inside.example.org [192.0.2.1]\n"
		"    SMTP error from remote mail server after RCPT TO:<anne@inside.example.org>:\n"
		"    550 5.1.1 no such user here\n\n"
		"------ This is a copy of the message, including all the headers. ------\n\n" COPY,
		"all@example.org permanent 5.1.1" },
	{ "Exim, a warning", "From: Mail Delivery System <Mailer-Daemon@mx.example.org>\nSubject: Warning: message delayed\n\n"
		"A message that you sent has not yet been delivered to one or more of its\n"
		"recipients after more than 24 hours on the queue on mx.example.org.\n\n"
		"  anne@example.org\n    Delay reason: 450 4.7.1 come back\n",
		"anne@example.org nothing 4.7.1" },
	{ "Postfix without a delivery status", "From: MAILER-DAEMON@mx.example.org (Mail Delivery System)\n"
		"Subject: Undelivered Mail Returned to Sender\n\nThis is the mail system at host mx.example.org.\n\n"
		"<a.n@inside.example.org> (expanded from <anne@example.org>): host inside.example.org[192.0.2.1]\n"
		"    said: 550 5.1.1 <a.n@inside.example.org>: Recipient address rejected: User\n    unknown (in reply to RCPT TO"
		" command)\n", "anne@example.org permanent 5.1.1" },
	{ "sendmail 8", "From: Mail Delivery Subsystem <MAILER-DAEMON@mx.example.org>\nSubject: Returned mail\n\n"
		"The original message was received at Tue, 24 Nov 2026 03:54:58 GMT\n\n"
		"   ----- The following addresses had permanent fatal errors -----\n<anne@example.org>\n"
		"    (reason: 550 5.1.1 no such user)\n\n   ----- Transcript of session follows -----\n"
		"... while talking to mx.example.org.:\n>>> RCPT To:<anne@example.org>\n<<< 550 5.1.1 no such user\n",
		"anne@example.org permanent 5.1.1" },
	{ "sendmail 5", "From: Mail Delivery Subsystem <MAILER-DAEMON@mx.example.org>\n"
		"Subject: Returned mail: User unknown\n\n"
		"   ----- Transcript of session follows -----\nWhile talking to mx.example.org:\n>>> RCPT To:<anne@example.org>\n"
		"<<< 550 anne@example.org is unheard of\n550 <anne@example.org>... User unknown\n"
		"554 <bob@example.net>... 550 Host unknown (Name server: example.net: no data known)\n\n"
		"   ----- Unsent message follows -----\n" COPY,
		"anne@example.org permanent 5.0.0 bob@example.net permanent 5.0.0" },
	{ "Exchange", "From: System Administrator <postmaster@example.org>\n"
		"Subject: Undeliverable: Rehearsal\n\nYour message\n\n"
		"  To:      orch@ml.example.jp\n  Subject: Rehearsal\n\ndid not reach the following recipient(s):\n\n"
		"anne@example.org on Tue, 24 Nov 2026 03:54:58 -0000\n    The recipient name is not recognized\n",
		"anne@example.org permanent 5.0.0" },
	{ "Domino", "From: Postmaster@example.org\nSubject: DELIVERY FAILURE: User anne not listed\n\nYour message\n\n"
		"  Subject: Rehearsal\n\nwas not delivered to:\n\n  anne@example.org\n\nbecause:\n\n"
		"  User anne (anne@example.org) not listed in Domino Directory\n", "anne@example.org permanent 5.0.0" },
	{ "docomo", "From: MAILER-DAEMON@docomo.ne.jp\nSubject: Undelivered Mail Returned to Sender\n\n"
		"The following addresses had permanent errors:\n<foo..bar@docomo.ne.jp>\n"
		"550 Unknown user foo..bar@docomo.ne.jp\n", "foo..bar@docomo.ne.jp permanent 5.0.0" },
	{ "au", "From: Postmaster@ezweb.ne.jp\nSubject: Mail System Error - Returned Mail\n"
		"Content-Type: text/plain; charset=\"ISO-2022-JP\"\n\n"
		"\033$B<!$N$\"$F@h$X$N%a%C%;!<%8$O%(%i!<$N$?$aAw?.$G$-$^$;$s$G$7$?!#\033(B\n\n"
		"Each of the following recipients was rejected by a remote\nmail server.\n\n"
		"    Recipient: <anne@ezweb.ne.jp>\n    >>> RCPT TO:<anne@ezweb.ne.jp>\n"
		"    <<< 550 <anne@ezweb.ne.jp>: User unknown\n", "anne@ezweb.ne.jp permanent 5.0.0" },
	{ "SoftBank, full", "From: MAILER-DAEMON@softbank.ne.jp\nSubject: Returned mail\n"
		"Content-Type: text/plain; charset=UTF-8\n\nメールボックスが一杯のため、送信できませんでした。\n"
		"宛先: <anne@softbank.ne.jp>\n", "anne@softbank.ne.jp temporary 4.0.0" },
	{ "au one net", "From: no-reply@dion.ne.jp\nSubject: Mail\n\nYour mail sent on: Tue, 24 Nov 2026\n"
		"     Could not be delivered to: <anne@x.dion.ne.jp>\n     As their mailbox is full.\n",
		"anne@x.dion.ne.jp temporary 4.0.0" },
	{ "m-FILTER, and no charset", "From: postmaster@example.org\nSubject: failure notice\n\n"
		"\033$B0J2<$N%a!<%k%\"%I%l%9$X$NAw?.$K<:GT$7$^$7$?!#\033(B\nanne@example.org\n\n-------server message\n"
		"550 unknown user <anne@example.org>\n\n-------original message\n" COPY, "anne@example.org permanent 5.0.0" },
	{ "the addresses in the header", "From: Mailer-Daemon@mx.example.org\nX-Failed-Recipients: anne@example.org,\n"
		" bob@example.net\nSubject: Mail delivery failed\n\nThis could not be delivered, says carol@example.com.\n\n"
		"  anne@example.org\n    550 5.1.1 no\n\n  bob@example.net\n    552 5.2.2 mailbox full\n",
		"anne@example.org permanent 5.1.1 bob@example.net temporary 5.2.2" },
	{ "a label", DAEMON "Unable to deliver message to: <anne@example.org>\n550 No such user here\n",
		"anne@example.org permanent 5.0.0" },
	{ "somewhere in the text", DAEMON "There was an error delivering your mail to anne@example.org.\n550 5.1.1 no\n"
		"For help, write to postmaster@mx.example.org.\n", "anne@example.org permanent 5.1.1" },
	{ "no address at all", DAEMON "Your mail could not be delivered.\n550 5.1.1 no such user\n", " permanent 5.1.1" },
	{ "HTML alone", "From: postmaster@example.org\nSubject: Undeliverable\nContent-Type: text/html\n\n"
		"<p>Delivery has failed to:</p><p><a href=\"mailto:anne&#64;example.org\">anne&#64;example.org</a></p>"
		"<p>550&nbsp;5.1.1 no such user &lt;anne@example.org&gt;</p>\n", "anne@example.org permanent 5.1.1" },
	{ "a delivery status among the words", DAEMON "Your mail could not be delivered.\n\n"
		"Final-Recipient: rfc822; anne@example.org\nAction: failed\nStatus: 5.1.1\n", "anne@example.org permanent 5.1.1" },
	{ "a wrong boundary", "From: MAILER-DAEMON@mx.example.org\nContent-Type: multipart/report; boundary=a\n\n--b\n"
		"Content-Type: message/delivery-status\n\nReporting-MTA: dns; m\n\nFinal-Recipient: rfc822; anne@example.org\n"
		"Action: failed\nStatus: 5.1.1\n\n--b--\n", "anne@example.org permanent 5.1.1" },

	/* no bounces */
	{ "a holiday reply", "From: anne@example.org\nSubject: Re: [orch:00123] Rehearsal\nAuto-Submitted: auto-replied\n\n"
		"I am away until Monday, and my mail could not be delivered before.\n"
		"If it is urgent, write to bob@example.org, 550 5.1.1\n", "" },
	{ "a holiday reply without any mark", "From: anne@example.org\nSubject: Out of office\n\n"
		"The user anne@example.org is unknown to be at work. Call 555 0100 or 550-5511.\n", "" },
	{ "one who has left", "From: anne@example.org\nSubject: Automatic reply: Rehearsal\n\n"
		"This mailbox is no longer in use. anne@example.org is no longer valid.\n", "" },
	{ "a challenge", "From: bob@example.org\nSubject: Please confirm your message\n\n"
		"Your message to bob@example.org was not delivered yet: click here to prove that you are human.\n", "" },
	{ "a complaint", "From: postmaster@example.org\nSubject: FW: Rehearsal\nContent-Type: multipart/report;\n"
		" report-type=feedback-report; boundary=a\n\n--a\nContent-Type: text/plain\n\nThis is a report of abuse of\n"
		"<anne@example.org>: user unknown\n\n--a\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\n\n--a--\n",
		"" },
	{ "it was read", "From: anne@example.org\nSubject: Undeliverable\nContent-Type: multipart/report; boundary=a\n\n--a\n"
		"Content-Type: text/plain\n\nYour mail was read.\n\n--a\nContent-Type: message/disposition-notification\n\n"
		"Final-Recipient: rfc822; anne@example.org\nDisposition: manual-action/MDN-sent-manually; displayed\n\n--a--\n", "" },
	{ "it was delivered", "From: MAILER-DAEMON@mx.example.org\nContent-Type: multipart/report; boundary=a\n\n--a\n"
		"Content-Type: message/delivery-status\n\nReporting-MTA: dns; m\n\nFinal-Recipient: rfc822; anne@example.org\n"
		"Action: delivered\nStatus: 2.0.0\n\n--a--\n", "anne@example.org nothing 2.0.0" },
	{ "a virus scanner", "From: postmaster@example.org\nSubject: A note\n\n"
		"Your mail had an attachment, which we took out.\n",
		"" },
	{ "no words", DAEMON, "" },
};

int main(void)
{
	for (size_t i = 0; i < sizeof mails / sizeof *mails; i++)
		is(read_mail(mails[i].mail), mails[i].want, mails[i].what);

	static const struct { const char *address; enum verdict_class class; } told[] = {
		{ "bob@example.org", JUDGED_PERMANENT }, { "Anne@Example.org", JUDGED_TEMPORARY },
		{ "carol@example.org", JUDGED_POLICY },
	};
	struct bounces all = { 0 };
	for (size_t i = 0; i < 3; i++) {
		all.at = memory_grow(all.at, all.count, &all.room, sizeof *all.at);
		all.at[all.count++] = (struct bounce){ .address = span(told[i].address),
			.judged.class = told[i].class, .text = SPAN("x") };
	}
	struct mailbox anne = { .local = SPAN("anne"), .domain = SPAN("example.org") };
	struct mailbox dave = { .local = SPAN("dave"), .domain = SPAN("example.org") };
	ok(returned_about(&all, &anne).judged.class == JUDGED_TEMPORARY, "what is said of the member himself");
	ok(returned_about(&all, &dave).judged.class == JUDGED_TEMPORARY, "else the mildest of all");
	is(returned_about(&all, &dave).address, "dave@example.org", "whose it is");
	all.count = 0;
	ok(returned_about(&all, &dave).judged.class == JUDGED_NOTHING, "and nothing of nothing");
	return tap_end();
}
