/* What lib/sent remembers from one run to the next, also when a line is torn. */
#include "sent.h"
#include "file.h"
#include "tap.h"
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define ID "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define FILE_OF_ID "sent/" ID

static void note(struct sent *s, const char *lines)
{
	struct text t = { 0 };
	text_adds(&t, lines);
	sent_note(s, &t);
	text_free(&t);
}

static struct sent reopen(struct sent *s)
{
	struct sent again;
	close(s->fd);
	if (!sent_open(&again, ID, SENT_LOCK | SENT_KEYS))
		ok(false, "opening again");
	return again;
}

static void append(const char *what)
{
	int fd = open(FILE_OF_ID, O_WRONLY | O_APPEND);
	write_all(fd, span(what), FILE_OF_ID);
	close(fd);
}

int main(void)
{
	char folder[] = "/tmp/tutti-sent.XXXXXX";
	struct sent s, other;
	struct stat st;

	unsetenv("DRY_RUN");
	if (!mkdtemp(folder) || chdir(folder) < 0)
		return 1;

	ok(sent_look(ID) == SENT_NOT, "an unknown post is not sent");
	ok(sent_open(&s, ID, SENT_LOCK) && s.first_try == 0 && !s.possible_duplicate, "a new file");
	ok(stat("sent", &st) == 0 && (st.st_mode & 0777) == 0700, "the folder is nobody else's");
	ok(stat(FILE_OF_ID, &st) == 0 && (st.st_mode & 0777) == 0600, "nor is the file");
	ok(!sent_open(&other, ID, SENT_LOCK), "another can't lock it");
	sent_note_try(&s);
	ok(s.first_try > 1000000000, "the first try is dated at once");

	note(&s, "handing 3\n");
	ok(s.possible_duplicate, "handed over and not recorded: a possible duplicate");
	s = reopen(&s);
	ok(s.possible_duplicate, "and still in the next run");
	ok(!sent_has(&s, SPAN("a@x.example")), "nobody counts as served");
	note(&s, "handing 3\naccepted a@x.example\naccepted b@x.example\naccepted c@x.example\n");
	s = reopen(&s);
	ok(s.possible_duplicate, "the second hand-over does not hide the first");
	ok(s.accepted == 3, "three are accepted");
	ok(sent_has(&s, SPAN("b@x.example")) && !sent_has(&s, SPAN("b@x")), "known by their whole key");
	close(s.fd);
	unlink(FILE_OF_ID);

	ok(sent_open(&s, ID, SENT_LOCK), "from the start");
	append("try 1700000000\nhanding 5\naccepted a@x.example\nkept 4\n"
		"deferred d@x.example 450 4.2.0 later\n"
		"refused r@x.example 550 5.1.1 no such user\n");
	s = reopen(&s);
	ok(s.first_try == 1700000000, "the time of the first try");
	ok(!s.possible_duplicate, "what the MTA has kept out is no duplicate");
	ok(s.accepted == 1 && s.deferred == 1 && s.refused == 1, "counts");
	ok(sent_has(&s, SPAN("r@x.example")), "a refused member is not tried again");
	ok(!sent_has(&s, SPAN("d@x.example")), "a deferred one is");
	ok(sent_lasts(&s, SPAN("d@x.example")), "for hours already");
	sent_note_try(&s);
	ok(s.first_try == 1700000000 && s.deferred == 0, "a second try keeps the time of the first");
	append("deferred n@x.example 450 4.2.0 later\n");
	s = reopen(&s);
	ok(sent_lasts(&s, SPAN("d@x.example")) && !sent_lasts(&s, SPAN("n@x.example")), "what it defers is new");

	ok(sent_waits(&s, SPAN("d@x.example")) && sent_waits(&s, SPAN("n@x.example")), "both are on record");
	ok(!sent_waits(&s, SPAN("a@x.example")) && !sent_waits(&s, SPAN("new@x.example")), "and nobody else");
	sent_note_try(&s);
	note(&s, "deferred m@x.example 450 4.2.0 later\nagain 2\n");
	ok(s.deferred == 3, "those who were deferred before are only counted");
	s = reopen(&s);
	ok(s.deferred == 3, "also by the next run");
	ok(sent_lasts(&s, SPAN("d@x.example")), "and the time of the first deferral stays");
	append("try 1700000000\ndeferred n@x.example 450 4.2.0 later\ndeferred n@x.example 450 4.2.0 later\n");
	s = reopen(&s);
	ok(sent_waits(&s, SPAN("n@x.example")) && s.deferred == 2, "a line of each run, as it was written once, is read");

	append("accepted f@x.example\nhanding 1\n");
	sent_recount(&s, ID);
	ok(s.accepted == 2 && s.refused == 1 && s.possible_duplicate, "counted again, as another process has left it");
	append("kept 1\n");
	append("accepted torn@x.exam");
	s = reopen(&s);
	ok(s.accepted == 2 && !sent_has(&s, SPAN("torn@x.exam")), "half a line is no record");
	note(&s, "accepted e@x.example\n");
	s = reopen(&s);
	ok(s.accepted == 3 && sent_has(&s, SPAN("e@x.example")), "and the next line stands on its own");

	struct text zeros = { 0 };
	for (int i = 0; i < 100000; i++)
		text_addc(&zeros, '\0');
	write_all(s.fd, text_span(&zeros), FILE_OF_ID);
	append("\naccepted g@x.example\naccepted torn@x.exam");
	s = reopen(&s);
	ok(s.accepted == 4 && sent_has(&s, SPAN("g@x.example")), "zeros, as a power cut may leave them, hide no other line");
	write_all(s.fd, text_span(&zeros), FILE_OF_ID);
	text_free(&zeros);
	s = reopen(&s);
	ok(fstat(s.fd, &st) == 0 && st.st_size < 150000 && s.accepted == 4, "and go if they are the last");

	struct text t = { 0 };
	sent_line(&t, "deferred", SPAN("d@x.example"), SPAN("450 a\r\naccepted z@x.example"));
	sent_note(&s, &t);
	s = reopen(&s);
	ok(!sent_has(&s, SPAN("z@x.example")), "a server's reply can't make a line");

	ok(sent_look(ID) != SENT_DONE, "not done yet");
	sent_note_done(&s);
	ok(sent_look(ID) == SENT_DONE, "done");
	s = reopen(&s);
	ok(s.done, "done, when opened");
	close(s.fd);

	setenv("DRY_RUN", "1", 1);
	unlink(FILE_OF_ID);
	rmdir("sent");
	ok(sent_open(&s, ID, SENT_LOCK) && s.fd == -1 && s.accepted == 0, "a dry run opens nothing");
	sent_note_try(&s);
	note(&s, "accepted a@x.example\n");
	sent_note_done(&s);
	ok(stat("sent", &st) < 0, "and leaves nothing");

	if (chdir("/") < 0 || rmdir(folder) < 0)
		return 1;
	return tap_end();
}
