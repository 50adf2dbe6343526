/* dns: see dns.h */
#if defined(__linux__) && !defined(_DEFAULT_SOURCE)
#define _DEFAULT_SOURCE		/* glibc's resolver */
#endif
#include "dns.h"
#include "die.h"
#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <netinet/in.h>
#include <resolv.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
	TRY = 2,			/* seconds */
	TRIES = 2,
	ALIASES = 8,
	NAME_MAX_OCTETS = 253,		/* RFC 1035 section 2.3.4, without the length octets at both ends */
	ANSWER_MAX = NS_MAXMSG
};

static struct __res_state resolver;
static double patience = DNS_PATIENCE;

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void use_server(const char *where)
{
	char ip[16] = "";
	unsigned long long port = 53;
	struct sockaddr_in *a = &resolver.nsaddr_list[0];
	const char *colon = strchr(where, ':');
	size_t n = colon ? (size_t)(colon - where) : strlen(where);
	if (n < sizeof ip)
		memcpy(ip, where, n);
	*a = (struct sockaddr_in){ .sin_family = AF_INET };
	if (inet_pton(AF_INET, ip, &a->sin_addr) != 1 ||
			(colon && (!span_number(span(colon + 1), &port) || port == 0 || port > 65535)))
		die(TEMP, "4.3.5", "DNS=%s is not IP:PORT", where);
	a->sin_port = htons((uint16_t)port);
	resolver.nscount = 1;
}

static void begin(void)
{
	static bool begun;
	const char *where = getenv("DNS");
	if (begun)
		return;
	if (res_ninit(&resolver) < 0)
		die(TEMP, "4.4.3", "cannot start the resolver");
	if (where && *where)
		use_server(where);
	resolver.retrans = TRY;
	resolver.retry = 1;
	resolver.options |= RES_ROTATE;	/* the second try goes to another server, where there is one */
	/* glibc takes a SERVFAIL for no answer at all unless it believes that it works for dig. */
	resolver.pfcode = RES_PRF_REPLY;
	begun = true;
}

/* The length of the answer, 0 if none came. */
static size_t ask(const char *name, enum dns_type type, unsigned char *answer)
{
	unsigned char question[512];
	int n = res_nmkquery(&resolver, ns_o_query, name, ns_c_in, (int)type, NULL, 0, NULL,
		question, sizeof question);
	if (n < 0)
		return 0;
	for (int i = 0; i < TRIES && patience > 0; i++) {
		double start = now();
		int got = res_nsend(&resolver, question, n, answer, ANSWER_MAX);
		patience -= now() - start;
		/* Another try, perhaps with another server, may get more than a SERVFAIL. */
		if (got >= NS_HFIXEDSZ && (i + 1 == TRIES || (answer[3] & 15) == ns_r_noerror ||
				(answer[3] & 15) == ns_r_nxdomain))
			return (size_t)got;
	}
	return 0;
}

/* One record of an answer (RFC 1035 section 4.1.3). glibc's own parser would be one more library to load. */
struct record {
	char owner[NS_MAXDNAME];
	unsigned type, class;
	const unsigned char *data;
	size_t len;
};

struct packet { const unsigned char *at, *end; };

static unsigned number(const unsigned char *p) { return (unsigned)p[0] << 8 | p[1]; }

/* Where the records of the answer begin, after the question. NULL if there is no such place. */
static const unsigned char *skip_question(struct packet p)
{
	const unsigned char *at = p.at + NS_HFIXEDSZ;
	for (unsigned n = number(p.at + 4); n; n--) {
		int len = dn_skipname(at, p.end);
		if (len < 0 || p.end - at < len + NS_QFIXEDSZ)
			return NULL;
		at += len + NS_QFIXEDSZ;
	}
	return at;
}

/* Reads the record at *at and moves *at behind it. False if it does not fit into the packet. */
static bool record_next(struct packet p, const unsigned char **at, struct record *r)
{
	int len = dn_expand(p.at, p.end, *at, r->owner, sizeof r->owner);
	if (len < 0 || p.end - *at < len + NS_RRFIXEDSZ)
		return false;
	const unsigned char *fixed = *at + len;
	r->type = number(fixed);
	r->class = number(fixed + 2);
	r->len = number(fixed + 8);
	r->data = fixed + NS_RRFIXEDSZ;
	if ((size_t)(p.end - r->data) < r->len)
		return false;
	*at = r->data + r->len;
	return true;
}

