/* network: see network.h */
#include "network.h"
#include "dns.h"
#include "domain.h"
#include <arpa/inet.h>
#include <string.h>

enum { NAMES_TRIED = 3 };	/* of one address: some have hundreds */

static size_t octets(const struct network *n) { return n->six ? 16 : 4; }

static bool read_address(struct span s, struct network *n)
{
	char given[INET6_ADDRSTRLEN] = "";
	*n = (struct network){ 0 };
	if (s.len == 0 || s.len >= sizeof given || memchr(s.at, '\0', s.len))
		return false;
	memcpy(given, s.at, s.len);
	n->six = span_find(s, ':') >= 0;
	n->bits = n->six ? 128 : 32;
	return inet_pton(n->six ? AF_INET6 : AF_INET, given, n->at) == 1;
}

static bool bit(const struct network *n, unsigned i) { return n->at[i / 8] >> (7 - i % 8) & 1; }

bool network_read(struct span s, struct network *n)
{
	bool has_length = span_find(s, '/') >= 0;
	unsigned long long bits;
	if (!read_address(span_take(&s, '/'), n))
		return false;
	if (!has_length)
		return true;
	if (!span_number(s, &bits) || bits > n->bits)
		return false;
	for (unsigned i = (unsigned)bits; i < n->bits; i++)
		if (bit(n, i))
			return false;
	n->bits = (unsigned)bits;
	return true;
}

bool network_has(const struct network *n, const struct network *address)
{
	size_t whole = n->bits / 8;
	if (n->six != address->six || memcmp(n->at, address->at, whole) != 0)
		return false;
	for (unsigned i = (unsigned)whole * 8; i < n->bits; i++)
		if (bit(n, i) != bit(address, i))
			return false;
	return true;
}

/* The octets of IPv4, or the half octets of IPv6, from the last to the first (RFC 1035 section 3.5, RFC 3596
 * section 2.5). */
static struct span reverse_of(const struct network *a)
{
	struct text t = { 0 };
	for (size_t i = octets(a); i--; )
		if (a->six)
			text_addf(&t, "%x.%x.", a->at[i] & 15, a->at[i] >> 4);
		else
			text_addf(&t, "%d.", a->at[i]);
	text_adds(&t, a->six ? "ip6.arpa" : "in-addr.arpa");
	return text_keep(&t);
}

static bool name_has(struct span name, const struct network *a)
{
	struct dns_answer answer;
	if (dns_lookup(name, a->six ? DNS_AAAA : DNS_A, &answer) != DNS_OK)
		return false;
	for (size_t i = 0; i < answer.count; i++)
		if (answer.at[i].len == octets(a) && memcmp(answer.at[i].at, a->at, octets(a)) == 0)
			return true;
	return false;
}

/* The last two labels, or three below a country that gives names out by kind: example.co.jp. There are some 10,000
 * exceptions; who is one of them is told with one label too few or too many. */
struct span network_organization(struct span host)
{
	static const char *const kinds[] = { "ac", "co", "com", "ed", "edu", "gen", "go", "gob", "gov", "gr", "gv", "lg",
		"ltd", "mil", "ne", "net", "nom", "or", "org", "plc", "sch" };
	struct span two = domain_end(host, 2), top = domain_end(host, 1);
	if (top.len != 2 || two.len <= top.len)
		return two;
	struct span second = { two.at, two.len - top.len - 1 };
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (span_is(second, span(kinds[i])))
			return domain_end(host, 3);
	return two;
}

struct span network_name(struct span address)
{
	struct network a;
	struct dns_answer answer;
	if (!read_address(address, &a) || dns_lookup(reverse_of(&a), DNS_PTR, &answer) != DNS_OK)
		return (struct span){ NULL, 0 };
	for (size_t i = 0; i < answer.count && i < NAMES_TRIED; i++) {
		struct span name = domain_read(answer.at[i]);
		if (name.at && domain_labels(name) >= 2 && name_has(name, &a))
			return network_organization(name);
	}
	return (struct span){ NULL, 0 };
}
