/* fault: makes the n-th system call or allocation of one program go wrong. Loaded with LD_PRELOAD.
 *
 *	FAULT=PROGRAM:WHAT:N:HOW	the N-th call of the function WHAT, or, if that is alloc, of malloc and kin
 *	FAULT_LOG=FILE			every call is noted there: NAME FD DETAIL; and of allocations: alloc N PATH, the
 *					library or program that makes the N-th and those after it; at the end alloc N -
 *	FAULT_HIT=FILE			made when the fault falls: in another run a call may not come so far. It holds
 *					the path of the library or program that the call came from
 *
 * HOW is one of
 *
 *	fail:ERRNO	the call returns that error and does nothing (but close, which closes, as Linux does)
 *	short		half of the octets are read or written
 *	torn		half of them are written, then the process is killed
 *	kill		the process is killed before the call
 *	killed		the process is killed after the call
 *	dry		this allocation and every later one fails
 *
 * DETAIL says of a descriptor what lies behind it, "file", "scratch" (a file without a name), "folder", "pipe",
 * "socket" or "other", with a "+" if it can be written to: whoever reads the log then knows which errors are plausible. A process of another name
 * runs undisturbed, so that the variables can be set for a whole chain. A child made by fork counts on together
 * with its parent. What glibc calls from inside (its
 * converters, its loader) does not pass through here; see the strace part of run. */
#define _GNU_SOURCE
/* Fortified calls go to functions of other names; those are wrapped too, and their macros would get in the way. */
#undef _FORTIFY_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <iconv.h>
#include <netdb.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

enum how { NONE, FAIL, SHORT, TORN, KILL, KILLED, DRY };
enum { NO_FD = -1 };

void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);

static struct {
	bool ready, active, alloc;
	char what[24];
	long at;
	struct { long calls, allocs; } *count;	/* in memory shared with the children of a fork */
	enum how how;
	int error;
	const char *log;
} fault;

static void die_here(void)
{
	syscall(SYS_kill, syscall(SYS_getpid), SIGKILL);
}

