/* run: see run.h */
#if defined(__linux__) && !defined(_GNU_SOURCE)
#define _GNU_SOURCE		/* posix_spawn_file_actions_addclosefrom_np */
#endif
#include "run.h"
#include "clock.h"
#include "die.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { GRACE = 2000 };	/* milliseconds between SIGTERM and SIGKILL */

/* The signals that we wait for: the end of a child, and those that ask us to end, if we were not started with
 * nohup. They stay blocked from the first step on, so that none can slip in between a look and the wait. */
static void block_signals(sigset_t *set)
{
	static const int asking[] = { SIGTERM, SIGINT, SIGHUP };
	struct sigaction now;
	sigemptyset(set);
	sigaddset(set, SIGCHLD);
	for (size_t i = 0; i < sizeof asking / sizeof *asking; i++)
		if (sigaction(asking[i], NULL, &now) == 0 && now.sa_handler != SIG_IGN)
			sigaddset(set, asking[i]);
	/* An ignored SIGCHLD, inherited, would take the exit codes away from us. */
	if (sigprocmask(SIG_BLOCK, set, NULL) < 0 || signal(SIGCHLD, SIG_DFL) == SIG_ERR)
		die_sys("cannot block signals");
}

static void check(int error)
{
	errno = error;
	if (error)
		die_sys("cannot prepare a step");
}

/* The descriptors of a step. Not one of ours gets through, nor of those that the MTA has left open. */
static void prepare_files(posix_spawn_file_actions_t *f, const struct run *r)
{
	int first = 3;
	check(posix_spawn_file_actions_init(f));
	check(posix_spawn_file_actions_adddup2(f, r->in, 0));
	check(posix_spawn_file_actions_adddup2(f, r->out, 1));
	check(posix_spawn_file_actions_adddup2(f, r->err, 2));
	if (r->lock >= 0)
		check(posix_spawn_file_actions_adddup2(f, r->lock, first++));
#ifdef __linux__
	check(posix_spawn_file_actions_addclosefrom_np(f, first));
#else
	for (int fd = first; fd < 256; fd++) {
		int flags = fcntl(fd, F_GETFD);
		if (flags >= 0 && fcntl(fd, F_SETFD, flags | FD_CLOEXEC) < 0)
			die_sys("cannot prepare a step");
	}
#endif
}

static int start(const struct run *r, pid_t *pid)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	sigset_t all, none;

	sigfillset(&all);
	sigemptyset(&none);
	prepare_files(&files, r);
	check(posix_spawnattr_init(&attr));
	check(posix_spawnattr_setflags(&attr,
		POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK));
	check(posix_spawnattr_setpgroup(&attr, 0));
	check(posix_spawnattr_setsigdefault(&attr, &all));
	check(posix_spawnattr_setsigmask(&attr, &none));
	int error = posix_spawn(pid, r->path, &files, &attr, r->argv, r->env);
	posix_spawn_file_actions_destroy(&files);
	posix_spawnattr_destroy(&attr);
	return error;
}

/* True once the step has ended. It stays a zombie, so that its number can't become another group's yet. */
static bool has_ended(pid_t pid)
{
	siginfo_t info = { 0 };
	while (waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) < 0)
		if (errno != EINTR)
			die_sys("cannot wait for a step");
	return info.si_pid == pid;
}

/* Sleeps until one of the signals comes or the time is over; returns the signal or 0. */
static int sleep_until(const sigset_t *set, long long until)
{
	long long left = until - clock_ms();
	if (left <= 0)
		return 0;
	left = left < 60000 ? left : 60000;
	struct timespec t = { .tv_sec = left / 1000, .tv_nsec = left % 1000 * 1000000 };
	int n = sigtimedwait(set, NULL, &t);
	return n > 0 ? n : 0;
}

static void wait_for(pid_t pid, const struct run *r, const sigset_t *set, struct run_end *end)
{
	long long until = r->until;
	bool termed = false, killed = false;

	while (!has_ended(pid)) {
		int got = killed ? sleep_until(set, clock_ms() + 60000) : sleep_until(set, until);
		bool over = !killed && clock_ms() >= until;
		if (got && got != SIGCHLD)
			end->stopped = got;
		if (over || (end->stopped && !termed)) {
			end->late = end->late || (over && !termed);
			kill(-pid, termed ? SIGKILL : SIGTERM);
			killed = termed;
			termed = true;
			until = clock_ms() + GRACE;
		}
	}
	kill(-pid, SIGKILL);	/* grandchildren that it has left behind */
}

struct run_end run_step(const struct run *r)
{
	struct run_end end = { .code = -1 };
	sigset_t set;
	pid_t pid;
	int status;
	long long began = clock_ms();

	block_signals(&set);
	end.error = start(r, &pid);
	if (end.error)
		return end;
	wait_for(pid, r, &set, &end);
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			die_sys("cannot wait for a step");
	if (WIFEXITED(status))
		end.code = WEXITSTATUS(status);
	else
		end.signal = WTERMSIG(status);
	end.ms = clock_ms() - began;
	return end;
}

static const char *join(struct span folder, const char *name)
{
	return memory_format("%.*s/%s", PRINTF(folder), name).at;
}

bool run_is_program(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 && S_ISREG(st.st_mode) && access(path, X_OK) == 0;
}

const char *run_find(const char *name, const char *path)
{
	const char *found;
	if (strchr(name, '/'))
		return run_is_program(name) ? name : NULL;
	for (struct span rest = span(path); rest.len; ) {
		struct span folder = span_take(&rest, ':');
		/* The working directory is the list's folder: nothing in it is a program by accident. */
		if (folder.len && folder.at[0] == '/' && run_is_program(found = join(folder, name)))
			return found;
	}
	found = join(span(PREFIX "/bin"), name);
	return run_is_program(found) ? found : NULL;
}

const char *run_own_folder(void)
{
	char path[PATH_MAX];
	const char *argv0 = die_argv0();
	ssize_t n = readlink("/proc/self/exe", path, sizeof path);
	struct span whole = { path, n > 0 && (size_t)n < sizeof path ? (size_t)n : 0 };
	if (!whole.len && argv0 && argv0[0] == '/')
		whole = span(argv0);
	while (whole.len && whole.at[whole.len - 1] != '/')
		whole.len--;
	if (whole.len < 2)
		return PREFIX "/bin";
	return memory_keep((struct span){ whole.at, whole.len - 1 }).at;
}
