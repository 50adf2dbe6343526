/* members: see members.h */
#include "members.h"
#include "die.h"
#include "file.h"
#include "setting.h"
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

static bool starts(struct span s, struct span start)
{
	return s.len >= start.len && memcmp(s.at, start.at, start.len) == 0;
}

static bool has_control(struct span s)
{
	for (size_t i = 0; i < s.len; i++)
		if (((unsigned char)s.at[i] < ' ' && s.at[i] != '\t') || s.at[i] == 127)
			return true;
	return false;
}

/* `3` or `3mp`: hours and the form of fml's digest. */
static bool is_digest(struct span s)
{
	size_t n = 0, digits;
	while (n < s.len && s.at[n] >= '0' && s.at[n] <= '9')
		n++;
	digits = n;
	while (n < s.len && ascii_lower(s.at[n]) >= 'a' && ascii_lower(s.at[n]) <= 'z')
		n++;
	return digits > 0 && n == s.len;
}

/* Appends name and word; m=0 is fml's way to say: no digest. */
static void add_setting(struct text *t, const char *name, struct span word)
{
	if (span_is_nocase(word, SPAN("m=0")) || (span_is(word, SPAN("0")) && strcmp(name, "m=") == 0))
		return;
	text_adds(t, t->len ? " " : "");
	text_adds(t, name);
	text_add(t, word);
}

/* The words after the address. Of fml's old forms `skip` and `matome 3` count wherever they stand, as they did
 * there, a number only if it stands alone; a relay's name and other free text mean nothing to us. */
static const char *read_settings(struct span rest, struct text *out)
{
	struct setting w;
	bool first = true, matome = false;

	for (;; first = false) {
		const char *wrong = setting_next(&rest, &w);
		if (wrong)
			return wrong;
		if (!w.word.len || w.word.at[0] == '#')
			break;
		struct span next = span_trim(rest);
		bool alone = first && (!next.len || next.at[0] == '#');
		if ((matome || alone) && is_digest(w.word))
			add_setting(out, "m=", w.word);
		else if (span_is_nocase(w.word, SPAN("skip")))
			add_setting(out, "s=", w.word);
		else if (w.name.at && has_control(w.word))
			return "a control character";
		else if (w.name.at && !utf8_ok(w.word))
			return "a setting that is not UTF-8";
		else if (w.name.at)
			add_setting(out, "", w.word);
		matome = span_is_nocase(w.word, SPAN("matome"));
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
	if (starts(s, SPAN("#.FML")))
		l->in_header = true;
	if (starts(s, SPAN("#.endFML")))
		l->in_header = false;
	if (l->in_header || !s.len || starts(s, SPAN("##")))
		return NULL;
	if (s.at[0] == '#') {
		s = span_trim(after(s, 1));
		l->off = true;
	}
	struct span address = first_word(s);
	const char *wrong = address_one(address, &b);
	if (!wrong && !utf8_ok(address))
		wrong = "an address that is not UTF-8";
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

/* What members_build has in its hands. */
struct build {
	struct subscribers_new *cdb;
	struct members_line line;
	const char *name;
	unsigned long number;
	bool any;
	struct subscriber *off;		/* those of `# ADDRESS`, until all others are known */
	size_t off_count, off_room;
};

static _Noreturn void refuse(struct build *b, const char *wrong, struct span line)
{
	struct span word = first_word(span_trim(line));
	subscribers_discard(b->cdb);
	die(PERM, "5.3.5", "%s:%lu: %s: %.*s", b->name, b->number, wrong, word.len < 80 ? (int)word.len : 80, word.at);
}

static void take(struct build *b, struct span line)
{
	b->number++;
	if (b->number == 1 && starts(line, SPAN("\xef\xbb\xbf")))	/* some Windows editors put it there */
		line = after(line, 3);
	const char *wrong = line.len > MEMBERS_LINE_MAX ? "an over-long line" : members_read(&b->line, line);
	const struct subscriber *x = &b->line.member;
	if (wrong)
		refuse(b, wrong, line);
	if (x->key.len && b->line.off) {
		b->off = memory_grow(b->off, b->off_count, &b->off_room, sizeof *b->off);
		b->off[b->off_count++] = (struct subscriber){
			memory_keep(x->key), memory_keep(x->address), memory_keep(x->settings) };
	} else if (x->key.len) {
		subscribers_add(b->cdb, x);
		b->any = true;
	}
}

static void take_all(struct build *b, int fd)
{
	char block[8 * MEMBERS_LINE_MAX];
	size_t have = 0, n;
	const char *newline;

	while ((n = read_some(fd, block + have, sizeof block - have, b->name)) > 0) {
		struct span rest = { block, have + n };
		while (rest.len && (newline = memchr(rest.at, '\n', rest.len))) {
			size_t length = (size_t)(newline - rest.at);
			take(b, (struct span){ rest.at, length });
			rest = after(rest, length + 1);
		}
		if (rest.len > MEMBERS_LINE_MAX)
			take(b, rest);	/* which refuses it */
		memmove(block, rest.at, rest.len);
		have = rest.len;
	}
	if (have)
		take(b, (struct span){ block, have });
}

struct members_count members_build(const char *path, int fd, const char *name, bool may_be_empty)
{
	struct build b = { .cdb = subscribers_begin(path), .name = name };

	take_all(&b, fd);
	if (b.line.in_header)
		refuse(&b, "the header #.FML has no end", SPAN("#.endFML"));
	for (size_t i = 0; i < b.off_count; i++)
		subscribers_add(b.cdb, &b.off[i]);
	if (!b.any && !b.off_count && !may_be_empty) {
		subscribers_discard(b.cdb);
		die(TEMP, "4.3.5", "no member in %s; for an empty list: build-list %s /dev/null", name, path);
	}
	struct members_count count;
	count.members = subscribers_commit(b.cdb, &count.duplicates);
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
