/* dns: see dns.h */
#if defined(__linux__) && !defined(_DEFAULT_SOURCE)
#define _DEFAULT_SOURCE		/* glibc's resolver */
#endif
#include "dns.h"
#include "clock.h"
#include "dial.h"
#include "die.h"
#include "domain.h"
#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <netinet/in.h>
#include <resolv.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { TRY = 2 /* seconds */, TRIES = 2, ANSWER_MAX = NS_MAXMSG };

struct answer { unsigned char at[ANSWER_MAX]; size_t len; };	/* len 0: none came */

static struct __res_state resolver;
static long long patience = DNS_PATIENCE * 1000;	/* milliseconds */

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
	resolver.options |= RES_TRUSTAD;
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
	/* The second try goes to another server, where there is one. TCP is ours, since glibc waits for it without
	 * an end. */
	resolver.options |= RES_ROTATE | RES_IGNTC;
	/* glibc takes a SERVFAIL for no answer at all unless it believes that it works for dig. */
	resolver.pfcode = RES_PRF_REPLY;
	begun = true;
}

/* The i-th server as "IP:PORT"; glibc keeps those of IPv6 elsewhere. */
static const char *server(int i, struct text *out)
{
	char ip[INET6_ADDRSTRLEN] = "";
	const struct sockaddr_in *four = &resolver.nsaddr_list[i];
	const struct sockaddr_in6 *six = resolver._u._ext.nsaddrs[i];
	if (four->sin_family == AF_INET) {
		inet_ntop(AF_INET, &four->sin_addr, ip, sizeof ip);
		text_addf(out, "%s:%d", ip, ntohs(four->sin_port));
	} else if (six) {
		inet_ntop(AF_INET6, &six->sin6_addr, ip, sizeof ip);
		text_addf(out, "[%s]:%d", ip, ntohs(six->sin6_port));
	}
	return text_string(out);
}

static bool receive(int fd, void *to, size_t n, long long limit)
{
	for (size_t got = 0; got < n; ) {
		if (!dial_wait(fd, false, limit))
			return false;
		ssize_t k = recv(fd, (char *)to + got, n - got, 0);
		if (k <= 0)
			return false;
		got += (size_t)k;
	}
	return true;
}

/* One exchange by TCP: each message has its length in two octets before it (RFC 1035 section 4.2.2). */
static void ask_by_tcp(const char *where, const unsigned char *question, size_t n, struct answer *a)
{
	struct text why = { 0 }, message = { 0 };
	unsigned char length[2];
	long long limit = (long long)time(NULL) + TRY;
	int fd = dial(where, limit, &why);
	a->len = 0;
	text_addc(&message, (char)(n >> 8));
	text_addc(&message, (char)n);
	text_add(&message, (struct span){ (const char *)question, n });
	if (fd >= 0 && send(fd, message.at, message.len, MSG_NOSIGNAL) == (ssize_t)message.len &&
	    receive(fd, length, 2, limit)) {
		size_t len = (size_t)length[0] << 8 | length[1];
		if (len >= NS_HFIXEDSZ && receive(fd, a->at, len, limit) && memcmp(a->at, question, 2) == 0)
			a->len = len;
	}
	if (fd >= 0)
		close(fd);
	text_free(&why);
	text_free(&message);
}

/* One try: each server by UDP until one answers, and if that does not fit, by TCP. */
static void try_once(const unsigned char *question, int n, struct answer *a)
{
	int got = res_nsend(&resolver, question, n, a->at, ANSWER_MAX);
	a->len = got >= NS_HFIXEDSZ ? (size_t)got : 0;
	bool cut = a->len && (a->at[2] & 2);
	for (int i = 0; cut && i < resolver.nscount; i++) {
		struct text where = { 0 };
		ask_by_tcp(server(i, &where), question, (size_t)n, a);
		cut = a->len == 0;
		text_free(&where);
	}
}

static void ask(const char *name, enum dns_type type, struct answer *a)
{
	unsigned char question[NS_PACKETSZ];
	int n = res_nmkquery(&resolver, ns_o_query, name, ns_c_in, (int)type, NULL, 0, NULL,
		question, sizeof question);
	a->len = 0;
	for (int i = 0; n >= 0 && i < TRIES && patience > 0; i++) {
		long long start = clock_ms();
		try_once(question, n, a);
		patience -= clock_ms() - start;
		/* Another try, perhaps with another server, may get more than a SERVFAIL. */
		int rcode = a->at[3] & 15;
		if (a->len && (rcode == ns_r_noerror || rcode == ns_r_nxdomain))
			break;
	}
}

/* What has been asked. */
struct memory {
	struct memory *before;
	struct span name;
	enum dns_type type;
	enum dns_result result;
	struct dns_answer answer;
};

enum dns_result dns_lookup(struct span name, enum dns_type type, struct dns_answer *out)
{
	static struct memory *newest;
	static struct answer a;
	*out = (struct dns_answer){ .at = NULL };
	name = domain_read(name);
	if (!name.at)
		return DNS_NO_NAME;
	struct memory *m = newest;
	while (m && !(m->type == type && span_is(m->name, name)))
		m = m->before;
	if (!m) {
		begin();
		m = memory_get(sizeof *m);
		*m = (struct memory){ newest, name, type, DNS_TIMEOUT, { .at = NULL } };
		ask(name.at, type, &a);
		if (a.len)
			m->result = dns_parse((struct span){ (const char *)a.at, a.len }, name, type, &m->answer);
		newest = m;
	}
	*out = m->answer;
	return m->result;
}

const char *dns_says(enum dns_result r)
{
	static const char *const words[] = { "there is an answer", "there is no such record",
		"the name does not exist", "the server failed", "no answer came in time" };
	return words[r];
}
