/* Who has been asked, and may be asked once more. */
#include "asked.h"
#include "file.h"
#include "scratch.h"
#include "tap.h"
#include <sys/stat.h>
#include <time.h>

static enum asked ask(const char *key, const char *post_id, size_t day, size_t hour)
{
	return asked_note("confirm", span(key), post_id, day, hour);
}

static void put(long long ago, const char *key)
{
	struct text t = { 0 };
	text_addf(&t, "%lld confirm x %s\nno line\n", (long long)time(NULL) - ago, key);
	file_replace("pending/asked", text_span(&t), 0600);
	text_free(&t);
}

int main(void)
{
	struct stat st;
	unsetenv("DRY_RUN");
	unsetenv("DEADLINE");
	scratch_begin();
	ok(ask("a@x.org", "1", 1, 9) == ASKED_GO, "the first time");
	ok(ask("a@x.org", "2", 1, 9) == ASKED_ENOUGH, "not twice a day");
	ok(ask("a@x.org", "1", 1, 9) == ASKED_GO, "but again for the same mail");
	ok(ask("b@x.org", "3", 1, 9) == ASKED_GO, "and another one");
	ok(ask("c@x.org", "4", 1, 2) == ASKED_BUSY, "no more than so many an hour");
	ok(asked_note("answer", SPAN("a@x.org"), "5", 1, 1) == ASKED_GO, "each kind by itself");
	ok(ask("a b@x.org", "6", 1, 9) == ASKED_GO && ask("a b@x.org", "7", 1, 9) == ASKED_ENOUGH, "a key with a blank");
	asked_forget("confirm", SPAN("a@x.org"));
	ok(ask("a@x.org", "8", 1, 9) == ASKED_GO, "once more after an answer");
	ok(ask("b@x.org", "9", 1, 9) == ASKED_ENOUGH, "the others stay");
	asked_forget("confirm", SPAN("nobody@x.org"));

	put(86390, "a@x.org");
	ok(ask("a@x.org", "1", 1, 9) == ASKED_ENOUGH, "a day is not over yet");
	put(86410, "a@x.org");
	ok(ask("a@x.org", "1", 1, 9) == ASKED_GO, "now it is");
	put(3590, "b@x.org");
	ok(ask("a@x.org", "1", 1, 1) == ASKED_BUSY, "an hour is not over yet");
	put(3610, "b@x.org");
	ok(ask("a@x.org", "1", 1, 1) == ASKED_GO, "now it is");
	put(-300, "a@x.org");
	ok(ask("a@x.org", "1", 1, 9) == ASKED_ENOUGH, "a clock that was put back");
	put(-90000, "a@x.org");
	ok(ask("a@x.org", "1", 1, 9) == ASKED_GO, "by years");
	ok(stat("pending/asked", &st) == 0 && (st.st_mode & 0777) == 0600, "for nobody else to read");

	setenv("DRY_RUN", "1", 1);
	ok(ask("d@x.org", "1", 1, 9) == ASKED_GO && ask("d@x.org", "2", 1, 9) == ASKED_GO, "a dry run notes nothing");
	asked_forget("confirm", SPAN("a@x.org"));
	unsetenv("DRY_RUN");
	ok(ask("a@x.org", "2", 1, 9) == ASKED_ENOUGH, "nor forgets");
	unlink("pending/asked");
	rmdir("pending");
	scratch_end();
	return tap_end();
}
