/* Tokens: made, found, used once, and useless for anything else. */
#include "token.h"
#include "file.h"
#include "scratch.h"
#include "tap.h"
#include <sys/stat.h>
#include <time.h>

#define MAIL "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define OTHER "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define FIXED "abcdefghijklmnopqrstuvwxyz"

static struct token make(const char *action, const char *address, long long seconds)
{
	struct token t = { .action = span(action), .address = span(address), .argument = SPAN("two\nwords") };
	ok(token_make(&t, seconds), "made: %s", t.name);
	return t;
}

/* A file of that name with those lines. */
static void put(const char *name, const char *lines)
{
	char path[64];
	snprintf(path, sizeof path, "pending/%s", name);
	file_replace(path, span(lines), 0600);
}

static bool finds(const char *name, const char *action)
{
	struct token t;
	return token_find(&t, span(name), action);
}

static void in(const char *extension, const char *want)
{
	is(token_in(span(extension), "confirm-"), want, *extension ? extension : "nothing");
}

static void fill(void)
{
	char name[] = "aaaaaaaaaaaaaaaaaaaaaaaaaa", path[40];
	for (int i = 0; i < TOKENS_MAX; i++) {
		for (int k = 0, n = i; k < 4; k++, n /= 26)
			name[k] = (char)('a' + n % 26);
		snprintf(path, sizeof path, "pending/%s", name);
		int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
		write_all(fd, SPAN("ACTION=a\nADDRESS=b\nEXPIRES=99999999999\n"), path);
		close(fd);
	}
}

int main(void)
{
	struct token found, over = { .action = SPAN("a"), .address = SPAN("b") };
	struct stat st;
	char path[64];

	unsetenv("DRY_RUN");
	unsetenv("DEADLINE");
	scratch_begin();
	ok(!finds(FIXED, "subscribe"), "none where there is no folder");
	struct token t = make("subscribe", "Anne@example.org", 3600);
	ok(strlen(t.name) == 26 && strspn(t.name, "abcdefghijklmnopqrstuvwxyz234567") == 26, "26 letters of base32");
	ok(t.expires >= (long long)time(NULL) + 3598 && t.expires <= (long long)time(NULL) + 3600, "good for an hour");
	snprintf(path, sizeof path, "pending/%s", t.name);
	ok(stat(path, &st) == 0 && (st.st_mode & 0777) == 0600, "a file for nobody else");
	struct token u = make("subscribe", "Anne@example.org", 3600);
	ok(strcmp(t.name, u.name) != 0, "no two are alike");

	ok(token_find(&found, span(t.name), "subscribe"), "found");
	is(found.address, "Anne@example.org", "with its address");
	is(found.argument, "two words", "and its argument, in one line");
	ok(found.expires == t.expires, "and its time");
	char upper[27];
	for (int i = 0; i < 27; i++)
		upper[i] = t.name[i] >= 'a' && t.name[i] <= 'z' ? (char)(t.name[i] - 32) : t.name[i];
	ok(finds(upper, "subscribe"), "in upper case");
	ok(!finds(t.name, "unsubscribe"), "not for another action");
	ok(!finds(t.name, "subscrib"), "nor for the beginning of it");
	upper[25] = upper[25] == 'A' ? 'B' : 'A';
	ok(!finds(upper, "subscribe"), "not with another letter");
	ok(!finds("", "subscribe"), "not without a name");
	ok(!finds("../pending/aaaaaaaaaaaaaaa", "subscribe"), "no path");
	ok(!token_find(&found, (struct span){ "abcdefghijklmnopqrstuvwxy\0", 26 }, "subscribe"), "no NUL");

	ok(token_take(&t, MAIL), "used");
	ok(token_take(&t, MAIL), "a retry of that mail may go on");
	ok(!token_take(&t, OTHER), "another mail may not");
	ok(finds(t.name, "subscribe"), "a used one is known");
	ok(token_find(&found, span(t.name), "subscribe") && span_is(found.address, SPAN("Anne@example.org")),
		"with what it was for");

	put(FIXED, "ACTION=subscribe\nADDRESS=anne@example.org\nEXPIRES=1000000000\n");
	ok(!finds(FIXED, "subscribe"), "one whose time is over");
	put(FIXED, "ACTION=subscribe\nADDRESS=anne@example.org\n");
	ok(!finds(FIXED, "subscribe"), "one without a time");
	put(FIXED, "ACTION=subscribe\nADDRESS=anne@example.org\nEXPIRES=99999999999999999999\n");
	ok(!finds(FIXED, "subscribe"), "one with too large a time");
	put(FIXED, "");
	ok(!finds(FIXED, "subscribe"), "an empty file");
	ok(!finds("new", "subscribe"), "no other file");
	token_tidy();
	ok(stat("pending/" FIXED, &st) < 0, "tidied: what is over goes");
	ok(finds(t.name, "subscribe") && finds(u.name, "subscribe"), "and the others stay");

	setenv("DRY_RUN", "1", 1);
	struct token dry = make("subscribe", "b@example.org", 60);
	ok(!finds(dry.name, "subscribe"), "a dry run makes none");
	ok(token_take(&u, MAIL), "and uses none up");
	unsetenv("DRY_RUN");
	ok(token_take(&u, OTHER), "so another mail may");

	in("confirm-abcdefghijklmnopqrstuvwxyz", FIXED);
	in("Confirm-ABCDEFGHIJKLMNOPQRSTUVWXYZ", "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
	in("confirm-abcdefghijklmnopqrstuvwxy1", "");
	in("confirm-abcdefghijklmnopqrstuvwxyz2", "");
	in("confirm-", "");
	in("", "");
	in("accept-abcdefghijklmnopqrstuvwxyz", "");

	fill();
	ok(!token_make(&over, 60), "no more than %d", TOKENS_MAX);
	put("aaaaaaaaaaaaaaaaaaaaaaaaaa", "ACTION=a\nADDRESS=b\nEXPIRES=1\n");
	put("baaaaaaaaaaaaaaaaaaaaaaaaa", "ACTION=a\nADDRESS=b\nEXPIRES=1\n");
	put("caaaaaaaaaaaaaaaaaaaaaaaaa", "ACTION=a\nADDRESS=b\nEXPIRES=1\n");
	ok(token_make(&over, 60), "but those that are over make room");

	if (chdir("pending") == 0) {
		ok(scratch_count("new") == 0, "nothing is left over");
		DIR *dir = opendir(".");
		for (struct dirent *e; dir && (e = readdir(dir)); )
			unlink(e->d_name);
		closedir(dir);
		if (chdir("..") < 0 || rmdir("pending") < 0)
			printf("# pending is left\n");
	}
	scratch_end();
	return tap_end();
}
