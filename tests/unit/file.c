/* Files whole or not at all, locks, scratch files, copies. */
#include "file.h"
#include "die.h"
#include "scratch.h"
#include "tap.h"
#include <fcntl.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>

/* Instead of the C library's, so that a test can act in the moment between an open and the lock. */
long syscall(long number, ...);
static void (*before_lock)(void);

int flock(int fd, int how)
{
	if (before_lock && (how & LOCK_NB))
		before_lock();
	return (int)syscall(SYS_flock, fd, how);
}

static struct text content_of(const char *path)
{
	struct text t = { 0 };
	if (!file_read(path, &t, 1 << 20))
		text_adds(&t, "(missing)");
	return t;
}

static bool holds(const char *path, const char *want)
{
	struct text t = content_of(path);
	bool good = span_is(text_span(&t), span(want));
	text_free(&t);
	return good;
}

static mode_t mode_of(const char *path)
{
	struct stat st;
	return stat(path, &st) < 0 ? 0 : st.st_mode & 07777;
}

static void put(const char *path, const char *content, int flags)
{
	int fd = open(path, O_WRONLY | O_CREAT | flags, 0600);
	write_all(fd, span(content), path);
	close(fd);
}

static void test_copy(void)
{
	struct text big = { 0 };
	for (int i = 0; i < 200000; i++)
		text_addc(&big, (char)(i * 7 + i / 251));
	for (int from_pipe = 0; from_pipe < 2; from_pipe++)
		for (int append = 0; append < 2; append++) {
			int in[2] = { open("in", O_RDWR | O_CREAT | O_TRUNC, 0600), -1 };
			int out = open("out", O_RDWR | O_CREAT | O_TRUNC | (append ? O_APPEND : 0), 0600);
			write_all(in[0], text_span(&big), "in");
			lseek(in[0], 10, SEEK_SET);
			pid_t feeder = 0;
			if (from_pipe) {
				int file = in[0];
				if (pipe(in) < 0)
					return;
				if ((feeder = fork()) == 0) {
					copy_rest(file, in[1], "the pipe");
					_exit(0);
				}
				close(file);
				close(in[1]);
			}
			write_all(out, SPAN("head"), "out");
			copy_rest(in[0], out, "out");
			struct text got = content_of("out");
			struct span rest = { got.at + 4, got.len - 4 };
			ok(got.len == big.len - 6 && span_is(rest, (struct span){ big.at + 10, big.len - 10 }),
				"from a %s to a file%s, from where they stand", from_pipe ? "pipe" : "file",
				append ? " with O_APPEND" : "");
			if (feeder)
				waitpid(feeder, NULL, 0);
			close(in[0]);
			close(out);
			text_free(&got);
		}
}

static void fill_device(void *with)
{
	int fd = open("/dev/full", O_WRONLY);
	(void)with;
	write_all(fd, SPAN("x"), "/dev/full");
}

static void read_path(void *path)
{
	struct text t = { 0 };
	file_read(path, &t, 4);
}

static void test_read(void)
{
	struct text t = { 0 };
	put("four", "four", O_TRUNC);
	put("five", "fives", O_TRUNC);
	ok(file_read("four", &t, 4) && span_is(text_span(&t), SPAN("four")), "a file of exactly the size allowed");
	ok(in_child(read_path, (char[]){ "five" }) == TEMP, "one octet more: 75");
	ok(!file_read("none", &t, 4), "no file");
	ok(in_child(read_path, (char[]){ "." }) == TEMP, "a folder: 75");
	ok(mkfifo("fifo", 0600) == 0 && in_child(read_path, (char[]){ "fifo" }) == TEMP, "a FIFO: 75, no waiting");
	ok(in_child(fill_device, NULL) == TEMP, "a full device: 75");
}

static void die_in_the_middle(void *with)
{
	struct file_new f;
	(void)with;
	file_new(&f, "kept", 0644);
	write_all(f.fd, SPAN("half"), "kept");
}

static void too_large(void *with)
{
	struct file_new f;
	(void)with;
	die_name("file");
	file_new(&f, "kept", 0644);
	setrlimit(RLIMIT_FSIZE, &(struct rlimit){ 3, 3 });
	write_all(f.fd, SPAN("much"), "kept");
}

static void replace_link(void *with)
{
	(void)with;
	file_replace("link", SPAN("new"), 0644);
}

