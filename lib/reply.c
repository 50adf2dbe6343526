/* reply: see reply.h */
#include "reply.h"
#include "clean.h"
#include <stdlib.h>
#include <string.h>

enum {
	LINE = 4096,	/* RFC 5321 section 4.5.3.1.5 allows 512 */
	LINES = 200,	/* the longest EHLO and policy texts have about 30 */
	KEPT = 400
};

static bool digit(char c) { return c >= '0' && c <= '9'; }

enum reply_state reply_read(struct reply *r, struct span *in)
{
	const char *end = in->len ? memchr(in->at, '\n', in->len) : NULL;
	r->line = (struct span){ NULL, 0 };
	if (!end)
		return in->len > LINE ? REPLY_BAD : REPLY_MORE;
	struct span s = { in->at, (size_t)(end - in->at) };
	in->len -= s.len + 1;
	in->at = end + 1;
	if (s.len && s.at[s.len - 1] == '\r')
		s.len--;
	if (s.len < 3 || s.len > LINE || s.at[0] < '2' || s.at[0] > '5' || !digit(s.at[1]) || !digit(s.at[2])
	    || (s.len > 3 && s.at[3] != ' ' && s.at[3] != '-'))
		return REPLY_BAD;
	int code = (s.at[0] - '0') * 100 + (s.at[1] - '0') * 10 + (s.at[2] - '0');
	if ((r->lines && code != r->code) || r->lines == LINES)
		return REPLY_BAD;
	r->code = code;
	r->line = s;
	r->lines++;
	if (s.len == 3 || s.at[3] == ' ')
		return REPLY_WHOLE;
	if (r->lines == 1)
		text_add(&r->first, s);
	return REPLY_MORE;
}

void reply_clear(struct reply *r)
{
	r->code = 0;
	r->lines = 0;
	r->first.len = 0;
}

const char *reply_keep(const struct reply *r)
{
	struct span s = r->lines > 1 ? text_span(&r->first) : r->line;
	struct text t = { 0 };
	text_add_clean(&t, s, KEPT);
	if (t.len > 3)
		t.at[3] = ' ';
	return text_keep(&t).at;
}

struct span reply_status(const char *kept)
{
	size_t n = 4, dots = 0;
	if (strlen(kept) < 9 || kept[0] != kept[4] || kept[5] != '.')
		return (struct span){ NULL, 0 };
	for (; kept[n] == '.' || digit(kept[n]); n++) {
		dots += kept[n] == '.';
		if (kept[n] == '.' && !digit(kept[n + 1]))
			return (struct span){ NULL, 0 };
	}
	return dots == 2 ? (struct span){ kept + 4, n - 4 } : (struct span){ NULL, 0 };
}

bool reply_about_member(const char *kept)
{
	static const char *const about[] = { "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1" };
	struct span status = reply_status(kept);
	for (size_t i = 0; i < sizeof about / sizeof *about; i++)
		if (span_is(status, span(about[i])))
			return true;
	return false;
}

bool reply_is_limit(const char *kept)
{
	struct span status = reply_status(kept);
	if (strncmp(kept, "452", 3) == 0)
		return !(status.len > 2 && status.at[2] == '2');	/* X.2.X is the mailbox */
	/* RFC 5321 section 4.5.3.1.10: a 552 that says no more is to be read as 452. */
	return strncmp(kept, "552", 3) == 0 && (!status.len || span_is(status, SPAN("5.5.3")));
}
