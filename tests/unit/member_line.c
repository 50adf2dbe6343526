/* One line of a members file is edited: what was not asked for stays byte for byte. */
#include "member_line.h"
#include "tap.h"

static void set(const char *line, const char *name, const char *value, const char *want)
{
	struct text t = { 0 };
	const char *wrong = member_line_set(&t, span(line), span(name), span(value));
	is(wrong ? span(wrong) : text_span(&t), want, line);
	text_free(&t);
}

int main(void)
{
	set("a@x.org", "s", "off", "a@x.org s=off");
	set("  a@x.org\t", "s", "off", "  a@x.org s=off\t");
	set("a@x.org\r", "s", "off", "a@x.org s=off\r");
	set("a@x.org  # violin", "s", "off", "a@x.org s=off  # violin");
	set("a@x.org\tAnne Person #1", "lang", "ja", "a@x.org\tAnne Person lang=ja #1");
	set("a@x.org s=skip  lang=ja", "s", "off", "a@x.org s=off  lang=ja");
	set("a@x.org S=skip s=1 x", "s", "off", "a@x.org s=off x");
	set("a@x.org skip", "s", "off", "a@x.org s=off");
	set("a@x.org matome 3 # x", "m", "6", "a@x.org m=6 # x");
	set("a@x.org 3", "m", "6", "a@x.org m=6");
	set("a@x.org 3 # x", "s", "off", "a@x.org m=3 s=off # x");
	set("a@x.org m=0", "m", "3", "a@x.org m=3");
	set("a@x.org", "name", "Suzuki \"Ken\" \\1", "a@x.org name=\"Suzuki \\\"Ken\\\" \\\\1\"");
	set("a@x.org", "name", "", "a@x.org name=\"\"");
	set("a@x.org name=\"Suzuki Ken\" s=off", "name", "Ken", "a@x.org name=Ken s=off");

	set("a@x.org", "s", NULL, "a@x.org");
	set("a@x.org s=off", "s", NULL, "a@x.org");
	set("a@x.org  s=off\tname=A  # x", "s", NULL, "a@x.org\tname=A  # x");
	set("a@x.org name=A skip s=1", "s", NULL, "a@x.org name=A");
	set("a@x.org matome 3 s=off", "m", NULL, "a@x.org s=off");
	set("a@x.org 3", "m", NULL, "a@x.org");
	set("a@x.org m=0\t# none", "m", NULL, "a@x.org\t# none");

	set("# a@x.org", "s", NULL, "a@x.org");
	set("#\ta@x.org m=3mp\t# x", "s", NULL, "a@x.org m=3mp\t# x");
	set("#a@x.org", "s", "off", "a@x.org s=off");
	set("# a@x.org", "name", "A", "# a@x.org name=A");
	set("# a@x.org name=\"open", "s", NULL, "an unclosed quote");
	set("a@x.org m= 3", "m", NULL, "the setting would not be read back as it is meant");
	set("# a@x.org", "name", "\377", "the setting would not be read back as it is meant");
	set("a@x.org s=skip 3", "s", NULL, "other words in the line would get another meaning");

	struct text t = { 0 };
	member_line_move(&t, SPAN(" a@x.org  s=off # x "), SPAN("b@y.org"));
	text_addc(&t, '|');
	member_line_move(&t, SPAN("#\ta@x.org"), SPAN("b@y.org"));
	is(text_span(&t), " b@y.org  s=off # x |#\tb@y.org", "another address");
	text_free(&t);
	return tap_end();
}