static void test_replace(void)
{
	mode_t before = umask(0777);
	file_replace("new", SPAN("one"), 0640);
	umask(before);
	ok(holds("new", "one") && mode_of("new") == 0640, "a new file has its mode, whatever the umask");
	chmod("new", 0604);
	file_replace("new", SPAN("two"), 0640);
	ok(holds("new", "two") && mode_of("new") == 0604, "an old one keeps its mode");
	if (geteuid() == 0) {
		struct stat st = { 0 };
		if (chown("new", 12345, 23456) < 0)
			printf("# cannot chown\n");
		file_replace("new", SPAN("three"), 0640);
		ok(stat("new", &st) == 0 && st.st_uid == 12345 && st.st_gid == 23456 && (st.st_mode & 0777) == 0604,
			"and its owner");
	}
	put("target", "there", O_TRUNC);
	ok(symlink("target", "link") == 0 && in_child(replace_link, NULL) == TEMP && holds("target", "there") &&
		holds("link", "there") && scratch_count("link.tmp.") == 0, "a link is not replaced by a file: 75");
	file_replace("kept", SPAN("old"), 0644);
	ok(in_child(die_in_the_middle, NULL) == 0 && holds("kept", "old") && scratch_count("kept.tmp.") == 1,
		"a writer that dies leaves the old file, and its own");
	struct file_new f, g;
	file_new(&f, "kept", 0644);
	ok(scratch_count("kept.tmp.") == 1, "which the next one removes");
	write_all(f.fd, SPAN("new"), "kept");
	ok(in_child(die_in_the_middle, NULL) == 0 && scratch_count("kept.tmp.") == 2, "but not that of a living writer");
	ok(holds("kept", "old"), "nothing is seen before the commit");
	file_commit(&f);
	ok(holds("kept", "new"), "the commit shows it");
	file_new(&g, "kept", 0644);
	write_all(g.fd, SPAN("never"), "kept");
	file_discard(&g);
	ok(holds("kept", "new") && scratch_count("kept.tmp.") == 0, "discard leaves the old file and no other");
	ok(in_child(too_large, NULL) == TEMP && holds("kept", "new") && scratch_count("kept.tmp.") == 0,
		"a failed write: 75, the old file, no left-over");
}

static void commit_and_begin_again(void)
{
	if (rename("swift.tmp.1", "swift") == 0)
		put("swift.tmp.1", "next", O_EXCL);
}

static void test_swift_writer(void)
{
	struct file_new f;
	put("swift.tmp.1", "first", O_EXCL);
	before_lock = commit_and_begin_again;
	file_new(&f, "swift", 0644);
	before_lock = NULL;
	ok(holds("swift.tmp.1", "next"), "a writer that commits while it is taken for dead keeps its next file");
	file_discard(&f);
}

static int folders_read;

DIR *opendir(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY);
	folders_read++;
	return fd < 0 ? NULL : fdopendir(fd);
}

static void write_and_die(void *with)
{
	struct file_new f;
	int go = *(int *)with;
	char c;
	file_new(&f, "busy", 0644);
	if (read(go, &c, 1) < 0)
		_exit(1);
}

static void test_left_overs(void)
{
	int go[2];
	pid_t child[3];
	folders_read = 0;
	file_replace("alone", SPAN("x"), 0644);
	file_replace("alone", SPAN("y"), 0644);
	ok(folders_read == 0, "no folder is read, however many files there are in it");
	if (pipe(go) < 0)
		return;
	fflush(stdout);
	for (int i = 0; i < 3; i++) {
		if ((child[i] = fork()) == 0) {
			close(go[1]);
			write_and_die(&go[0]);
			_exit(0);
		}
	}
	for (int i = 0; i < 500 && scratch_count("busy.tmp.") < 3; i++)
		nanosleep(&(struct timespec){ .tv_nsec = 10000000 }, NULL);
	ok(scratch_count("busy.tmp.") == 3, "three at the same file");
	close(go[0]);
	close(go[1]);
	for (int i = 0; i < 3; i++)
		waitpid(child[i], NULL, 0);
	ok(scratch_count("busy.tmp.") == 3, "all killed");
	put("busy.tmp.link", "", 0);
	ok(symlink("nowhere", "busy.tmp.4") == 0, "and a link that somebody has put there");
	file_replace("busy", SPAN("whole"), 0644);
	ok(scratch_count("busy.tmp.") == 2 && holds("busy", "whole"), "the next takes away what they left, and nothing else");
}

static void replace_often(void *with)
{
	struct text t = { 0 };
	for (int i = 0; i < 40; i++) {
		t.len = 0;
		for (int k = 0; k < 3000; k++)
			text_addc(&t, *(char *)with);
		file_replace("shared", text_span(&t), 0644);
	}
}

