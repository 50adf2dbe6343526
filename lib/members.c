/* members: see members.h */
#include "members.h"
#include "die.h"
#include "doubts.h"
#include "file.h"
#include "lines.h"
#include "utf8.h"
#include <string.h>

static struct span first_word(struct span s)
{
	size_t n = 0;
	while (n < s.len && !ascii_blank(s.at[n]))
		n++;
	return (struct span){ s.at, n };
}

static struct span after(struct span s, size_t n) { return (struct span){ s.at + n, s.len - n }; }

static bool has_control(struct span s)
{
	for (size_t i = 0; i < s.len; i++)
		if (((unsigned char)s.at[i] < ' ' && s.at[i] != '\t') || s.at[i] == 127)
			return true;
	return false;
}

/* `3` or `3mp`: hours, to 36, and the form of fml's digest. A year that somebody has noted is none. */
static bool is_digest(struct span s)
{
	size_t n = 0, digits;
	unsigned long long hours;
	while (n < s.len && s.at[n] >= '0' && s.at[n] <= '9')
		n++;
	digits = n;
	while (n < s.len && ascii_lower(s.at[n]) >= 'a' && ascii_lower(s.at[n]) <= 'z')
		n++;
	return n == s.len && span_number((struct span){ s.at, digits }, &hours) && hours <= 36;
}

const char *members_word(struct span *rest, bool first, struct members_word *out)
{
	struct setting w, next;
	const char *wrong = setting_next(rest, &w);
	if (wrong)
		return wrong;
	*out = (struct members_word){ .text = w.word, .name = w.name, .value = w.value };
	if (!w.word.len || w.word.at[0] == '#') {
		out->text.len = 0;
		return NULL;
	}
	struct span then = span_trim(*rest);
	if (first && (!then.len || then.at[0] == '#') && is_digest(w.word)) {
		out->name = SPAN("m");
		out->value = w.word;
	} else if (span_is_nocase(w.word, SPAN("skip"))) {
		out->name = SPAN("s");
		out->value = w.word;
	} else if (span_is_nocase(w.word, SPAN("matome")) && !setting_next(&then, &next) && is_digest(next.word)) {
		*out = (struct members_word){ .name = SPAN("m"), .value = next.word,
			.text = { w.word.at, (size_t)(next.word.at - w.word.at) + next.word.len } };
		*rest = then;
	}
	return NULL;
}

/* The words after the address, as NAME=VALUE; m=0 is fml's way to say: no digest. A relay's name and other free text
 * mean nothing to us. */
static const char *read_settings(struct span rest, struct text *out)
{
	struct members_word w;

	for (bool first = true; ; first = false) {
		const char *wrong = members_word(&rest, first, &w);
		if (wrong)
			return wrong;
		if (!w.text.len)
			break;
		if (!w.name.at)
			continue;
		if (has_control(w.text))
			return "a control character";
		if (!utf8_ok(w.text))
			return "a setting that is not UTF-8";
		bool written = w.name.at == w.text.at;
		if (span_is(w.value, SPAN("0")) && ascii_lower(w.name.at[0]) == 'm' && w.name.len == 1)
			continue;
		text_adds(out, out->len ? " " : "");
		text_add(out, written ? w.text : w.name);
		text_adds(out, written ? "" : "=");
		text_add(out, written ? SPAN("") : w.value);
	}
	return out->len > SETTINGS_MAX ? "too many settings" : NULL;
}

const char *members_read(struct members_line *l, struct span line)
{
	struct span s = span_trim(line);
	struct mailbox b;

	l->member = (struct subscriber){ 0 };
	l->off = false;
	l->key.len = l->settings.len = 0;
	if (s.len && memchr(s.at, '\0', s.len))
		return "a NUL";
	if (span_starts(s, SPAN("#.FML")))
		l->in_header = true;
	if (span_starts(s, SPAN("#.endFML")))
		l->in_header = false;
	if (l->in_header || !s.len || span_starts(s, SPAN("##")))
		return NULL;
	if (s.at[0] == '#') {
		s = span_trim(after(s, 1));
		l->off = true;
	}
	struct span address = first_word(s);
	const char *wrong = address_one(address, &b);
	if (!wrong && !utf8_ok(address))
		wrong = "an address that is not UTF-8";
	if (!wrong && *address.at == '#')
		wrong = "an address that begins with #";	/* nobody could write it without */
	if (wrong)
		return l->off ? NULL : wrong;	/* `# Members of the orchestra`, a comment */
	if (l->off)
		text_adds(&l->settings, "s=off");
	wrong = read_settings(after(s, address.len), &l->settings);
	if (wrong && l->off)
		l->settings.len = strlen("s=off");
	else if (wrong)
		return wrong;
	address_add_key(&l->key, &b);
	l->member = (struct subscriber){ text_span(&l->key), address, text_span(&l->settings) };
	return NULL;
}

