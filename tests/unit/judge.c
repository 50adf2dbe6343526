/* A failure is told by code and by words, and the two do not always agree. */
#include "judge.h"
#include "tap.h"

static struct span say(const char *action, const char *status, const char *words)
{
	struct failure f = { .action = span(action), .status = span(status), .text = span(words) };
	struct judgement j = judge(&f);
	struct text t = { 0 };
	text_addf(&t, "%s %.*s", judge_word(j.class), PRINTF(j.status));
	return text_span(&t);
}

int main(void)
{
	static const struct { const char *action, *status, *words, *want; } reports[] = {
		/* by the code alone */
		{ "failed", "5.1.1", "", "permanent 5.1.1" },
		{ "failed", "5.1.10", "", "permanent 5.1.10" },
		{ "failed", "5.2.1", "", "permanent 5.2.1" },
		{ "failed", "5.4.4", "", "permanent 5.4.4" },
		{ "failed", "5.0.0", "", "permanent 5.0.0" },
		{ "failed", "", "", "permanent 5.0.0" },
		{ "failed", "5.2.2", "", "temporary 5.2.2" },
		{ "failed", "4.4.7", "", "temporary 4.4.7" },
		{ "failed", "4.0.0", "", "temporary 4.0.0" },
		{ "failed", "5.1.8", "", "policy 5.1.8" },
		{ "failed", "5.3.4", "", "policy 5.3.4" },
		{ "failed", "5.6.1", "", "policy 5.6.1" },
		{ "failed", "5.7.1", "", "policy 5.7.1" },
		{ "failed", "5.7.26", "", "policy 5.7.26" },

		/* nothing has failed */
		{ "delayed", "4.4.1", "connection timed out", "nothing 4.4.1" },
		{ "delivered", "2.0.0", "", "nothing 2.0.0" },
		{ "relayed", "2.1.9", "user unknown", "nothing 2.1.9" },
		{ "expanded", "", "", "nothing " },
		{ "", "", "I am in Kyoto until May. Call 555 0100.", "nothing " },

		/* the words know better than the code */
		{ "failed", "5.0.0", "550 5.1.1 no such user", "permanent 5.1.1" },
		{ "failed", "5.7.1", "550 5.7.1 User unknown: anne@example.org", "permanent 5.7.1" },
		{ "failed", "5.0.0", "554 Message refused by DMARC policy of example.org", "policy 5.0.0" },
		{ "failed", "5.1.1", "550 5.1.1 Mail from 192.0.2.1 is blocked by a block list", "policy 5.1.1" },
		{ "failed", "5.0.0", "552 mailbox full", "temporary 5.0.0" },
		{ "failed", "5.4.1", "550 5.4.1 Recipient address rejected: Access denied", "permanent 5.4.1" },
		{ "", "", "550 Access denied", "policy 5.0.0" },
		{ "", "", "The address is no\n   longer valid", "permanent 5.0.0" },
		{ "", "", "メールボックスが一杯のため", "temporary 4.0.0" },
		{ "", "", "送信先メールアドレスが見つからないか", "permanent 5.0.0" },

		/* names are no words */
		{ "failed", "5.1.1", "550 <nospam@dkim.example>: unheard of", "permanent 5.1.1" },
		{ "failed", "5.1.1", "host spam.example said: 550 5.1.1 gone", "permanent 5.1.1" },
		{ "failed", "5.1.1", "550 see https://example.org/policy", "permanent 5.1.1" },

		/* a code in the words */
		{ "", "", "550 gone away", "permanent 5.0.0" },
		{ "", "", "451 come back", "temporary 4.0.0" },
		{ "", "", "552 too much", "temporary 4.0.0" },
		{ "", "", "said: 550-5.1.1 gone", "permanent 5.1.1" },
		{ "", "", "gone (#5.1.1)", "permanent 5.1.1" },
		{ "", "", "gone (#5.1.1).", "permanent 5.1.1" },
		{ "", "", "192.0.2.55 and 5.1.1.1 and v5.1.1 are no codes, and neither are 1550 and 550x", "nothing " },
	};
	for (size_t i = 0; i < sizeof reports / sizeof *reports; i++)
		is(say(reports[i].action, reports[i].status, reports[i].words), reports[i].want, *reports[i].words ?
			reports[i].words : reports[i].want);
	return tap_end();
}
