/* Networks of addresses, and whose a host's name is. */
#include "network.h"
#include "tap.h"

static const char *has(const char *network, const char *address)
{
	struct network n, a;
	if (!network_read(span(network), &n))
		return "no network";
	if (!network_read(span(address), &a))
		return "no address";
	return network_has(&n, &a) ? "yes" : "no";
}

int main(void)
{
	static const char *const cases[][3] = {
		{ "192.0.2.0/24", "192.0.2.255", "yes" }, { "192.0.2.0/24", "192.0.3.0", "no" },
		{ "192.0.2.128/25", "192.0.2.127", "no" }, { "192.0.2.128/25", "192.0.2.128", "yes" },
		{ "192.0.2.1", "192.0.2.1", "yes" }, { "192.0.2.1", "192.0.2.2", "no" },
		{ "192.0.2.1/32", "192.0.2.1", "yes" }, { "0.0.0.0/0", "192.0.2.1", "yes" },
		{ "0.0.0.0/0", "2001:db8::1", "no" }, { "::/0", "2001:db8::1", "yes" }, { "::/0", "192.0.2.1", "no" },
		{ "2001:db8::/33", "2001:db8:7fff::1", "yes" }, { "2001:db8::/33", "2001:db8:8000::1", "no" },
		{ "2001:db8::1/128", "2001:db8::1", "yes" }, { "2001:db8::1", "2001:db8::2", "no" },
		{ "192.0.2.1/24", "192.0.2.1", "no network" }, { "2001:db8::1/127", "::", "no network" },
		{ "192.0.2.0/33", "::", "no network" }, { "::/129", "::", "no network" }, { "192.0.2.0/", "::", "no network" },
		{ "192.0.2.0/24/24", "::", "no network" }, { "192.0.2.0/-1", "::", "no network" }, { "", "::", "no network" },
		{ "192.0.2", "::", "no network" }, { "mail.example", "::", "no network" }, { "/24", "::", "no network" },
		{ "1234:1234:1234:1234:1234:1234:123.123.123.1234", "::", "no network" }, { "::/0", "-", "no address" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		is(span(has(cases[i][0], cases[i][1])), cases[i][2], cases[i][0]);
	struct network n;
	ok(!network_read(SPAN("192.0.2.1\0x"), &n), "a NUL");

	static const char *const names[][2] = {
		{ "mail-ej1-f41.google.com", "google.com" }, { "google.com", "google.com" },
		{ "a.b.example.co.jp", "example.co.jp" }, { "mx.example.ne.jp", "example.ne.jp" },
		{ "example.or.jp", "example.or.jp" }, { "or.jp", "or.jp" }, { "mx.example.jp", "example.jp" },
		{ "mx.co.example", "co.example" }, { "mx.lists.uni.de", "uni.de" },
	};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		is(network_organization(span(names[i][0])), names[i][1], names[i][0]);
	return tap_end();
}