/* The data of a record, joined or copied. at is NULL if it is not well-formed. */
static struct span record_data(struct packet p, const struct record *r)
{
	struct text t = { 0 };
	char host[NS_MAXDNAME];
	struct span bad = { NULL, 0 };

	switch ((int)r->type) {
	case DNS_TXT:
		for (size_t i = 0; i < r->len; i += 1 + (size_t)r->data[i]) {
			if (r->data[i] > r->len - i - 1)
				return bad;
			text_add(&t, (struct span){ (const char *)r->data + i + 1, r->data[i] });
		}
		break;
	case DNS_PTR:
		if (dn_expand(p.at, p.end, r->data, host, sizeof host) < 0)
			return bad;
		text_adds(&t, host);
		break;
	case DNS_MX:
		if (r->len < 3 || dn_expand(p.at, p.end, r->data + 2, host, sizeof host) < 0)
			return bad;
		text_adds(&t, host);
		break;
	default:
		if (r->len != (r->type == DNS_A ? 4 : 16))
			return bad;
		text_add(&t, (struct span){ (const char *)r->data, r->len });
	}
	struct span data = memory_keep(text_span(&t));
	text_free(&t);
	return data;
}

/* The resolver's text of a name ends without a dot; a question may have one. */
static bool same_name(const char *a, const char *b)
{
	struct span x = span(a), y = span(b);
	if (y.len && y.at[y.len - 1] == '.')
		y.len--;
	return span_is_nocase(x, y);
}

/* Replaces name by what it is an alias for. False if the answer says nothing of the kind. */
static bool follow_alias(struct packet p, char *name)
{
	struct record r;
	const unsigned char *at = skip_question(p);
	for (unsigned n = number(p.at + 6); at && n && record_next(p, &at, &r); n--)
		if (r.type == ns_t_cname && same_name(r.owner, name))
			return dn_expand(p.at, p.end, r.data, name, NS_MAXDNAME) >= 0;
	return false;
}

static enum dns_result read_answer(struct packet p, const char *asked, enum dns_type type,
	struct dns_answer *out)
{
	char name[NS_MAXDNAME] = "";
	struct record r;
	size_t room = 0;
	const unsigned char *at = skip_question(p);
	unsigned rcode = p.at[3] & 15, cut = p.at[2] & 2;

	if (rcode == ns_r_nxdomain)
		return DNS_NO_NAME;
	if (rcode != ns_r_noerror || cut || !at)
		return DNS_FAILED;
	strncpy(name, asked, sizeof name - 1);
	for (int alias = 0; alias < ALIASES && follow_alias(p, name); alias++)
		;
	for (unsigned n = number(p.at + 6); n; n--) {
		if (!record_next(p, &at, &r))
			return DNS_FAILED;
		if (r.type != (unsigned)type || r.class != ns_c_in || !same_name(r.owner, name))
			continue;
		struct span data = record_data(p, &r);
		if (!data.at)
			return DNS_FAILED;
		out->at = memory_grow(out->at, out->count, &room, sizeof *out->at);
		out->at[out->count++] = data;
	}
	return out->count ? DNS_OK : DNS_NO_DATA;
}

/* A name with other characters than these is in nobody's DNS, and res_nmkquery reads some as escapes. */
static bool name_can_be(struct span s)
{
	if (!s.len || s.len > NAME_MAX_OCTETS)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		int c = ascii_lower(s.at[i]);
		if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && (c == '\0' || !strchr("-_.", c)))
			return false;
	}
	return true;
}

enum dns_result dns_lookup(struct span name, enum dns_type type, struct dns_answer *out)
{
	*out = (struct dns_answer){ NULL, 0 };
	if (!name_can_be(name))
		return DNS_NO_NAME;
	begin();
	const char *asked = memory_keep(name).at;
	unsigned char *answer = malloc(ANSWER_MAX);	/* pages that no answer reaches cost nothing */
	if (!answer)
		die(TEMP, "4.3.0", "out of memory");
	size_t len = ask(asked, type, answer);
	enum dns_result r = DNS_TIMEOUT;
	if (len)
		r = read_answer((struct packet){ answer, answer + len }, asked, type, out);
	if (r != DNS_OK) {
		free(out->at);
		*out = (struct dns_answer){ NULL, 0 };
	}
	free(answer);
	return r;
}

const char *dns_says(enum dns_result r)
{
	static const char *const words[] = { "there is an answer", "there is no such record",
		"the name does not exist", "the server failed", "no answer came in time" };
	return words[r];
}
