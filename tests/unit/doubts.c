/* Lines of a members file that may not mean what they do. */
#include "doubts.h"
#include "tap.h"
#include <stdlib.h>
#include <unistd.h>

/* What is said of a line after "m:7: "; "" for nothing. */
static void says(const char *line, const char *want)
{
	static struct members_line l;
	struct doubts d = { .name = "m" };
	if (!members_read(&l, span(line)))
		doubts_line(&d, 7, span(line), &l);
	struct text t = { 0 };
	if (*want)
		text_addf(&t, "m:7: %s\n", want);
	is(text_span(&d.lines), *want ? text_string(&t) : "", line);
	text_free(&d.lines);
	text_free(&t);
}

#define NO_POSTS(WORD) "a@b.example gets no posts because of " WORD "; write s=skip if that is meant, another word if not"
#define NO_DIGEST(WORD) "a@b.example gets neither posts nor digests because of " WORD \
	"; write m=24 if that is meant, another word if not"

int main(void)
{
	says("a@b.example", "");
	says("# a@b.example s=soprano", "");
	says("## a@b.example s=soprano", "");
	says("a@b.example name=\"s=soprano\" voice=soprano", "");
	says("a@b.example s=skip", "");
	says("a@b.example S=SKIP # soprano", "");
	says("a@b.example s=off", "");
	says("a@b.example s=bounced", "");
	says("a@b.example s=1", "");
	says("a@b.example s=soprano", NO_POSTS("s=soprano"));
	says("a@b.example s=\"first\tsoprano\" m=3", NO_POSTS("s=first?soprano"));
	says("a@b.example s=", NO_POSTS("s="));
	says("a@b.example s", "");

	says("a@b.example skip", "");
	says("a@b.example skip # violin", "");
	says("a@b.example # may skip a week", "");
	says("a@b.example name=Anne skip m=3", "");
	says("a@b.example violin, may skip a week", NO_POSTS("the word skip"));
	says("a@b.example skip violin", NO_POSTS("the word skip"));
	says("a@b.example violin s=skip", "");
	says("a@b.example s=skip, may skip", NO_POSTS("s=skip,"));

	says("a@b.example m=3mp", "");
	says("a@b.example digest=24", "");
	says("a@b.example 3", "");
	says("a@b.example m=0", "");
	says("a@b.example m=soprano", NO_DIGEST("m=soprano"));
	says("a@b.example digest=daily", NO_DIGEST("digest=daily"));
	says("a@b.example m=48", NO_DIGEST("m=48"));
	says("a@b.example s=off m=soprano", "");

	char path[] = "/tmp/doubts.XXXXXX";
	struct doubts d = { .name = "members" };
	struct text t = { 0 };
	int fd = mkstemp(path);
	text_adds(&t, "\xef\xbb\xbf" "a@b.example s=alto\n#.FML\nb@b.example s=alto\n#.endFML\n");
	for (int i = 0; i < DOUBTS_SHOWN + 2; i++)
		text_addf(&t, "c%d@b.example s=bass\n", i);
	ok(write(fd, t.at, t.len) == (ssize_t)t.len && lseek(fd, 0, SEEK_SET) == 0, "a file");
	doubts_file(&d, fd);
	unlink(path);
	ok(d.count == DOUBTS_SHOWN + 3, "counts %zu", d.count);
	struct span s = text_span(&d.lines);
	is(span_take(&s, '\n'), "members:1: a@b.example gets no posts because of s=alto; write s=skip if that is meant, "
		"another word if not", "the first line, behind an editor's mark");
	size_t lines = 1;
	struct span last = s;
	for (; s.len; lines++)
		last = span_take(&s, '\n');
	is(last, "members: 3 more lines like these", "the last line");
	ok(lines == DOUBTS_SHOWN + 1, "%zu lines", lines);
	text_free(&d.lines);
	text_free(&t);
	return tap_end();
}
