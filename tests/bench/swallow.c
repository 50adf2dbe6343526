/* swallow: stands in for sendmail and qmail-queue, and takes everything without keeping it: what is left is
 * inject's own time. */
#include <string.h>
#include <unistd.h>

static int read_to_end(int fd)
{
	static char block[65536];
	ssize_t n;
	while ((n = read(fd, block, sizeof block)) > 0)
		;
	return n < 0 ? 75 : 0;
}

int main(int argc, char **argv)
{
	(void)argc;
	int code = read_to_end(0);
	return code || !strstr(argv[0], "qmail-queue") ? code : read_to_end(1);
}
