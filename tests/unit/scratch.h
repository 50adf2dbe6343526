/* scratch: a folder of its own for a unit test that needs files, and children for what ends the program. */
#ifndef SCRATCH_H
#define SCRATCH_H
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static char scratch_path[] = "/tmp/tutti.XXXXXX";

static inline void scratch_begin(void)
{
	if (!mkdtemp(scratch_path) || chdir(scratch_path) < 0) {
		printf("Bail out! no scratch folder\n");
		exit(1);
	}
}

/* How many files there are whose names begin with start. */
static inline int scratch_count(const char *start)
{
	int n = 0;
	DIR *dir = opendir(".");
	for (struct dirent *e; dir && (e = readdir(dir)); )
		n += strncmp(e->d_name, start, strlen(start)) == 0;
	closedir(dir);
	return n;
}

static inline void scratch_end(void)
{
	DIR *dir = opendir(".");
	for (struct dirent *e; dir && (e = readdir(dir)); )
		unlink(e->d_name);
	closedir(dir);
	if (chdir("/") < 0 || rmdir(scratch_path) < 0)
		printf("# %s is left\n", scratch_path);
}

/* Runs f in a child without standard error; its exit code, or 256 and more for a signal. */
static inline int in_child(void (*f)(void *), void *with)
{
	int status = 0;
	fflush(stdout);
	pid_t child = fork();
	if (child == 0) {
		int null = open("/dev/null", O_WRONLY);
		if (null < 0 || dup2(null, 2) < 0)
			_exit(1);
		f(with);
		_exit(0);
	}
	if (child < 0 || waitpid(child, &status, 0) != child)
		return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 256 + WTERMSIG(status);
}
#endif
