/* command: runs a program and collects what it says. See inspect.h. */
#include "clock.h"
#include "die.h"
#include "file.h"
#include "inspect.h"
#include "run.h"
#include <unistd.h>

enum { PATIENCE = 60000 };	/* milliseconds, then the program is killed */

extern char **environ;

static void collect(int fd, struct text *out)
{
	char block[4096];
	size_t n;
	if (lseek(fd, 0, SEEK_SET) < 0)
		die_sys("cannot rewind a scratch file");
	while ((n = read_some(fd, block, sizeof block, "a scratch file")))
		text_add(out, (struct span){ block, n });
	close(fd);
}

/* Files and no pipes: nobody has to wait for somebody who waits for him. */
int command_run(char *const argv[], char *const env[], const char *path, struct span in, struct text *out,
	struct text *err)
{
	struct run r = { .path = run_find(argv[0], path), .argv = argv, .env = env ? env : environ, .lock = -1 };
	if (!r.path)
		return 127;
	r.in = file_scratch();
	r.out = file_scratch();
	r.err = file_scratch();
	r.until = clock_ms() + PATIENCE;
	write_all(r.in, in, "a scratch file");
	if (lseek(r.in, 0, SEEK_SET) < 0)
		die_sys("cannot rewind a scratch file");
	struct run_end end = run_step(&r);
	close(r.in);
	collect(r.out, out);
	collect(r.err, err);
	return end.error ? 127 : end.code;
}
