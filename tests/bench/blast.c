/* blast: a bare pipelined client, the floor to compare inject with. One connection to 127.0.0.1, no list, no
 * record, no care for what a server answers but that it says yes.
 *
 *	blast [-n RECIPIENTS] [-r RECIPIENTS_A_TRANSACTION] [-v] PORT <MESSAGE
 *
 * -v: a transaction a recipient, each with a sender of its own (VERP). The message must have LF line ends.
 * Recipients are m0000000@d0.example, m0000001@d1.example and so on, over 500 domains. Prints wall= and rate=
 * (recipients a second, from connect to the last reply). */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { DOMAINS = 500, COMMAND_MAX = 200 };

static int fd;
static char *message;		/* as it goes over the wire, final dot included */
static size_t message_len;

static void fail(const char *what)
{
	perror(what);
	exit(75);
}

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void *room(size_t n)
{
	void *p = malloc(n);
	if (!p)
		fail("malloc");
	return p;
}

static void send_all(const char *p, size_t n)
{
	while (n) {
		ssize_t k = write(fd, p, n);
		if (k <= 0)
			fail("write");
		p += k;
		n -= (size_t)k;
	}
}

/* Waits for the last lines of that many replies. */
static void replies(long count)
{
	static char in[65536];
	static size_t len;
	for (;;) {
		char *line = in, *nl;
		while (count && (nl = memchr(line, '\n', len - (size_t)(line - in)))) {
			if (*line != '2' && *line != '3') {
				fprintf(stderr, "blast: %.*s\n", (int)(nl - line), line);
				exit(75);
			}
			count -= line[3] != '-';
			line = nl + 1;
		}
		len -= (size_t)(line - in);
		memmove(in, line, len);
		if (!count)
			return;
		ssize_t n = read(fd, in + len, sizeof in - len);
		if (n <= 0)
			fail("read");
		len += (size_t)n;
	}
}

static void message_load(void)
{
	size_t size = 0, n;
	char *raw = NULL;
	do {
		if (!(raw = realloc(raw, size + 65536)))
			fail("malloc");
		n = fread(raw + size, 1, 65536, stdin);
		size += n;
	} while (n);
	message = room(3 * size + 3);
	for (size_t i = 0; i < size; i++) {
		if (raw[i] == '.' && (i == 0 || raw[i - 1] == '\n'))
			message[message_len++] = '.';
		if (raw[i] == '\n')
			message[message_len++] = '\r';
		message[message_len++] = raw[i];
	}
	memcpy(message + message_len, ".\r\n", 3);
	message_len += 3;
	free(raw);
}

/* Writes the commands of the transaction that starts with recipient i; returns their length. */
static size_t envelope(char *to, long i, long count, bool verp)
{
	char *p = to;
	if (verp)
		p += sprintf(p, "MAIL FROM:<list-return-1-m%07ld=d%ld.example@lists.example>\r\n", i, i % DOMAINS);
	else
		p += sprintf(p, "MAIL FROM:<list-return-1@lists.example>\r\n");
	for (long end = i + count; i < end; i++)
		p += sprintf(p, "RCPT TO:<m%07ld@d%ld.example>\r\n", i, i % DOMAINS);
	p += sprintf(p, "DATA\r\n");
	return (size_t)(p - to);
}

int main(int argc, char **argv)
{
	long total = 1000, batch = 500;
	bool verp = false;
	int o, one = 1;

	while ((o = getopt(argc, argv, "n:r:v")) != -1) {
		switch (o) {
		case 'n': total = atol(optarg); break;
		case 'r': batch = atol(optarg); break;
		case 'v': verp = true; break;
		default: return 75;
		}
	}
	if (optind + 1 != argc || total < 1 || batch < 1) {
		fprintf(stderr, "usage: blast [-n RECIPIENTS] [-r RECIPIENTS_A_TRANSACTION] [-v] PORT <MESSAGE\n");
		return 75;
	}
	if (verp)
		batch = 1;
	message_load();
	char *out = room(message_len + (size_t)(batch + 2) * COMMAND_MAX);

	double start = now();
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(argv[optind])),
	                         .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	fd = socket(AF_INET, SOCK_STREAM, 0);
	if (fd < 0 || connect(fd, (struct sockaddr *)&a, sizeof a) < 0)
		fail("connect");
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	replies(1);
	send_all("EHLO blast.example\r\n", 20);
	replies(1);

	/* A turn is one write: the message of one transaction, and the commands of the next one. */
	long given = 0, count = total < batch ? total : batch;
	size_t len = envelope(out, 0, count, verp);
	bool first = true;
	while (count) {
		send_all(out, len);
		replies((first ? 0 : 1) + 1 + count + 1);
		first = false;
		given += count;
		memcpy(out, message, message_len);
		len = message_len;
		count = total - given < batch ? total - given : batch;
		if (count)
			len += envelope(out + len, given, count, verp);
	}
	send_all(out, len);
	send_all("QUIT\r\n", 6);
	replies(2);
	double wall = now() - start;
	printf("wall=%.6f rate=%.0f\n", wall, (double)total / wall);
	return 0;
}
