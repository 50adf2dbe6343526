/* verify-opendkim: what libopendkim, which checks mail on very many servers, says to DKIM signatures.
 *
 *	verify-opendkim KEYS <MAIL
 *	verify-opendkim KEYS MAIL...
 *
 * KEYS has lines `SELECTOR._domainkey.DOMAIN TXT`. Prints `pass` or `fail` for the mail as a whole, that is if any of
 * its signatures is right; or for each mail its name and that for each signature, from the top. Mails have LF line
 * ends. */
#define _GNU_SOURCE
#include <sys/types.h>
#include <opendkim/dkim.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *whole_input(FILE *in, size_t *n)
{
	char *mail = NULL;
	FILE *out = open_memstream(&mail, n);
	for (int c; out && in && (c = getc(in)) != EOF; ) {
		if (c == '\n')
			fputc('\r', out);
		fputc(c, out);
	}
	if (!out || !in || fclose(out) != 0)
		abort();
	return mail;
}

/* A field each: dkim_chunk would cut a header of over 64 KB. */
static DKIM_STAT verify(DKIM *d, char *mail, size_t n)
{
	char *at = mail, *end = strstr(mail, "\r\n\r\n");
	if (!d || !end)
		return DKIM_STAT_SYNTAX;
	while (at < end + 2) {
		char *next = at;
		do
			next = strstr(next, "\r\n") + 2;
		while (*next == ' ' || *next == '\t');
		if (dkim_header(d, (unsigned char *)at, (size_t)(next - at) - 2) != DKIM_STAT_OK)
			return DKIM_STAT_SYNTAX;
		at = next;
	}
	DKIM_STAT status = dkim_eoh(d);
	at = end + 4;
	n -= (size_t)(at - mail);
	if (status == DKIM_STAT_OK && n)
		status = dkim_body(d, (unsigned char *)at, n);
	return status == DKIM_STAT_OK ? dkim_eom(d, NULL) : status;
}

static void print_signatures(DKIM *d)
{
	DKIM_SIGINFO **all;
	int count;
	if (dkim_getsiglist(d, &all, &count) != DKIM_STAT_OK)
		count = 0;
	for (int i = 0; i < count; i++)
		printf(" %s", (dkim_sig_getflags(all[i]) & DKIM_SIGFLAG_PASSED) &&
			dkim_sig_getbh(all[i]) == DKIM_SIGBH_MATCH ? "pass" : "fail");
}

int main(int argc, char **argv)
{
	dkim_query_t from_file = DKIM_QUERY_FILE;
	DKIM_STAT status;
	DKIM_LIB *lib = dkim_init(NULL, NULL);
	if (argc < 2 || !lib ||
	    dkim_options(lib, DKIM_OP_SETOPT, DKIM_OPTS_QUERYMETHOD, &from_file, sizeof from_file) != DKIM_STAT_OK ||
	    dkim_options(lib, DKIM_OP_SETOPT, DKIM_OPTS_QUERYINFO, argv[1], strlen(argv[1])) != DKIM_STAT_OK)
		return 1;
	for (int i = argc > 2 ? 2 : 1; i < argc; i++) {
		size_t n;
		FILE *in = argc > 2 ? fopen(argv[i], "r") : stdin;
		char *mail = whole_input(in, &n);
		DKIM *d = dkim_verify(lib, (const unsigned char *)"verify", NULL, &status);
		status = verify(d, mail, n);
		if (argc > 2) {
			const char *slash = strrchr(argv[i], '/');
			printf("%s", slash ? slash + 1 : argv[i]);
			if (status != DKIM_STAT_SYNTAX)
				print_signatures(d);
			putchar('\n');
		} else
			puts(status == DKIM_STAT_OK ? "pass" : "fail");
		dkim_free(d);
		free(mail);
		fclose(in);
	}
	return 0;
}
