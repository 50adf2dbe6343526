/* tag-subject: puts the list's tag in front of the subject, `[orch:00124] Re: text`, as fml's users know it.
 *
 * Earlier tags of the list go, wherever they stand, and a run of reply marks becomes one `Re: `. A subject in
 * which nothing had to go keeps its bytes after the tag. Twice is as once. */
#include "die.h"
#include "message.h"
#include "subject.h"
#include <unistd.h>

static const char usage[] = "tag-subject FORMAT <message >message";
static const char help[] =
	"usage: tag-subject FORMAT <message >message\n"
	"Puts the list's tag in front of the subject and removes earlier ones. FORMAT is\n"
	"the tag, `[orch:%05d]` or `[orch]`; %d stands for the post's number, which\n"
	"number-post has written to X-Mail-Count, and %05d for at least five digits.\n"
	"A run of reply marks (Re: AW: SV: and the Japanese ones) becomes one `Re: `.\n";

/* The number that number-post gave the post. */
static unsigned long long post_number(const struct message *m)
{
	unsigned long long number;
	struct span count = message_value(m, "X-Mail-Count");
	if (!count.at)
		die(TEMP, "4.3.5", "the post has no number; put number-post before this step");
	if (!span_number(count, &number))
		die(TEMP, "4.3.5", "X-Mail-Count is no number; put number-post before this step");
	return number;
}

int main(int argc, char **argv)
{
	struct message m;
	struct tag tag;
	struct text value = { 0 };

	die_name(argv[0]);
	die_help(argc, argv, help);
	opterr = 0;
	if (getopt(argc, argv, "") != -1 || argc - optind != 1)
		die_usage(usage);
	const char *wrong = tag_read(span(argv[optind]), &tag);
	if (wrong)
		die(TEMP, "4.3.5", "usage: the FORMAT %.100s %s", argv[optind], wrong);

	message_read(&m, 0);
	subject_tag(message_value(&m, "Subject"), &tag, tag.numbered ? post_number(&m) : 0, &value);
	message_set(&m, "Subject", text_span(&value));
	message_write(&m, 1);
	return 0;
}
