/* keep: stands in for sendmail (KEEP -G … -f SENDER -- RECIPIENT…) and for qmail-queue (no argument; the
 * envelope on descriptor 1), by the name it is called by. What it is given is kept whole or not at all in a
 * new file of the folder kept/: sender and recipients, a NUL after each, one more NUL, the message. As with
 * the real ones there is no half: an envelope that breaks off is refused, a message is kept by rename. */
#define _POSIX_C_SOURCE 200809L
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { QUEUE_READ_ERROR = 54, QUEUE_BAD_ENVELOPE = 91, TEMP = 75 };

static char *read_all(int fd, size_t *len)
{
	char *s = NULL;
	ssize_t n;
	*len = 0;
	do {
		if (!(s = realloc(s, *len + 65536)) || (n = read(fd, s + *len, 65536)) < 0)
			exit(QUEUE_READ_ERROR);
		*len += (size_t)n;
	} while (n);
	return s;
}

/* The envelope F SENDER \0 T RECIPIENT \0 … \0 as kept/ wants it: without the letters. */
static void print_envelope(FILE *f)
{
	size_t len, at = 0;
	char *s = read_all(1, &len), letter = 'F';
	while (at < len && s[at] == letter) {
		size_t n = strnlen(s + at, len - at);
		if (at + n == len)
			exit(QUEUE_BAD_ENVELOPE);
		fwrite(s + at + 1, 1, n, f);
		at += n + 1;
		letter = 'T';
	}
	if (letter == 'F' || at + 1 != len || s[at])
		exit(QUEUE_BAD_ENVELOPE);
}

static void print_arguments(FILE *f, char **argv)
{
	char *sender = NULL;
	while (*++argv && strcmp(*argv, "--") != 0)
		if (strcmp(*argv, "-f") == 0 && argv[1])
			sender = *++argv;
	if (!sender || !*argv)
		exit(TEMP);
	fwrite(sender, 1, strlen(sender) + 1, f);
	while (*++argv)
		fwrite(*argv, 1, strlen(*argv) + 1, f);
}

int main(int argc, char **argv)
{
	char tmp[100], to[100];
	size_t len;
	char *message = read_all(0, &len);

	(void)argc;
	snprintf(tmp, sizeof tmp, "kept/tmp.%ld", (long)getpid());
	snprintf(to, sizeof to, "kept/%ld", (long)getpid());
	FILE *f = fopen(tmp, "w");
	if (!f)
		return TEMP;
	if (strstr(argv[0], "qmail-queue"))
		print_envelope(f);
	else
		print_arguments(f, argv);
	fputc('\0', f);
	fwrite(message, 1, len, f);
	return fclose(f) || rename(tmp, to) ? TEMP : 0;
}
