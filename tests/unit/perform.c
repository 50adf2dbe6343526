/* What tutti is told, and what comes of it. The tutti beside the program is a script here; so this test goes on in a
 * copy of itself, in a folder of its own. */
#include "perform.h"
#include "die.h"
#include "file.h"
#include "scratch.h"
#include "tap.h"

static const char script[] =
	"#!/bin/sh\n"
	"{ printf '<%s>' \"$@\"; printf ' '; cat; } >told\n"
	"echo 4.3.0 not now >&2\n"
	"echo nor this >&2\n"
	"exit 75\n";

static void put(const char *name, const char *content, mode_t mode)
{
	file_replace(name, span(content), mode);
}

/* What tutti was told, and the mail. */
static struct span told(void)
{
	struct text t = { 0 };
	file_read("told", &t, 1000);
	unlink("told");
	return text_span(&t);
}

static void go_on(void)
{
	static const char *const chain[] = { "LIST=orch@ml.example.jp", "inject", "-r", NULL };
	struct span said;
	put("mail", "not of it\nthe mail\n", 0600);
	struct performance p = { .score = "post", .mail = file_open("mail") };
	lseek(p.mail, 10, SEEK_SET);
	ok(perform(&p, &said) == TEMP, "the exit code");
	is(said, "4.3.0 not now", "one line of what it said");
	is(told(), "<post> the mail\n", "a score alone, and the mail from where it begins");

	p = (struct performance){ .score = "held", .sender = "", .recipient = "orch-held-1@ml.example.jp", .mail = p.mail };
	perform(&p, &said);
	is(told(), "<-f><><-r><orch-held-1@ml.example.jp><held> ", "from nobody");

	p = (struct performance){ .chain = chain, .sender = "a@x.example", .seconds = 30, .mail = p.mail };
	perform(&p, &said);
	is(told(), "<-t><30><-f><a@x.example><-c><LIST=orch@ml.example.jp><inject><-r> ", "a chain");

	put("tutti", "#!/bin/sh\n", 0700);
	ok(perform(&p, &said) == 0 && !said.len, "all went well");
	put("tutti", "#!/bin/sh\nkill -9 $$\n", 0700);
	ok(perform(&p, &said) == 128 + 9, "killed");
	unlink("tutti");
	ok(perform(&p, &said) == TEMP && span_starts_nocase(said, SPAN("it can't be run: ")), "no tutti");
}

static void become_copy(void *with)
{
	execv(with, (char *[]){ with, (char[]){ "copy" }, NULL });
	_exit(1);
}

int main(int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[1], "copy") == 0) {
		go_on();
		return tap_end();
	}
	scratch_begin();
	put("tutti", script, 0700);
	put("perform", "", 0700);
	int from = file_open("/proc/self/exe"), to = open("perform", O_WRONLY);
	copy_rest(from, to, "perform");
	close(from);
	close(to);
	int code = in_child(become_copy, (char[]){ "./perform" });
	scratch_end();
	return code;
}
