/* What the DNS may answer, told apart. A child plays the server, with packets made by hand (RFC 1035 section 4);
 * the first label of the name says which answer is wanted. */
#define _DEFAULT_SOURCE
#include "dns.h"
#include "tap.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { HUGE_TXT = 16384, ROOM = 70000 };

struct packet { unsigned char at[ROOM]; size_t len; };

static void put(struct packet *p, const void *at, size_t len)
{
	memcpy(p->at + p->len, at, len);
	p->len += len;
}

static void put16(struct packet *p, unsigned v)
{
	put(p, (unsigned char[]){ (unsigned char)(v >> 8), (unsigned char)v }, 2);
}

/* A record whose owner is at offset (12 is the question's name); returns where its data begins. */
static size_t record(struct packet *p, unsigned offset, unsigned type, const void *data, size_t len)
{
	put16(p, 0xc000 | offset);
	put16(p, type);
	put16(p, 1);
	put(p, "\0\0\0\1", 4);
	put16(p, (unsigned)len);
	put(p, data, len);
	p->at[7]++;	/* ANCOUNT */
	return p->len - len;
}

static void huge(struct packet *p)
{
	static unsigned char data[HUGE_TXT + HUGE_TXT / 255 + 1];
	size_t n = 0;
	for (size_t left = HUGE_TXT; left; ) {
		size_t k = left < 255 ? left : 255;
		data[n++] = (unsigned char)k;
		memset(data + n, 'x', k);
		n += k;
		left -= k;
	}
	record(p, 12, 16, data, n);
}

/* False: no answer at all. */
static bool answer(struct packet *p, const unsigned char *question, size_t len, bool tcp)
{
	static int asked;
	const char *name = (const char *)question + 13;
	asked++;
	p->len = 0;
	put(p, question, len);
	p->at[2] = 0x81;	/* an answer, recursion desired */
	p->at[3] = 0x80;	/* recursion available, no error */
	memset(p->at + 6, 0, 6);
#define IS(s) (question[12] == strlen(s) && memcmp(name, s, strlen(s)) == 0)
	if (IS("silent"))
		return false;
	if (IS("noname"))
		p->at[3] |= 3;
	else if (IS("servfail"))
		p->at[3] |= 2;
	else if (IS("refused"))
		p->at[3] |= 5;
	else if (IS("one"))
		record(p, 12, 16, "\3v=1\2;x", 7);
	else if (IS("two"))
		record(p, 12, 16, "\1a", 2), record(p, 12, 16, "\1b", 2);
	else if (IS("nul"))
		record(p, 12, 16, "\3a\0b", 4);
	else if (IS("overrun"))
		record(p, 12, 16, "\7short", 6);
	else if (IS("halfgood"))
		record(p, 12, 16, "\4good", 5), record(p, 12, 16, "\7short", 6);
	else if (IS("cut"))
		record(p, 12, 16, "\1a", 2), p->len--;
	else if (IS("shorta"))
		record(p, 12, 1, "\1\2\3", 3);
	else if (IS("a"))
		record(p, 12, 1, "\177\0\0\1", 4);
	else if (IS("mx"))
		record(p, 12, 15, "\0\12\1m\1x\0", 7);
	else if (IS("ptr"))
		record(p, 12, 12, "\1m\1x\0", 5), record(p, 12, 12, "\300\14", 2);
	else if (IS("other"))
		record(p, 12, 5, "\1y\1z\0", 5), record(p, 12, 16, "\3own", 4), record(p, 12, 1, "\1\2\3\4", 4);
	else if (IS("alias")) {
		size_t first = record(p, 12, 5, "\1y\1z\0", 5);
		size_t second = record(p, (unsigned)first, 5, "\1w\1z\0", 5);
		record(p, (unsigned)second, 16, "\5there", 6);
		record(p, 12, 16, "\4here", 5);
	} else if (IS("circle"))
		record(p, 12, 5, "\300\14", 2), record(p, 12, 16, "\1a", 2);
	else if (IS("lost"))
		record(p, 12, 5, "\1y\1z\0", 5), p->at[3] |= 3;
	else if (IS("signed"))
		p->at[3] |= 0x20, record(p, 12, 16, "\1a", 2);
	else if (IS("counted"))
		record(p, 12, 16, (char[]){ 1, '0' + (char)asked }, 2);
	else if (IS("stall") && tcp)
		return false;
	else if (IS("huge") && tcp)
		huge(p);
	else if (IS("huge") || IS("stall"))
		p->at[2] |= 2;	/* cut off: ask by TCP */
	return true;
}

static void serve_tcp(int listener, struct packet *p)
{
	unsigned char in[514], length[2];
	int fd = accept(listener, NULL, NULL);
	ssize_t n = read(fd, in, sizeof in);
	if (n > 2 && answer(p, in + 2, (size_t)n - 2, true)) {
		length[0] = (unsigned char)(p->len >> 8);
		length[1] = (unsigned char)p->len;
		if (write(fd, length, 2) == 2)
			for (size_t sent = 0; sent < p->len; ) {
				ssize_t k = write(fd, p->at + sent, p->len - sent);
				if (k <= 0)
					break;
				sent += (size_t)k;
			}
		close(fd);
	}	/* else it stays open, and the other side waits */
}

