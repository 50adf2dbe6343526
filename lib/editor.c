/* editor: see editor.h */
#include "editor.h"
#include "change.h"
#include "die.h"
#include "doubts.h"
#include "file.h"
#include "members.h"
#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* What is typed at the terminal is for the editor: ^C must not end us with the lock and leave it alone there. */
static void ignore(bool on, struct sigaction old[2])
{
	struct sigaction none = { .sa_handler = SIG_IGN };
	sigaction(SIGINT, on ? &none : &old[0], on ? &old[0] : NULL);
	sigaction(SIGQUIT, on ? &none : &old[1], on ? &old[1] : NULL);
}

static char **split(const char *command, const char *path)
{
	struct span rest = span_trim(memory_keep(span(command)));
	char **argv = memory_get((rest.len + 2) * sizeof *argv);
	size_t count = 0;
	while (rest.len) {
		struct span word = span_next_word(&rest);
		argv[count++] = strndup(word.at, word.len);
		if (!argv[count - 1])
			die(TEMP, "4.3.0", "out of memory");
	}
	argv[count] = strdup(path);
	if (!argv[count])
		die(TEMP, "4.3.0", "out of memory");
	return argv;
}

/* False if it can't be started or ends with anything but 0. */
static bool run(const char *path)
{
	const char *command = getenv("VISUAL");
	posix_spawnattr_t attr;
	sigset_t signals;
	struct sigaction old[2];
	pid_t pid;
	int status = -1;

	command = command && *command ? command : getenv("EDITOR");
	char **argv = split(command && *command ? command : "vi", path);
	/* die_name ignores the first two, and ignoring is inherited. */
	sigemptyset(&signals);
	sigaddset(&signals, SIGPIPE);
	sigaddset(&signals, SIGXFSZ);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGQUIT);
	int error = posix_spawnattr_init(&attr);
	error = error ? error : posix_spawnattr_setsigdefault(&attr, &signals);
	error = error ? error : posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGDEF);
	ignore(true, old);
	errno = error ? error : posix_spawnp(&pid, argv[0], NULL, &attr, argv, environ);
	if (errno) {
		ignore(false, old);
		die_sys("cannot run the editor %s", argv[0]);
	}
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			die_sys("cannot wait for the editor %s", argv[0]);
	ignore(false, old);
	posix_spawnattr_destroy(&attr);
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* The copy lies in a folder of its own: root may edit the list of somebody who could put a link in its place. */
struct copy { char *folder; const char *path; };

static struct copy make_copy(const char *path)
{
	struct copy c;
	struct text t = { 0 };
	const char *tmp = getenv("TMPDIR"), *slash = strrchr(path, '/');
	text_addf(&t, "%s/tutti.XXXXXX", tmp && *tmp ? tmp : "/tmp");
	text_string(&t);
	c.folder = mkdtemp(t.at);
	if (!c.folder)
		die_sys("cannot make the folder %s", t.at);
	struct text name = { 0 };
	text_addf(&name, "%s/%s", c.folder, slash ? slash + 1 : path);
	c.path = text_string(&name);
	int from = file_open(path), to = file_lock(c.path, true);
	if (from >= 0) {
		copy_rest(from, to, c.path);
		close(from);
	}
	if (close(to) < 0)
		die_sys("cannot write %s", c.path);
	return c;
}

/* Some editors leave an older version beside it; then the folder stays. */
static void remove_copy(const struct copy *c)
{
	unlink(c->path);
	rmdir(c->folder);
}

static bool same(int a, int b)
{
	char x[4096], y[4096];
	size_t n, m;
	if (lseek(a, 0, SEEK_SET) < 0)
		die_sys("cannot rewind the copy");
	do {	/* both are regular files: a short read is the end */
		n = read_some(a, x, sizeof x, "the copy");
		m = read_some(b, y, sizeof y, "the members");
	} while (n && n == m && memcmp(x, y, n) == 0);
	return !n && !m;
}

static bool again(const char *wrong)
{
	char answer[80] = "";
	struct text t = { 0 };
	if (!isatty(0))
		return false;
	text_addf(&t, "%s\nEdit again? (y/n) ", wrong);
	write_all(2, text_span(&t), "standard error");
	text_free(&t);
	return read_some(0, answer, sizeof answer, "the answer") > 0 && ascii_lower(answer[0]) == 'y';
}

/* As build-list does: mail that a note keeps back. */
static void warn(const char *path, int new)
{
	struct doubts d = { .name = path };
	if (lseek(new, 0, SEEK_SET) < 0)
		die_sys("cannot rewind the new text");
	doubts_file(&d, new);
	write_all(2, text_span(&d.lines), "standard error");
	text_free(&d.lines);
}

void editor_members(const char *path)
{
	const char *cdb = change_cdb(path);
	int lock = members_lock(cdb);
	unsigned long long time = subscribers_beside(cdb);
	struct copy c = make_copy(path);
	struct text wrong = { 0 };
	for (bool done = false; !done; ) {
		int new = run(c.path) ? file_open(c.path) : -1, old = file_open(path);
		if (new < 0) {
			remove_copy(&c);
			die(TEMP, "4.3.0", "the editor has failed; nothing has changed");
		}
		wrong.len = 0;
		done = (old >= 0 && same(new, old)) || change_replace(path, new, time, &wrong);
		if (done)
			warn(path, new);
		else
			close(new);
		if (old >= 0)
			close(old);
		if (!done && !again(text_string(&wrong)))
			break;
	}
	remove_copy(&c);
	if (wrong.len)
		die(PERM, "5.3.5", "%s; nothing has changed", text_string(&wrong));
	close(lock);
}
