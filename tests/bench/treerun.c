/* treerun: runs a command and waits for it and for every process it leaves behind, and says what all of them
 * took. (mlmmj forks into the background; a clock around its first process would stop too early.)
 *
 *	treerun [-m] [-i INPUT] [-o OUTPUT] [-r REPORT] COMMAND [ARGUMENT…]
 *
 * Writes one line to REPORT (default: standard error): wall=SECONDS, until the last process has gone; cpu=SECONDS
 * of all of them; maxrss_kb= of the largest single process; rc=. With -m it also looks twice a millisecond and
 * gives peak_kb=, the largest sum at one time, over all processes, of resident memory and of what they hold in
 * memfds and in /dev/shm (a message kept there is memory as much as one on the heap). */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

enum { FILES = 64 };
struct look { long kb; ino_t seen[FILES]; size_t count; };

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static double seconds(struct timeval t) { return (double)t.tv_sec + (double)t.tv_usec * 1e-6; }

/* Reads a file of /proc as a string; an empty one if the process has just gone. */
static void proc_read(pid_t pid, const char *name, char *s, size_t room)
{
	char path[100];
	snprintf(path, sizeof path, "/proc/%d/%s", (int)pid, name);
	int fd = open(path, O_RDONLY);
	ssize_t n = fd < 0 ? 0 : read(fd, s, room - 1);
	s[n > 0 ? n : 0] = '\0';
	if (fd >= 0)
		close(fd);
}

/* Adds the blocks of each memory file that pid holds open, once. */
static void look_at_files(pid_t pid, struct look *l)
{
	char path[100], to[200];
	snprintf(path, sizeof path, "/proc/%d/fd", (int)pid);
	DIR *d = opendir(path);
	for (struct dirent *e; d && (e = readdir(d)); ) {
		struct stat st;
		ssize_t n = readlinkat(dirfd(d), e->d_name, to, sizeof to - 1);
		to[n > 0 ? n : 0] = '\0';
		if (strncmp(to, "/memfd:", 7) != 0 && strncmp(to, "/dev/shm/", 9) != 0)
			continue;
		if (fstatat(dirfd(d), e->d_name, &st, 0) < 0 || l->count == FILES)
			continue;
		size_t i = 0;
		while (i < l->count && l->seen[i] != st.st_ino)
			i++;
		if (i < l->count)
			continue;
		l->seen[l->count++] = st.st_ino;
		l->kb += st.st_blocks / 2;
	}
	if (d)
		closedir(d);
}

/* Adds the children of pid and theirs; pid itself (treerun) not. */
static void look_at_children(pid_t pid, struct look *l)
{
	char name[100], list[4096], statm[200];
	snprintf(name, sizeof name, "task/%d/children", (int)pid);
	proc_read(pid, name, list, sizeof list);
	for (char *p = list, *end; ; p = end) {
		pid_t child = (pid_t)strtol(p, &end, 10);
		if (end == p)
			return;
		proc_read(child, "statm", statm, sizeof statm);
		char *resident = strchr(statm, ' ');
		l->kb += resident ? strtol(resident, NULL, 10) * (sysconf(_SC_PAGESIZE) / 1024) : 0;
		look_at_files(child, l);
		look_at_children(child, l);
	}
}

int main(int argc, char **argv)
{
	const char *in = "/dev/null", *out = "/dev/null", *report = NULL;
	bool memory = false;
	int o;

	while ((o = getopt(argc, argv, "+mi:o:r:")) != -1) {
		switch (o) {
		case 'm': memory = true; break;
		case 'i': in = optarg; break;
		case 'o': out = optarg; break;
		case 'r': report = optarg; break;
		default: return 75;
		}
	}
	if (optind == argc) {
		fprintf(stderr, "usage: treerun [-m] [-i INPUT] [-o OUTPUT] [-r REPORT] COMMAND [ARGUMENT...]\n");
		return 75;
	}

	posix_spawn_file_actions_t files;
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_addopen(&files, 0, in, O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&files, 1, out, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);

	double start = now(), cpu = 0;
	long maxrss = 0, peak = 0;
	int rc = 75;
	pid_t first, pid;
	errno = posix_spawnp(&first, argv[optind], &files, NULL, argv + optind, environ);
	if (errno) {
		perror(argv[optind]);
		return 75;
	}
	for (;;) {
		int status;
		struct rusage u;
		pid = wait4(-1, &status, memory ? WNOHANG : 0, &u);
		if (pid < 0)
			break;
		if (pid == 0) {
			struct look l = { .kb = 0 };
			look_at_children(getpid(), &l);
			peak = l.kb > peak ? l.kb : peak;
			nanosleep(&(struct timespec){ .tv_nsec = 500000 }, NULL);
			continue;
		}
		cpu += seconds(u.ru_utime) + seconds(u.ru_stime);
		maxrss = u.ru_maxrss > maxrss ? u.ru_maxrss : maxrss;
		if (pid == first)
			rc = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	}
	FILE *f = report ? fopen(report, "w") : stderr;
	if (!f || fprintf(f, "wall=%.6f cpu=%.6f maxrss_kb=%ld peak_kb=%ld rc=%d\n", now() - start, cpu, maxrss,
	                  peak, rc) < 0 || fclose(f)) {
		perror("treerun");
		return 75;
	}
	return rc;
}
