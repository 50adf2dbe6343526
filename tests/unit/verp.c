/* One sender for each address, and one address for each sender. */
#include "tap.h"
#include "verp.h"

static struct span read_back(const char *extension)
{
	struct mailbox b;
	struct text t = { 0 };
	if (!verp_read(span(extension), &b))
		return SPAN("none");
	text_addf(&t, "%.*s|%.*s", PRINTF(b.local), PRINTF(b.domain));
	return text_span(&t);
}

int main(void)
{
	static const struct { const char *in, *want; } senders[] = {
		{ "123-user=dom.example", "user|dom.example" },
		{ "0-user=dom.example", "user|dom.example" },
		{ "1-a=b=c.example", "a=b|c.example" },		/* `=` may stand in a local part, not in a domain */
		{ "1-a-b=c-d.example", "a-b|c-d.example" },
		{ "1--=c.example", "-|c.example" },
		{ "1-foo..bar=docomo.ne.jp", "foo..bar|docomo.ne.jp" },
		{ "1-a@b=c.example", "a@b|c.example" },		/* "a@b"@c.example */
		{ "1-a b=c.example", "a b|c.example" },
		{ "1-a=[192.0.2.1]", "a|[192.0.2.1]" },
		{ "1-\xc3\xa9=c.example", "\xc3\xa9|c.example" },
		{ "1-=c.example", "none" },			/* no local part */
		{ "1-a=", "none" },
		{ "1-a", "none" },
		{ "1-", "none" },
		{ "1", "none" },
		{ "", "none" },
		{ "-a=b", "none" },
		{ "p-token", "none" },
		{ "x-a=b.example", "none" },
		{ "1-a=b..example", "none" },
		{ "1-a=b/../c", "none" },
		{ "123456789012345678901234567890-a=b.example", "none" },
	};
	for (size_t i = 0; i < sizeof senders / sizeof *senders; i++)
		is(read_back(senders[i].in), senders[i].want, *senders[i].in ? senders[i].in : "nothing");

	static const char *const addresses[][2] = {
		{ "user", "dom.example" }, { "a=b", "c.example" }, { "=", "c.example" }, { "a-1-b=c", "d" },
	};
	for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++) {
		struct text t = { 0 }, want = { 0 };
		verp_add(&t, SPAN("7"), span(addresses[i][0]), span(addresses[i][1]));
		text_addf(&want, "%s|%s", addresses[i][0], addresses[i][1]);
		is(read_back(text_string(&t)), text_string(&want), text_string(&want));
	}

	static const char *const coded[][2] = {
		{ "anne+2Dmarie@c.example", "anne-marie@c.example" }, { "a+2b+2Bb@c.example", "a++b@c.example" },
		{ "anne@c.example", "anne@c.example" }, { "a+b@c.example", "a+b@c.example" }, { "a+4", "a+4" },
		{ "a+2D", "a-" }, { "", "" },
	};
	for (size_t i = 0; i < sizeof coded / sizeof *coded; i++)
		is(verp_decode(span(coded[i][0])), coded[i][1], coded[i][0]);
	return tap_end();
}
