/* What a delivery status notification says of whom. */
#include "dsn.h"
#include "tap.h"

/* "ADDRESS FINAL ACTION STATUS TEXT", a line a recipient, `-` for nothing, newlines in TEXT as `|`. */
static struct span read_part(const char *part)
{
	struct failures all = { 0 };
	struct text t = { 0 };
	dsn_read(span(part), &all);
	for (size_t i = 0; i < all.count; i++) {
		const struct failure *f = &all.at[i];
		const struct span columns[] = { f->address, f->final, f->action, f->status, f->text };
		for (size_t k = 0; k < sizeof columns / sizeof *columns; k++) {
			text_adds(&t, k ? " " : "");
			text_add(&t, columns[k].len ? columns[k] : SPAN("-"));
		}
		text_addc(&t, '\n');
	}
	for (size_t i = 0; i + 1 < t.len; i++)
		if (t.at[i] == '\n' && t.at[i + 1] == '\n')
			t.at[i] = '|';
	return text_span(&t);
}

int main(void)
{
	is(read_part("Reporting-MTA: dns; mx.example.org\nArrival-Date: Tue, 24 Nov 2026 03:54:58 +0000\n\n"
		"Original-Recipient: rfc822;anne@example.org\nFinal-Recipient: rfc822; a.n@mail.example.org\n"
		"Action: failed\nStatus: 5.1.1\nRemote-MTA: dns; mail.example.org\n"
		"Diagnostic-Code: smtp; 550 5.1.1 no such user\n"),
		"anne@example.org a.n@mail.example.org failed 5.1.1 550 5.1.1 no such user|\n", "RFC 3464");
	is(read_part("Reporting-MTA: dns; m\n\nFinal-Recipient: rfc822; a@x.example\nAction: failed\nStatus: 5.1.1\n\n"
		"Final-Recipient: rfc822; b@x.example\nAction: delayed\nStatus: 4.4.1\n"),
		"a@x.example a@x.example failed 5.1.1 -\nb@x.example b@x.example delayed 4.4.1 -\n", "two recipients");
	is(read_part("Reporting-MTA: dns; m\nFinal-Recipient: rfc822; a@x.example\nAction: failed\nStatus: 5.1.1\n"
		"Final-Recipient: rfc822; b@x.example\nAction: failed\nStatus: 5.2.2\n"),
		"a@x.example a@x.example failed 5.1.1 -\nb@x.example b@x.example failed 5.2.2 -\n", "no blank lines at all");
	is(read_part("FINAL-RECIPIENT:RFC822;a@x.example\r\naction:Failed\r\nstatus:5.1.1 (no such user)\r\n"),
		"a@x.example a@x.example Failed 5.1.1 -\n", "case, CR, no blanks, a comment");
	is(read_part("Final-Recipient: a@x.example\nAction: failed\n"),
		"a@x.example a@x.example failed - -\n", "no type, no status");
	is(read_part("Final-Recipient: rfc822; <a@x.example> (its owner)\nAction: failed\n"),
		"a@x.example a@x.example failed - -\n", "angle brackets and a comment");
	is(read_part("Final-Recipient: rfc822; a@x.example: not found\nAction: failed\n"),
		"", "what can't be an address");
	is(read_part("Final-Recipient: rfc822; foo..bar@docomo.ne.jp\nAction: failed\n"),
		"\"foo..bar\"@docomo.ne.jp \"foo..bar\"@docomo.ne.jp failed - -\n", "two dots");
	is(read_part("Final-Recipient: rfc822;\n a@x.example\nAction: failed\n"
		"Diagnostic-Code: smtp;\n 550 5.1.1 no\n\tsuch user\n"),
		"a@x.example a@x.example failed - 550 5.1.1 no\tsuch user|\n", "folds");
	is(read_part("Final-Recipient: utf-8; \xc3\xa9@x.example\nAction: failed\n"),
		"\xc3\xa9@x.example \xc3\xa9@x.example failed - -\n", "RFC 6533");
	is(read_part("Final-Recipient: rfc822; a@x.example\nAction: failed\nStatus: 5.1.1"),
		"a@x.example a@x.example failed 5.1.1 -\n", "no newline at the end");
	is(read_part("Reporting-MTA: dns; m\nAction: failed\nStatus: 5.0.0\n"), "", "no recipient");
	is(read_part(""), "", "nothing");
	is(read_part("\n\n : \n:\n;\n"), "", "nonsense");
	is(read_part("Final-Recipient: rfc822; a@x.example; b@x.example\nAction: failed\n"), "", "two addresses");

	struct text many = { 0 };
	struct failures all = { 0 };
	for (int i = 0; i < DSN_RECIPIENTS + 5; i++)
		text_addf(&many, "Final-Recipient: rfc822; a%d@x.example\nAction: failed\n\n", i);
	dsn_read(text_span(&many), &all);
	ok(all.count == DSN_RECIPIENTS, "recipients without end");
	return tap_end();
}
