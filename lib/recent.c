/* recent: see recent.h */
#include "recent.h"
#include "clean.h"
#include "die.h"
#include "file.h"
#include "keyset.h"
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { END = 1 << 20, TIME = 20 };	/* octets: some 5,000 lines; of a time in it */

/* The fields of a line of the log that matter here. What was sent without a number, where posts have one, was no post:
 * a command, or the question to the moderators, which has the post's author. */
static bool counts(struct span line, struct span author, struct span since, const char *post_id, bool numbers,
	struct keyset *seen)
{
	struct span time = span_take(&line, '\t'), id = span_take(&line, '\t');
	struct span number = span_take(&line, '\t'), by = span_take(&line, '\t');
	span_take(&line, '\t');		/* Message-ID */
	struct span result = span_take(&line, '\t');
	return time.len == TIME && memcmp(time.at, since.at, TIME) >= 0 && span_is_nocase(by, author) &&
		((span_is(result, SPAN("sent")) && !(numbers && span_is(number, SPAN("-")))) || span_is(result, SPAN("held"))) &&
		!span_is(id, span(post_id)) &&
		keyset_add(seen, id);
}

/* The file seq is no sign of it: a list may have posts from elsewhere, and give no numbers itself. */
static bool is_numbered(struct span line)
{
	unsigned long long n;
	struct span time = span_take(&line, '\t');
	span_take(&line, '\t');		/* POST_ID */
	return time.len == TIME && span_number(span_take(&line, '\t'), &n);
}

size_t recent_posts(struct span author, long long seconds, const char *post_id)
{
	struct text end = { 0 }, shown = { 0 };
	struct keyset seen = { 0 };
	char since[32], block[16384];
	struct stat st;
	struct tm tm;
	time_t then = (time_t)(time(NULL) - seconds);
	size_t count = 0;
	bool numbers = false;
	int fd = file_open("log");
	if (fd < 0)
		return 0;
	if (!gmtime_r(&then, &tm) || !strftime(since, sizeof since, "%Y-%m-%dT%H:%M:%SZ", &tm))
		die(TEMP, "4.3.0", "cannot read the clock");
	if (fstat(fd, &st) < 0 || lseek(fd, st.st_size > END ? st.st_size - END : 0, SEEK_SET) < 0)
		die_sys("cannot read log");
	for (size_t n; (n = read_some(fd, block, sizeof block, "log")) > 0; )
		text_add(&end, (struct span){ block, n });
	close(fd);
	text_add_clean(&shown, author, 200);	/* as the log has it */
	for (struct span rest = text_span(&end); rest.len && !numbers; )
		numbers = is_numbered(span_take(&rest, '\n'));
	for (struct span rest = text_span(&end); rest.len; )
		count += counts(span_take(&rest, '\n'), text_span(&shown), span(since), post_id, numbers, &seen);
	keyset_free(&seen);
	text_free(&end);
	text_free(&shown);
	return count;
}