static void test_two_at_once(void)
{
	pid_t child[3];
	int torn = 0, bad = 0;
	file_replace("shared", SPAN(""), 0644);
	fflush(stdout);
	for (int i = 0; i < 3; i++)
		if ((child[i] = fork()) == 0) {
			replace_often((char[]){ (char)('a' + i) });
			_exit(0);
		}
	for (int i = 0; i < 200; i++) {
		struct text t = content_of("shared");
		for (size_t k = 1; k < t.len; k++)
			torn += t.at[k] != t.at[0];
		torn += t.len != 0 && t.len != 3000;
		text_free(&t);
	}
	for (int i = 0; i < 3; i++) {
		int status = 1;
		waitpid(child[i], &status, 0);
		bad += status != 0;
	}
	ok(torn == 0, "three writers at once: never a mixed file");
	ok(bad == 0 && scratch_count("shared.tmp.") == 0, "and none of them is hurt");
}

static void lock_past_deadline(void *with)
{
	(void)with;
	setenv("DEADLINE", "1", 1);
	file_lock("lock", true);
}

static void lock_or_not(void *with)
{
	(void)with;
	_exit(file_lock("lock", false) >= 0);
}

static void test_lock(void)
{
	int fd = file_lock("lock", false);
	ok(fd >= 0 && mode_of("lock") == 0600, "the first gets the lock");
	ok(in_child(lock_or_not, NULL) == 0, "the second does not");
	ok(in_child(lock_past_deadline, NULL) == TEMP, "who waits past the deadline ends with 75");
	close(fd);
	ok(in_child(lock_or_not, NULL) == 1, "when it is given back, another gets it");
	ok(in_child(lock_or_not, NULL) == 1, "and after the holder's death too");
	int pair[2];
	if (pipe(pair) < 0)
		return;
	fflush(stdout);
	pid_t child = fork();
	if (child == 0) {
		file_lock("lock", true);
		write_all(pair[1], SPAN("x"), "the pipe");
		nanosleep(&(struct timespec){ .tv_nsec = 30000000 }, NULL);
		_exit(0);
	}
	char c;
	read_some(pair[0], &c, 1, "the pipe");
	ok(file_lock("lock", true) >= 0 && waitpid(child, NULL, 0) == child, "waiting ends when the holder does");
}

static void append_too_much(void *with)
{
	(void)with;
	die_name("file");
	setrlimit(RLIMIT_FSIZE, &(struct rlimit){ 8, 8 });
	file_append("log", SPAN("three"), 0644);
}

static void test_append(void)
{
	file_append("log", SPAN("one"), 0644);
	ok(mode_of("log") == 0644, "a new file has its mode");
	ok(in_child(append_too_much, NULL) == TEMP && holds("log", "one\n"), "a short write is taken back: 75");
	put("log", "half", O_APPEND);
	file_append("log", SPAN("two"), 0644);
	ok(holds("log", "one\nhalf\ntwo\n"), "half a line of a crash does not swallow the next");
	fflush(stdout);
	for (int i = 0; i < 4; i++)
		if (fork() == 0) {
			for (int k = 0; k < 50; k++)
				file_append("many", SPAN("0123456789"), 0644);
			_exit(0);
		}
	while (waitpid(-1, NULL, 0) > 0)
		;
	struct text t = content_of("many");
	bool good = t.len == 200 * 11;
	for (size_t i = 0; good && i < t.len; i += 11)
		good = memcmp(t.at + i, "0123456789\n", 11) == 0;
	ok(good, "four at once: every line whole");
}

static void test_scratch(void)
{
	char back[6] = { 0 };
	int fd = file_scratch();
	struct stat st = { 0 };
	write_all(fd, SPAN("bytes"), "a scratch file");
	ok(pread(fd, back, 5, 0) == 5 && strcmp(back, "bytes") == 0, "a scratch file keeps what it is given");
	ok(fstat(fd, &st) == 0 && st.st_nlink == 0 && scratch_count(".tutti") == 0, "and has no name");
	ok(fcntl(fd, F_GETFD) & FD_CLOEXEC, "and no heir");
	setenv("TMPDIR", "/nowhere", 1);
	if (chdir("/proc") == 0)
		fd = file_scratch();
	ok(fd >= 0 && chdir(scratch_path) == 0, "where the folder can't hold one, /var/tmp does");
}

int main(void)
{
	scratch_begin();
	test_copy();
	test_read();
	test_replace();
	test_swift_writer();
	test_left_overs();
	test_two_at_once();
	test_lock();
	test_append();
	test_scratch();
	scratch_end();
	return tap_end();
}
