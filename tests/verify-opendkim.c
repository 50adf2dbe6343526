/* verify-opendkim: what libopendkim, which checks mail on very many servers, says to the topmost DKIM signature.
 *
 *	verify-opendkim KEYS <MAIL
 *
 * KEYS has lines `SELECTOR._domainkey.DOMAIN TXT`. Prints `pass` or `fail`. The mail has LF line ends. */
#define _GNU_SOURCE
#include <sys/types.h>
#include <opendkim/dkim.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *whole_input(size_t *n)
{
	char *mail = NULL;
	FILE *out = open_memstream(&mail, n);
	for (int c; out && (c = getchar()) != EOF; ) {
		if (c == '\n')
			fputc('\r', out);
		fputc(c, out);
	}
	if (!out || fclose(out) != 0)
		abort();
	return mail;
}

int main(int argc, char **argv)
{
	dkim_query_t from_file = DKIM_QUERY_FILE;
	DKIM_STAT status;
	size_t n;
	DKIM_LIB *lib = dkim_init(NULL, NULL);
	if (argc != 2 || !lib ||
	    dkim_options(lib, DKIM_OP_SETOPT, DKIM_OPTS_QUERYMETHOD, &from_file, sizeof from_file) != DKIM_STAT_OK ||
	    dkim_options(lib, DKIM_OP_SETOPT, DKIM_OPTS_QUERYINFO, argv[1], strlen(argv[1])) != DKIM_STAT_OK)
		return 1;
	DKIM *d = dkim_verify(lib, (const unsigned char *)"verify", NULL, &status);
	char *mail = whole_input(&n), *at = mail, *end = strstr(mail, "\r\n\r\n");
	if (!d || !end)
		return 1;
	while (at < end + 2) {	/* a field each: dkim_chunk would cut a header of over 64 KB */
		char *next = at;
		do
			next = strstr(next, "\r\n") + 2;
		while (*next == ' ' || *next == '\t');
		if (dkim_header(d, (unsigned char *)at, (size_t)(next - at) - 2) != DKIM_STAT_OK)
			return 1;
		at = next;
	}
	status = dkim_eoh(d);
	at = end + 4;
	n -= (size_t)(at - mail);
	if (status == DKIM_STAT_OK && n)
		status = dkim_body(d, (unsigned char *)at, n);
	if (status == DKIM_STAT_OK)
		status = dkim_eom(d, NULL);
	puts(status == DKIM_STAT_OK ? "pass" : "fail");
	return 0;
}
