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
	token_make(&t, MAIL, seconds);
	ok(strlen(t.name) == 26 && strspn(t.name, "abcdefghijklmnopqrstuvwxyz234567") == 26, "26 letters of base32: %s",
		t.name);
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

/* What the same mail gets that had t. */
static struct token again(struct token t, const char *mail)
{
	t.name[0] = '\0';
	token_make(&t, mail, 3600);
	return t;
}

static void named(void)
{
	char one[27], two[27];
	struct span secret = token_secret(), other = SPAN("x");
	ok(secret.len == 64 && span_is(token_secret(), secret), "a list has one secret");
	token_name(one, secret, "release", SPAN(MAIL));
	token_name(two, secret, "release", SPAN(MAIL));
	ok(strlen(one) == 26 && strspn(one, "abcdefghijklmnopqrstuvwxyz234567") == 26 && strcmp(one, two) == 0,
		"a thing has one name");
	token_name(two, secret, "release", SPAN(OTHER));
	ok(strcmp(one, two) != 0, "another thing another");
	token_name(two, secret, "discard", SPAN(MAIL));
	ok(strcmp(one, two) != 0, "for something else another");
	token_name(two, other, "release", SPAN(MAIL));
	ok(strcmp(one, two) != 0, "with another secret another");
	/* python3 -c 'import hashlib; print("".join("abcdefghijklmnopqrstuvwxyz234567"[c % 32] for c in
	 * hashlib.sha256(b"xrelease\n" + b"a" * 64).digest()[:26]))' */
	token_name(two, other, "release", SPAN(MAIL));
	is(span(two), "btzgtwuk674wl62vnw7nlnx22l", "as the definition has it");
}

int main(void)
{
	struct token found;
	struct stat st;
	char path[64];

	unsetenv("DRY_RUN");
	unsetenv("DEADLINE");
	scratch_begin();
	ok(!finds(FIXED, "subscribe"), "none where there is no folder");
	struct token t = make("subscribe", "Anne@example.org", 3600);
	ok(t.expires >= (long long)time(NULL) + 3598 && t.expires <= (long long)time(NULL) + 3600, "good for an hour");
	snprintf(path, sizeof path, "pending/%s", t.name);
	ok(stat(path, &st) == 0 && (st.st_mode & 0777) == 0600, "a file for nobody else");
	ok(strcmp(again(t, MAIL).name, t.name) == 0, "the same mail once more: the same");
	struct token u = again(t, OTHER);
	ok(strcmp(t.name, u.name) != 0, "another mail: another");
	ok(strcmp(make("subscribe", "bob@example.org", 3600).name, t.name) != 0, "another address: another");
	ok(strcmp(make("subscribe", "Anne@example.org", 86400 + 3600).name, t.name) != 0, "another day: another");
	ok(stat("pending/secret", &st) == 0 && (st.st_mode & 0777) == 0600 && st.st_size == 64,
		"the secret is for nobody else");

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

	ok(token_is_open(&t, MAIL), "not used");
	ok(token_take(&t, MAIL), "used");
	ok(token_take(&t, MAIL), "a retry of that mail may go on");
	ok(!token_take(&t, OTHER), "another mail may not");
	ok(finds(t.name, "subscribe"), "a used one is known");
	found = again(t, MAIL);
	ok(span_is(found.used, SPAN(MAIL)), "and stays used, if it is made once more");
	ok(token_is_open(&found, MAIL) && !token_is_open(&found, OTHER), "good for that mail alone");
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

	named();
	file_replace("pending/secret", SPAN(""), 0600);
	ok(token_secret().len == 64 && strcmp(again(t, MAIL).name, t.name) != 0, "a secret that was lost is made anew");

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