static void setup(void)
{
	static const char *const names[] = { "", "fail", "short", "torn", "kill", "killed", "dry" };
	const char *s = getenv("FAULT");
	size_t n = strlen(program_invocation_short_name);
	char how[8] = "";

	fault.ready = true;
	if (!s || strncmp(s, program_invocation_short_name, n) != 0 || s[n] != ':')
		return;
	fault.active = true;
	fault.count = mmap(NULL, sizeof *fault.count, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (fault.count == MAP_FAILED)
		abort();
	fault.log = getenv("FAULT_LOG");
	if (sscanf(s + n, ":%23[a-z0-9_]:%ld:%7[a-z]:%d", fault.what, &fault.at, how, &fault.error) < 3)
		return;
	fault.alloc = strcmp(fault.what, "alloc") == 0;
	for (int i = FAIL; i <= DRY; i++)
		if (strcmp(how, names[i]) == 0)
			fault.how = (enum how)i;
}

static void hit(const void *from)
{
	Dl_info info;
	const char *file = getenv("FAULT_HIT");
	long fd = file ? syscall(SYS_openat, AT_FDCWD, file, O_WRONLY | O_CREAT | O_CLOEXEC, 0600) : -1;
	if (fd < 0)
		return;
	if (dladdr(from, &info) && syscall(SYS_write, fd, info.dli_fname, strlen(info.dli_fname)) < 0)
		abort();
	syscall(SYS_close, fd);
}

static const char *detail(int fd)
{
	static char s[16];
	struct stat st;
	if (fd == NO_FD)
		return "-";
	if (syscall(SYS_fstat, fd, &st) < 0)
		return "none";
	const char *kind = S_ISREG(st.st_mode) ? st.st_nlink ? "file" : "scratch" : S_ISDIR(st.st_mode) ? "folder"
	                 : S_ISFIFO(st.st_mode) ? "pipe" : S_ISSOCK(st.st_mode) ? "socket" : "other";
	bool writable = (syscall(SYS_fcntl, fd, F_GETFL) & O_ACCMODE) != O_RDONLY;
	snprintf(s, sizeof s, "%s%s", kind, writable ? "+" : "");
	return s;
}

static void note(const char *name, long number, const char *more)
{
	char line[1000];
	int len = snprintf(line, sizeof line, "%s %ld %s\n", name, number, more);
	long log = syscall(SYS_openat, AT_FDCWD, fault.log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
	if (log < 0 || syscall(SYS_write, log, line, len) != len)
		abort();
	syscall(SYS_close, log);
}

/* Counts a system call, and says what is to become of it. */
#define call(name, fd) call_from(name, fd, __builtin_return_address(0))
static enum how call_from(const char *name, int fd, const void *from)
{
	if (!fault.ready)
		setup();
	if (!fault.active)
		return NONE;
	int error = errno;
	if (fault.log)
		note(name, fd, detail(fd));
	errno = error;
	if (strcmp(name, fault.what) != 0 || ++fault.count->calls != fault.at)
		return NONE;
	hit(from);
	if (fault.how == KILL)
		die_here();
	if (fault.how == FAIL && fd >= 0 && strcmp(detail(fd), "socket+") == 0 && fault.error != EINTR)
		syscall(SYS_shutdown, fd, SHUT_RDWR);	/* a broken connection stays broken */
	if (fault.how == FAIL)
		errno = fault.error;
	return fault.how;
}

/* True if this allocation is to fail. */
static bool starve(const void *from)
{
	if (!fault.ready)
		setup();
	if (!fault.active)
		return false;
	static const void *origin;
	Dl_info info;
	long n = ++fault.count->allocs;
	if (fault.log && dladdr(from, &info) && info.dli_fbase != origin) {
		origin = info.dli_fbase;
		note("alloc", n, info.dli_fname);
	}
	if (!fault.alloc || n < fault.at || (n > fault.at && fault.how != DRY))
		return false;
	if (n == fault.at)
		hit(from);
	errno = ENOMEM;
	return true;
}

/* A line for each allocation would take longer than the program. */
__attribute__((destructor)) static void count_allocations(void)
{
	if (fault.active && fault.log)
		note("alloc", fault.count->allocs, "-");
	fault.active = false;
}

void _exit(int status)
{
	count_allocations();
	syscall(SYS_exit_group, status);
	__builtin_unreachable();
}

#define STARVE() starve(__builtin_return_address(0))
void *malloc(size_t n) { return STARVE() ? NULL : __libc_malloc(n); }
void *calloc(size_t n, size_t size) { return STARVE() ? NULL : __libc_calloc(n, size); }
void *realloc(void *p, size_t n) { return STARVE() ? NULL : __libc_realloc(p, n); }

#define REAL(name) \
	static __typeof__(name) *real; \
	if (!real && !(real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name))) \
		abort()

/* A call that returns -1 (or what failed says) and sets errno. */
#define CALL(type, failed, name, params, args, fd) \
	type name params \
	{ \
		REAL(name); \
		enum how how = call(#name, fd); \
		if (how == FAIL) \
			return failed; \
		type result = real args; \
		if (how == KILLED) \
			die_here(); \
		return result; \
	}

/* A call that moves octets: n is the name of the parameter that counts them. */
#define MOVE(name, params, args, fd, n) \
	ssize_t name params \
	{ \
		REAL(name); \
		enum how how = call(#name, fd); \
		if (how == FAIL) \
			return -1; \
		if ((how == SHORT || how == TORN) && n > 1) \
			n /= 2; \
		ssize_t result = real args; \
		if (how == TORN || how == KILLED) \
			die_here(); \
		return result; \
	}

static const char *open_name(int flags)
{
	return flags & O_CREAT || (flags & O_TMPFILE) == O_TMPFILE ? "creat" : "open";
}

/* open and its kin have a third parameter only with some flags; reading it anyway is harmless on Linux. */
#define OPEN(name) \
	int name(const char *path, int flags, ...) \
	{ \
		va_list ap; \
		va_start(ap, flags); \
		mode_t mode = va_arg(ap, mode_t); \
		va_end(ap); \
		REAL(name); \
		enum how how = call(open_name(flags), NO_FD); \
		int result = how == FAIL ? -1 : real(path, flags, mode); \
		if (how == KILLED) \
			die_here(); \
		return result; \
	}
#define OPENAT(name) \
	int name(int folder, const char *path, int flags, ...) \
	{ \
		va_list ap; \
		va_start(ap, flags); \
		mode_t mode = va_arg(ap, mode_t); \
		va_end(ap); \
		REAL(name); \
		enum how how = call(open_name(flags), NO_FD); \
		int result = how == FAIL ? -1 : real(folder, path, flags, mode); \
		if (how == KILLED) \
			die_here(); \
		return result; \
	}
OPEN(open)
OPEN(open64)
OPENAT(openat)
OPENAT(openat64)
int __open64_2(const char *, int);
int __openat64_2(int, const char *, int);
CALL(int, -1, __open64_2, (const char *path, int flags), (path, flags), NO_FD)
CALL(int, -1, __openat64_2, (int folder, const char *path, int flags), (folder, path, flags), NO_FD)
CALL(int, -1, mkstemp, (char *t), (t), NO_FD)
CALL(int, -1, mkstemp64, (char *t), (t), NO_FD)
CALL(int, -1, mkostemp, (char *t, int f), (t, f), NO_FD)
CALL(int, -1, mkostemp64, (char *t, int f), (t, f), NO_FD)
CALL(char *, NULL, mkdtemp, (char *t), (t), NO_FD)

ssize_t __read_chk(int, void *, size_t, size_t);
ssize_t __pread64_chk(int, void *, size_t, off64_t, size_t);
ssize_t __recv_chk(int, void *, size_t, size_t, int);
int __poll_chk(struct pollfd *, nfds_t, int, size_t);
MOVE(read, (int fd, void *p, size_t n), (fd, p, n), fd, n)
MOVE(__read_chk, (int fd, void *p, size_t n, size_t room), (fd, p, n, room), fd, n)
MOVE(pread, (int fd, void *p, size_t n, off_t at), (fd, p, n, at), fd, n)
MOVE(pread64, (int fd, void *p, size_t n, off64_t at), (fd, p, n, at), fd, n)
MOVE(__pread64_chk, (int fd, void *p, size_t n, off64_t at, size_t room), (fd, p, n, at, room), fd, n)
MOVE(write, (int fd, const void *p, size_t n), (fd, p, n), fd, n)
MOVE(pwrite, (int fd, const void *p, size_t n, off_t at), (fd, p, n, at), fd, n)
MOVE(pwrite64, (int fd, const void *p, size_t n, off64_t at), (fd, p, n, at), fd, n)
MOVE(copy_file_range, (int in, off64_t *a, int out, off64_t *b, size_t n, unsigned f), (in, a, out, b, n, f), out, n)
MOVE(sendfile, (int out, int in, off_t *at, size_t n), (out, in, at, n), out, n)
MOVE(sendfile64, (int out, int in, off64_t *at, size_t n), (out, in, at, n), out, n)
MOVE(send, (int fd, const void *p, size_t n, int f), (fd, p, n, f), fd, n)
MOVE(recv, (int fd, void *p, size_t n, int f), (fd, p, n, f), fd, n)
MOVE(__recv_chk, (int fd, void *p, size_t n, size_t room, int f), (fd, p, n, room, f), fd, n)

/* Half of a vector: its blocks up to the middle. */
ssize_t writev(int fd, const struct iovec *v, int count)
{
	REAL(writev);
	enum how how = call("writev", fd);
	if (how == FAIL)
		return -1;
	if (how != SHORT && how != TORN) {
		ssize_t result = real(fd, v, count);
		if (how == KILLED)
			die_here();
		return result;
	}
	size_t sum = 0, half = 0;
	for (int i = 0; i < count; i++)
		sum += v[i].iov_len;
	half = sum > 1 ? sum / 2 : sum;
	struct iovec *some = __libc_malloc((size_t)count * sizeof *some);
	int k = 0;
	for (; k < count && half; k++) {
		some[k] = v[k];
		some[k].iov_len = v[k].iov_len < half ? v[k].iov_len : half;
		half -= some[k].iov_len;
	}
	ssize_t result = real(fd, some, k);
	if (how == TORN)
		die_here();
	free(some);
	return result;
}

int close(int fd)
{
	REAL(close);
	enum how how = call("close", fd);
	int error = errno, result = real(fd);
	if (how == KILLED)
		die_here();
	if (how != FAIL)
		return result;
	errno = error;
	return -1;
}

CALL(int, -1, fsync, (int fd), (fd), fd)
CALL(int, -1, fdatasync, (int fd), (fd), fd)
CALL(int, -1, syncfs, (int fd), (fd), fd)
CALL(int, -1, ftruncate, (int fd, off_t n), (fd, n), fd)
CALL(int, -1, ftruncate64, (int fd, off64_t n), (fd, n), fd)
CALL(off_t, -1, lseek, (int fd, off_t n, int from), (fd, n, from), fd)
CALL(off64_t, -1, lseek64, (int fd, off64_t n, int from), (fd, n, from), fd)
CALL(int, -1, fstat, (int fd, struct stat *st), (fd, st), fd)
CALL(int, -1, fstat64, (int fd, struct stat64 *st), (fd, st), fd)
CALL(int, -1, stat, (const char *path, struct stat *st), (path, st), NO_FD)
CALL(int, -1, stat64, (const char *path, struct stat64 *st), (path, st), NO_FD)
CALL(int, -1, lstat, (const char *path, struct stat *st), (path, st), NO_FD)
CALL(int, -1, lstat64, (const char *path, struct stat64 *st), (path, st), NO_FD)
CALL(int, -1, fstatat, (int d, const char *path, struct stat *st, int f), (d, path, st, f), NO_FD)
CALL(int, -1, fstatat64, (int d, const char *path, struct stat64 *st, int f), (d, path, st, f), NO_FD)
CALL(int, -1, fallocate, (int fd, int mode, off_t at, off_t n), (fd, mode, at, n), fd)
CALL(int, -1, fallocate64, (int fd, int mode, off64_t at, off64_t n), (fd, mode, at, n), fd)
CALL(int, -1, flock, (int fd, int op), (fd, op), fd)
CALL(int, -1, fchmod, (int fd, mode_t mode), (fd, mode), fd)
CALL(int, -1, fchown, (int fd, uid_t u, gid_t g), (fd, u, g), fd)
CALL(int, -1, chmod, (const char *path, mode_t mode), (path, mode), NO_FD)
CALL(int, -1, chown, (const char *path, uid_t u, gid_t g), (path, u, g), NO_FD)
CALL(int, -1, lchown, (const char *path, uid_t u, gid_t g), (path, u, g), NO_FD)
CALL(int, -1, fchownat, (int d, const char *path, uid_t u, gid_t g, int f), (d, path, u, g, f), NO_FD)
CALL(int, -1, fchmodat, (int d, const char *path, mode_t mode, int f), (d, path, mode, f), NO_FD)
CALL(int, -1, setuid, (uid_t u), (u), NO_FD)
CALL(int, -1, setgid, (gid_t g), (g), NO_FD)
CALL(int, -1, setgroups, (size_t n, const gid_t *g), (n, g), NO_FD)
CALL(int, -1, initgroups, (const char *user, gid_t g), (user, g), NO_FD)
CALL(int, -1, futimens, (int fd, const struct timespec t[2]), (fd, t), fd)
CALL(int, -1, rename, (const char *from, const char *to), (from, to), NO_FD)
CALL(int, -1, renameat, (int d, const char *from, int e, const char *to), (d, from, e, to), NO_FD)
CALL(int, -1, renameat2, (int d, const char *from, int e, const char *to, unsigned f), (d, from, e, to, f), NO_FD)
CALL(int, -1, link, (const char *from, const char *to), (from, to), NO_FD)
CALL(int, -1, linkat, (int d, const char *from, int e, const char *to, int f), (d, from, e, to, f), NO_FD)
CALL(int, -1, unlink, (const char *path), (path), NO_FD)
CALL(int, -1, unlinkat, (int d, const char *path, int f), (d, path, f), NO_FD)
CALL(int, -1, mkdir, (const char *path, mode_t mode), (path, mode), NO_FD)
CALL(int, -1, mkdirat, (int d, const char *path, mode_t mode), (d, path, mode), NO_FD)
CALL(int, -1, rmdir, (const char *path), (path), NO_FD)
CALL(int, -1, chdir, (const char *path), (path), NO_FD)
CALL(int, -1, fchdir, (int fd), (fd), fd)
CALL(char *, NULL, getcwd, (char *p, size_t n), (p, n), NO_FD)
CALL(char *, NULL, realpath, (const char *path, char *p), (path, p), NO_FD)
CALL(DIR *, NULL, opendir, (const char *path), (path), NO_FD)
CALL(DIR *, NULL, fdopendir, (int fd), (fd), fd)
CALL(struct dirent *, NULL, readdir, (DIR *d), (d), NO_FD)
CALL(struct dirent64 *, NULL, readdir64, (DIR *d), (d), NO_FD)
CALL(int, -1, dup, (int fd), (fd), fd)
CALL(int, -1, dup2, (int fd, int to), (fd, to), fd)
CALL(int, -1, dup3, (int fd, int to, int f), (fd, to, f), fd)
CALL(int, -1, pipe, (int fd[2]), (fd), NO_FD)
CALL(int, -1, pipe2, (int fd[2], int f), (fd, f), NO_FD)
CALL(pid_t, -1, fork, (void), (), NO_FD)
CALL(pid_t, -1, waitpid, (pid_t pid, int *status, int f), (pid, status, f), NO_FD)
CALL(int, -1, waitid, (idtype_t t, id_t id, siginfo_t *i, int f), (t, id, i, f), NO_FD)
CALL(int, -1, sigtimedwait, (const sigset_t *set, siginfo_t *i, const struct timespec *t), (set, i, t), NO_FD)
CALL(int, -1, socket, (int d, int t, int p), (d, t, p), NO_FD)
CALL(int, -1, connect, (int fd, const struct sockaddr *a, socklen_t n), (fd, a, n), fd)
CALL(int, -1, setsockopt, (int fd, int l, int o, const void *p, socklen_t n), (fd, l, o, p, n), fd)
CALL(int, -1, getsockopt, (int fd, int l, int o, void *p, socklen_t *n), (fd, l, o, p, n), fd)
CALL(int, -1, poll, (struct pollfd *p, nfds_t n, int ms), (p, n, ms), NO_FD)
CALL(int, -1, __poll_chk, (struct pollfd *p, nfds_t n, int ms, size_t room), (p, n, ms, room), NO_FD)
CALL(iconv_t, (iconv_t)-1, iconv_open, (const char *to, const char *from), (to, from), NO_FD)

/* These return the error itself. */
CALL(int, fault.error, posix_spawn, (pid_t *pid, const char *path, const posix_spawn_file_actions_t *a,
     const posix_spawnattr_t *attr, char *const argv[], char *const env[]), (pid, path, a, attr, argv, env), NO_FD)
CALL(int, fault.error, posix_spawnp, (pid_t *pid, const char *path, const posix_spawn_file_actions_t *a,
     const posix_spawnattr_t *attr, char *const argv[], char *const env[]), (pid, path, a, attr, argv, env), NO_FD)
CALL(int, EAI_AGAIN, getaddrinfo, (const char *host, const char *port, const struct addrinfo *hints,
     struct addrinfo **out), (host, port, hints, out), NO_FD)

/* Only the commands that can fail for want of something: the others are questions. */
#define FCNTL(name) \
	int name(int fd, int command, ...) \
	{ \
		va_list ap; \
		va_start(ap, command); \
		void *argument = va_arg(ap, void *); \
		va_end(ap); \
		REAL(name); \
		bool may = command == F_DUPFD || command == F_DUPFD_CLOEXEC || command == F_SETLK || command == F_SETLKW; \
		enum how how = may ? call("fcntl", fd) : NONE; \
		int result = how == FAIL ? -1 : real(fd, command, argument); \
		if (how == KILLED) \
			die_here(); \
		return result; \
	}
FCNTL(fcntl)
FCNTL(fcntl64)
