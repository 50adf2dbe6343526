/* mailer: see mailer.h */
#include "mailer.h"
#include "die.h"
#include "file.h"
#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WORDS = 300 };

extern char **environ;

static int start(const char *path, char *const argv[], int input, int envelope, int words, pid_t *pid)
{
	posix_spawn_file_actions_t fds;
	posix_spawnattr_t attributes;
	sigset_t signals;
	/* die_name ignores these two, and ignoring is inherited. */
	sigemptyset(&signals);
	sigaddset(&signals, SIGPIPE);
	sigaddset(&signals, SIGXFSZ);
	int error = posix_spawn_file_actions_init(&fds);
	if (!error && !(error = posix_spawnattr_init(&attributes))) {
		error = posix_spawnattr_setsigdefault(&attributes, &signals);
		error = error ? error : posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
		error = error ? error : posix_spawn_file_actions_adddup2(&fds, input, 0);
		int one = envelope < 0 ? words : envelope;
		error = error ? error : posix_spawn_file_actions_adddup2(&fds, one, 1);
		error = error ? error : posix_spawn_file_actions_adddup2(&fds, words, 2);
		error = error ? error : posix_spawn_file_actions_adddup2(&fds, words, 6);
		error = error ? error : posix_spawn(pid, path, &fds, &attributes, argv, environ);
		posix_spawnattr_destroy(&attributes);
		posix_spawn_file_actions_destroy(&fds);
	}
	return error;
}

int mailer_run(const char *path, char *const argv[], int input, int envelope, struct span *words)
{
	char said[WORDS];
	pid_t pid;
	int status, file = file_scratch();	/* a file and no pipe: nobody has to read it meanwhile */

	int error = start(path, argv, input, envelope, file, &pid);
	if (error) {	/* no death: that nothing was handed over is to be noted */
		close(file);
		*words = memory_format("it can't be run: %s", strerror(error));
		return TEMP;
	}
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			die_sys("cannot wait for %s", path);
	ssize_t n = pread(file, said, sizeof said, 0);
	close(file);
	struct span s = span_trim((struct span){ said, n > 0 ? (size_t)n : 0 });
	*words = memory_keep(span_take(&s, '\n'));
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