static _Noreturn void serve(int udp, int tcp)
{
	static struct packet p;
	unsigned char in[512];
	struct sockaddr_in who;
	alarm(60);	/* should the parent be killed */
	for (;;) {
		struct pollfd fds[] = { { udp, POLLIN, 0 }, { tcp, POLLIN, 0 } };
		poll(fds, 2, -1);
		socklen_t size = sizeof who;
		if (fds[1].revents)
			serve_tcp(tcp, &p);
		if (!fds[0].revents)
			continue;
		ssize_t n = recvfrom(udp, in, sizeof in, 0, (struct sockaddr *)&who, &size);
		if (n > 17 && answer(&p, in, (size_t)n, false))
			sendto(udp, p.at, p.len, 0, (struct sockaddr *)&who, size);
	}
}

/* The records joined by "|", after the result. */
static struct span ask(const char *name, enum dns_type type)
{
	struct dns_answer a;
	struct text t = { 0 };
	enum dns_result r = dns_lookup(span(name), type, &a);
	text_addf(&t, "%s:", (const char *[]){ "OK", "NO_DATA", "NO_NAME", "FAILED", "TIMEOUT" }[r]);
	for (size_t i = 0; i < a.count; i++) {
		text_adds(&t, i ? "|" : "");
		text_add(&t, a.at[i]);
	}
	return text_span(&t);
}

int main(void)
{
	const struct { const char *name; enum dns_type type; struct span want; } table[] = {
		{ "one.example", DNS_TXT, SPAN("OK:v=1;x") },
		{ "one.example.", DNS_TXT, SPAN("OK:v=1;x") },
		{ "unknown.example", DNS_TXT, SPAN("NO_DATA:") },
		{ "two.example", DNS_TXT, SPAN("OK:a|b") },
		{ "nul.example", DNS_TXT, SPAN("OK:a\0b") },
		{ "nodata.example", DNS_TXT, SPAN("NO_DATA:") },
		{ "noname.example", DNS_TXT, SPAN("NO_NAME:") },
		{ "servfail.example", DNS_TXT, SPAN("FAILED:") },
		{ "refused.example", DNS_TXT, SPAN("FAILED:") },
		{ "overrun.example", DNS_TXT, SPAN("FAILED:") },
		{ "halfgood.example", DNS_TXT, SPAN("FAILED:") },
		{ "cut.example", DNS_TXT, SPAN("FAILED:") },
		{ "shorta.example", DNS_A, SPAN("FAILED:") },
		{ "a.example", DNS_A, SPAN("OK:\177\0\0\1") },
		{ "mx.example", DNS_MX, SPAN("OK:m.x") },
		{ "ptr.example", DNS_PTR, SPAN("OK:m.x|ptr.example") },
		{ "alias.example", DNS_TXT, SPAN("OK:there") },
		{ "other.example", DNS_TXT, SPAN("NO_DATA:") },	/* an alias has no records of its own */
		{ "circle.example", DNS_TXT, SPAN("FAILED:") },
		{ "lost.example", DNS_TXT, SPAN("NO_DATA:") },	/* the alias exists, what it leads to does not */
		{ "silent.example", DNS_TXT, SPAN("TIMEOUT:") },
		{ "a..b.example", DNS_TXT, SPAN("NO_NAME:") },
		{ ".example", DNS_TXT, SPAN("NO_NAME:") },
		{ "a b.example", DNS_TXT, SPAN("NO_NAME:") },
		{ "one\\.example", DNS_TXT, SPAN("NO_NAME:") },
		{ "", DNS_TXT, SPAN("NO_NAME:") },
	};
	struct sockaddr_in a = { .sin_family = AF_INET };
	socklen_t size = sizeof a;
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	int udp = socket(AF_INET, SOCK_DGRAM, 0), tcp = socket(AF_INET, SOCK_STREAM, 0);
	if (bind(tcp, (struct sockaddr *)&a, size) < 0 || getsockname(tcp, (struct sockaddr *)&a, &size) < 0 ||
			bind(udp, (struct sockaddr *)&a, size) < 0 || listen(tcp, 5) < 0) {
		perror("dns");
		return 1;
	}
	pid_t child = fork();
	if (child == 0)
		serve(udp, tcp);
	struct text server = { 0 };
	text_addf(&server, "127.0.0.1:%d", ntohs(a.sin_port));
	setenv("DNS", text_string(&server), 1);

	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		struct span got = ask(table[i].name, table[i].type);
		ok(span_is(got, table[i].want), "\"%s\" gives %.*s", table[i].name,
			(int)span_find(table[i].want, ':'), table[i].want.at);
	}
	struct dns_answer big;
	ok(dns_lookup(SPAN("huge.example"), DNS_TXT, &big) == DNS_OK && big.count == 1 &&
		big.at[0].len == HUGE_TXT, "16 KB come by TCP");
	ok(big.authentic == false && dns_lookup(SPAN("signed.example"), DNS_TXT, &big) == DNS_OK && big.authentic,
		"the AD bit is told");
	struct span first = ask("counted.example", DNS_TXT);
	ok(span_is(first, ask("Counted.EXAMPLE.", DNS_TXT)), "a name is asked once");
	ok(!span_is(first, ask("counted.example", DNS_MX)), "for each type");
	ok(dns_lookup(SPAN("stall.example"), DNS_TXT, &big) == DNS_TIMEOUT, "a server that is silent by TCP");
	char long_name[300];
	memset(long_name, 'a', sizeof long_name);
	ok(dns_lookup((struct span){ long_name, sizeof long_name }, DNS_TXT, &big) == DNS_NO_NAME,
		"a name of 300 octets is no name");
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	return tap_end();
}
