/* doubts: see doubts.h */
#include "doubts.h"
#include "clean.h"
#include "digests.h"
#include "lines.h"
#include <unistd.h>

enum { SHOWN = 100 };		/* octets of an address or a value */

/* Ours, and fml's: its code writes s=skip, its manual s=1. */
static bool is_known(struct span s)
{
	static const char *const known[] = { "skip", "off", "bounced", "1" };
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (span_is_nocase(s, span(known[i])))
			return true;
	return false;
}

/* `a@b skip` is fml's old form; but in `a@b violin, may skip a week` it is a word like the others. */
static bool is_in_note(struct span line, const struct members_line *l)
{
	const char *end = l->member.address.at + l->member.address.len;
	struct span rest = { end, (size_t)(line.at + line.len - end) };
	struct members_word w;
	bool skip = false, note = false;
	for (bool first = true; !members_word(&rest, first, &w) && w.text.len; first = false) {
		if (w.name.at && span_is_nocase(w.name, SPAN("s")) && w.text.at == w.name.at)
			return false;	/* skip or not, he has written it */
		skip = skip || (w.name.at && w.text.at == w.value.at && span_is_nocase(w.value, SPAN("skip")));
		note = note || !w.name.at;
	}
	return skip && note;
}

static void add(struct doubts *d, unsigned long number, const struct subscriber *x, const char *what, const char *name,
	struct span value, const char *cure)
{
	if (++d->count > DOUBTS_SHOWN)
		return;
	text_addf(&d->lines, "%s:%lu: ", d->name, number);
	text_add_clean(&d->lines, x->address, SHOWN);
	text_addf(&d->lines, " gets %s because of %s", what, name);
	text_add_clean(&d->lines, value, SHOWN);
	text_addf(&d->lines, "; write %s if that is meant, another word if not\n", cure);
}

void doubts_line(struct doubts *d, unsigned long number, struct span line, const struct members_line *l)
{
	const struct subscriber *x = &l->member;
	if (!x->key.len || !x->settings.len || l->off)
		return;
	struct span s = subscriber_setting(x, "s"), digest = subscriber_digest(x);
	if (s.at && !is_known(s))
		add(d, number, x, "no posts", "s=", s, "s=skip");
	else if (s.at && is_in_note(line, l))
		add(d, number, x, "no posts", "the word ", SPAN("skip"), "s=skip");
	else if (digest.at && !digests_hours(digest))
		add(d, number, x, "neither posts nor digests", subscriber_setting(x, "m").at ? "m=" : "digest=", digest, "m=24");
}

void doubts_file(struct doubts *d, int fd)
{
	struct lines l = { .fd = fd, .name = d->name };
	struct members_line m = { 0 };
	struct span line;
	while (lines_next(&l, &line) && line.len <= LINES_MAX) {
		line = l.number == 1 ? members_without_mark(line) : line;
		if (!members_read(&m, line))
			doubts_line(d, l.number, line, &m);
	}
	close(fd);
	text_free(&m.key);
	text_free(&m.settings);
	doubts_end(d);
}

void doubts_end(struct doubts *d)
{
	if (d->count > DOUBTS_SHOWN)
		text_addf(&d->lines, "%s: %zu more lines like these\n", d->name, d->count - DOUBTS_SHOWN);
}