void members_write(struct text *t, const struct subscriber *x)
{
	text_add(t, x->address);
	text_adds(t, x->settings.len ? " " : "");
	text_add(t, x->settings);
	text_addc(t, '\n');
}

/* What members_prepare has in its hands. */
struct build {
	struct subscribers_new *cdb;
	struct members_line line;
	bool any;
	struct subscriber *off;		/* those of `# ADDRESS`, until all others are known */
	size_t off_count, off_room;
};

/* Returns NULL, or what is wrong with the line. */
static const char *take(struct build *b, struct span line)
{
	const char *wrong = line.len > LINES_MAX ? "an over-long line" : members_read(&b->line, line);
	const struct subscriber *x = &b->line.member;
	if (wrong)
		return wrong;
	if (x->key.len && b->line.off) {
		b->off = memory_grow(b->off, b->off_count, &b->off_room, sizeof *b->off);
		b->off[b->off_count++] = (struct subscriber){
			memory_keep(x->key), memory_keep(x->address), memory_keep(x->settings) };
	} else if (x->key.len) {
		subscribers_add(b->cdb, x);
		b->any = true;
	}
	return NULL;
}

struct span members_without_mark(struct span line)
{
	struct span mark = SPAN("\xef\xbb\xbf");
	return span_starts(line, mark) ? after(line, mark.len) : line;
}

struct subscribers_new *members_prepare(const char *path, int fd, const char *name, bool *any, struct text *wrong,
	struct doubts *doubts)
{
	struct build b = { .cdb = subscribers_begin(path) };
	struct lines l = { .fd = fd, .name = name };
	struct span line;
	const char *why = NULL;

	while (!why && lines_next(&l, &line)) {
		line = l.number == 1 ? members_without_mark(line) : line;
		why = take(&b, line);
		if (!why && doubts)
			doubts_line(doubts, l.number, line, &b.line);
	}
	if (!why && b.line.in_header) {
		why = "the header #.FML has no end";
		line = SPAN("#.endFML");
	}
	if (why) {
		struct span word = first_word(span_trim(line));
		text_addf(wrong, "%s:%lu: %s: %.*s", name, l.number, why,
			word.len < 80 ? (int)word.len : 80, word.at);
		subscribers_discard(b.cdb);
		return NULL;
	}
	for (size_t i = 0; i < b.off_count; i++)
		subscribers_add(b.cdb, &b.off[i]);
	*any = b.any || b.off_count;
	return b.cdb;
}

struct members_count members_build(const char *path, int fd, const char *name, bool may_be_empty,
	struct doubts *doubts)
{
	struct text wrong = { 0 };
	bool any;
	struct subscribers_new *cdb = members_prepare(path, fd, name, &any, &wrong, doubts);

	if (!cdb)
		die(PERM, "5.3.5", "%s", text_string(&wrong));
	if (!any && !may_be_empty) {
		subscribers_discard(cdb);
		die(TEMP, "4.3.5", "no member in %s; for an empty list: build-list %s /dev/null", name, path);
	}
	struct members_count count;
	count.members = subscribers_commit(cdb, &count.duplicates);
	return count;
}

int members_lock(const char *cdb)
{
	struct text t = { 0 };
	size_t n = strlen(cdb);
	text_add(&t, (struct span){ cdb, n > 4 && strcmp(cdb + n - 4, ".cdb") == 0 ? n - 4 : n });
	text_adds(&t, ".lock");
	int fd = file_lock(text_string(&t), true);
	text_free(&t);
	return fd;
}
