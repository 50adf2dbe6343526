/* die: see die.h */
#include "die.h"
#include "clean.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *program = "tutti", *path;

const char *die_argv0(void) { return path; }

void die_name(const char *argv0)
{
	const char *slash = argv0 ? strrchr(argv0, '/') : NULL;
	path = argv0;
	if (argv0)
		program = slash ? slash + 1 : argv0;
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	for (int fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) == -1 && errno == EBADF)
			/* The wrong way round, so that using a closed descriptor stays an error. */
			if (open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY) != fd)
				_exit(TEMP);
}

__attribute__((format(printf, 3, 0)))
static _Noreturn void leave(int code, const char *status, const char *fmt, va_list ap, int error)
{
	char line[1024];	/* no allocation: this also reports that there is no memory */
	int n = snprintf(line, 200, "%s %.100s: ", status, program);
	if (n < 0)
		_exit(TEMP);
	int m = vsnprintf(line + n, 700, fmt, ap);
	n += m < 0 ? 0 : m > 699 ? 699 : m;
	if (error) {
		m = snprintf(line + n, 100, ": %s", strerror(error));
		n += m < 0 ? 0 : m > 99 ? 99 : m;
	}
	line[n] = '\0';
	for (int i = 0; i < n; ) {
		size_t k = clean_length((struct span){ line + i, (size_t)(n - i) });
		if (k == 0)
			line[i] = '?';
		i += k ? (int)k : 1;
	}
	line[n++] = '\n';
	if (write(2, line, (size_t)n) != n)
		_exit(code);	/* nobody to tell it to; the code says enough */
	_exit(code);
}

void die(int code, const char *status, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	leave(code, status, fmt, ap, 0);
}

void die_sys(const char *fmt, ...)
{
	int error = errno;
	va_list ap;
	va_start(ap, fmt);
	leave(TEMP, error == ENOSPC || error == EDQUOT || error == EFBIG ? "4.3.1" : "4.3.0", fmt, ap, error);
}

void die_usage(const char *usage)
{
	die(TEMP, "4.3.5", "usage: %s", usage);
}

void die_help(int argc, char **argv, const char *help)
{
	if (argc != 2 || (strcmp(argv[1], "--help") != 0 && strcmp(argv[1], "-h") != 0))
		return;
	size_t n = strlen(help);
	_exit(write(1, help, n) == (ssize_t)n ? 0 : TEMP);
}
