/* What the settings of a member say. */
#include "setting.h"
#include "subscriber.h"
#include "tap.h"

static void is_setting(const char *settings, const char *name, const char *want)
{
	struct subscriber x = { .settings = span(settings) };
	struct span got = subscriber_setting(&x, name);
	ok(want ? got.at && span_is(got, span(want)) : !got.at, "%s of <%s>", name, settings);
}

int main(void)
{
	is_setting("s=skip m=3mp", "m", "3mp");
	is_setting("s=skip m=3mp", "S", "skip");
	is_setting("s=skip", "m", NULL);
	is_setting("", "m", NULL);
	is_setting("name=\"東京 太郎\" s=1", "name", "東京 太郎");
	is_setting("name=\"東京 太郎\" s=1", "s", "1");
	is_setting("name=\"a \\\"b\\\" \\\\c\"", "name", "a \"b\" \\c");
	is_setting("name=\"s=1\"", "s", NULL);
	is_setting("name=", "name", "");
	is_setting("name=\"\"", "name", "");
	static const struct { const char *settings; bool gets; } mail[] = {
		{ "", true }, { "name=Anne", true }, { "r=host", true }, { "s=skip", false }, { "s=1", false },
		{ "s=off", false }, { "m=3", false }, { "digest=daily", false }, { "name=\"s=1\"", true },
	};
	for (size_t i = 0; i < sizeof mail / sizeof *mail; i++) {
		struct subscriber x = { .settings = span(mail[i].settings) };
		ok(subscriber_gets_mail(&x) == mail[i].gets, "<%s> gets %s", mail[i].settings,
			mail[i].gets ? "mail" : "no mail");
	}
	struct setting w;
	struct span open = SPAN("name=\"A B");
	ok(setting_next(&open, &w) != NULL, "an unclosed quote is noticed");
	struct span backslash = SPAN("name=\"a\\\"");
	ok(setting_next(&backslash, &w) != NULL, "so is one whose last is quoted itself");
	return tap_end();
}
