/* What the list writes, to the byte. */
#include "answer.h"
#include "tap.h"
#include <stdlib.h>

static struct span compose(const struct answer *a)
{
	struct list l;
	struct text t = { 0 };
	list_read(&l);
	answer_compose(&t, a, &l);
	return text_span(&t);
}

int main(void)
{
	struct answer a = { .from = "owner", .to = SPAN("anne@example.org"), .subject = SPAN("Are you there?"),
		.text = SPAN("Hello,\n\nthis is a test.\n"), .date = 1795492498, .id = SPAN("abc.probe") };
	setenv("LIST", "orch@ml.example.jp", 1);
	is(compose(&a), "From: orch <orch-owner@ml.example.jp>\n"
		"To: anne@example.org\n"
		"Subject: Are you there?\n"
		"Date: Tue, 24 Nov 2026 03:54:58 +0000\n"
		"Message-ID: <abc.probe@ml.example.jp>\n"
		"Auto-Submitted: auto-generated\n"
		"MIME-Version: 1.0\n"
		"Content-Type: text/plain; charset=UTF-8\n"
		"Content-Transfer-Encoding: 7bit\n"
		"\n"
		"Hello,\n\nthis is a test.\n", "nobody has asked for it");

	setenv("LIST_NAME", "東京オーケストラ", 1);
	setenv("DELIMITER", "+", 1);
	a = (struct answer){ .from = "request", .to = SPAN("foo..bar@docomo.ne.jp"), .subject = SPAN("確認"),
		.text = SPAN("こんにちは\n"), .date = 1795492498, .id = SPAN("abc"), .in_reply_to = SPAN("<1@x.example>") };
	is(compose(&a), "From: =?UTF-8?B?5p2x5Lqs44Kq44O844Kx44K544OI44Op?= <orch+request@ml.example.jp>\n"
		"To: \"foo..bar\"@docomo.ne.jp\n"
		"Subject: =?UTF-8?B?56K66KqN?=\n"
		"Date: Tue, 24 Nov 2026 03:54:58 +0000\n"
		"Message-ID: <abc@ml.example.jp>\n"
		"In-Reply-To: <1@x.example>\n"
		"References: <1@x.example>\n"
		"Auto-Submitted: auto-replied\n"
		"MIME-Version: 1.0\n"
		"Content-Type: text/plain; charset=UTF-8\n"
		"Content-Transfer-Encoding: quoted-printable\n"
		"\n"
		"=E3=81=93=E3=82=93=E3=81=AB=E3=81=A1=E3=81=AF\n", "a reply, beyond ASCII");

	static const char *const odd[] = { "<1@x>\nBcc: all@x.example", "1@x.example", "<1 2@x.example>", "<1@x> <2@x>", "<x>" };
	for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
		a.in_reply_to = span(odd[i]);
		ok(span_find_nocase(compose(&a), SPAN("In-Reply-To")) < 0 && span_find_nocase(compose(&a), SPAN("Bcc")) < 0,
			"no Message-ID: %zu", i);
	}
	a.subject = SPAN("one\nBcc: all@x.example");
	ok(span_find_nocase(compose(&a), SPAN("\nBcc")) < 0, "a subject is one line");
	return tap_end();
}
