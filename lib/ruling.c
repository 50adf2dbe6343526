/* ruling: see ruling.h */
#include "ruling.h"
#include "part.h"
#include "utf8.h"

enum { TEXT = 65536 };	/* octets in which the first line must begin */

static bool cut(struct span *s, struct span end)
{
	if (s->len <= end.len || !span_is((struct span){ s->at + s->len - end.len, end.len }, end))
		return false;
	s->len -= end.len;
	return true;
}

/* A line as it is compared: of "ＯＫ！" OK is left, and the Japanese full stop goes in both of its forms. */
static struct span bare(struct span line)
{
	struct span s = utf8_narrow(line);
	while (cut(&s, SPAN(".")) || cut(&s, SPAN("!")) || cut(&s, SPAN("\u3002")) || cut(&s, SPAN("\uFF61")))
		;
	return s;
}

enum ruling ruling_read(struct message *m)
{
	static const struct { const char *word; enum ruling ruling; } words[] = {
		{ "ok", RULING_RELEASE }, { "release", RULING_RELEASE }, { "承認", RULING_RELEASE }, { "承認します", RULING_RELEASE },
		{ "approve", RULING_RELEASE }, { "承認いたします", RULING_RELEASE }, { "承認お願いします", RULING_RELEASE },
		{ "承認してください", RULING_RELEASE },
		{ "discard", RULING_DISCARD }, { "破棄", RULING_DISCARD }, { "破棄します", RULING_DISCARD },
		{ "破棄いたします", RULING_DISCARD }, { "破棄お願いします", RULING_DISCARD }, { "破棄してください", RULING_DISCARD },
	};
	struct mime mime = { 0 };
	struct text text = { 0 };
	struct span first = { NULL, 0 };
	message_settle_body(m);
	mime_read(&mime, m);
	part_written_text(m, &mime, TEXT, &text);
	for (struct span rest = text_span(&text); rest.len && !first.len; ) {
		first = bare(span_take(&rest, '\n'));
		if (first.len && first.at[0] == '>')
			first.len = 0;
	}
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (span_is_nocase(first, span(words[i].word)))
			return words[i].ruling;
	return RULING_NONE;
}
