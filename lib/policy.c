/* policy: see policy.h */
#include "policy.h"
#include "address.h"
#include "die.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int policy_code(const char *word)
{
	static const struct { const char *word; int code; } codes[] = {
		{ "hold", HOLD }, { "refuse", PERM }, { "drop", DROP },
	};
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
		if (strcmp(word, codes[i].word) == 0)
			return codes[i].code;
	return 0;
}

int policy_unanswered(int code) { return code == PERM ? DROP : code; }

void policy_end(int code, const char *fmt, ...)
{
	char sentence[700];
	const char *sender = getenv("SENDER");
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(sentence, sizeof sentence, fmt, ap);
	va_end(ap);
	if (sender && address_is_null(span(sender)))
		code = policy_unanswered(code);
	die(code, code == PERM ? "5.7.1" : "2.7.0", "%s", sentence);
}
