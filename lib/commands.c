/* commands: see commands.h */
#include "commands.h"
#include "address.h"
#include "admin.h"
#include "name.h"
#include "part.h"
#include "range.h"
#include "subject.h"
#include "token.h"
#include "utf8.h"
#include "words.h"
#include <string.h>

enum { SENTENCE = 3, TEXT_MAX = 65536, DIGEST_MAX = 36 };

/* All that people have learned to write, fml's users above all, and how many words may follow. */
static const struct { const char *word; enum command_kind kind; size_t least, most; } known[] = {
	{ "help", COMMAND_HELP, 0, SIZE_MAX },
	{ "guide", COMMAND_GUIDE, 0, 0 }, { "info", COMMAND_GUIDE, 0, 0 }, { "objective", COMMAND_GUIDE, 0, 0 },
	{ "subscribe", COMMAND_SUBSCRIBE, 0, SIZE_MAX }, { "join", COMMAND_SUBSCRIBE, 0, 0 },
	{ "unsubscribe", COMMAND_UNSUBSCRIBE, 0, 1 }, { "bye", COMMAND_UNSUBSCRIBE, 0, 1 },
	{ "leave", COMMAND_UNSUBSCRIBE, 0, 0 }, { "signoff", COMMAND_UNSUBSCRIBE, 0, 0 },
	{ "resign", COMMAND_UNSUBSCRIBE, 0, 0 },
	{ "confirm", COMMAND_CONFIRM, 1, SIZE_MAX }, { "unsubscribe-confirm", COMMAND_CONFIRM, 1, SIZE_MAX },
	{ "chaddr-confirm", COMMAND_CONFIRM, 1, SIZE_MAX },
	{ "chaddr", COMMAND_CHADDR, 2, 2 }, { "change", COMMAND_CHADDR, 2, 2 },
	{ "change-address", COMMAND_CHADDR, 2, 2 },
	{ "off", COMMAND_OFF, 0, 0 }, { "on", COMMAND_ON, 0, 0 }, { "skip", COMMAND_SKIP, 0, 0 },
	{ "noskip", COMMAND_NOSKIP, 0, 0 },
	{ "digest", COMMAND_DIGEST, 1, 1 }, { "matome", COMMAND_DIGEST, 1, 1 },
	{ "undigest", COMMAND_UNDIGEST, 0, 0 }, { "unmatome", COMMAND_UNDIGEST, 0, 0 },
	{ "status", COMMAND_STATUS, 0, 0 }, { "stat", COMMAND_STATUS, 0, 0 },
	{ "members", COMMAND_MEMBERS, 0, 0 }, { "member", COMMAND_MEMBERS, 0, 0 },
	{ "actives", COMMAND_MEMBERS, 0, 0 }, { "active", COMMAND_MEMBERS, 0, 0 },
	{ "summary", COMMAND_SUMMARY, 0, 1 },
	{ "get", COMMAND_GET, 1, 3 }, { "mget", COMMAND_GET, 1, 3 }, { "send", COMMAND_GET, 1, 3 },
	{ "admin", COMMAND_ADMIN, 1, SIZE_MAX },
	{ "end", COMMAND_END, 0, 0 }, { "exit", COMMAND_END, 0, 0 }, { "quit", COMMAND_END, 0, 0 },
};

static struct span take_word(struct span *rest)
{
	struct span word = span_take_word(rest);
	*rest = span_trim(*rest);
	return word;
}

/* People copy addresses with what stands around them. */
static bool read_address(struct span s, struct span *out)
{
	struct mailbox b;
	if (s.len > 2 && s.at[0] == '<' && s.at[s.len - 1] == '>')
		s = (struct span){ s.at + 1, s.len - 2 };
	*out = s;
	return utf8_ok(s) && !address_one(s, &b);
}

/* `3` or fml's `3mp`: hours, and a form. */
static bool read_digest(struct command *c, struct span s)
{
	size_t digits = 0, n;
	unsigned long long hours;
	while (digits < s.len && s.at[digits] >= '0' && s.at[digits] <= '9')
		digits++;
	for (n = digits; n < s.len && ascii_lower(s.at[n]) >= 'a' && ascii_lower(s.at[n]) <= 'z'; )
		n++;
	if (n < s.len || n > digits + 3 || !span_number((struct span){ s.at, digits }, &hours) || hours > DIGEST_MAX)
		return false;
	if (!hours)
		c->kind = COMMAND_UNDIGEST;
	c->arg[0] = s;
	return true;
}

static bool is_range(struct span s)
{
	struct range r[RANGES_MAX];
	size_t count;
	return range_read(s, 1, r, &count);
}

static bool is_mode(struct span s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!ascii_alnum(s.at[i]))
			return false;
	return s.len <= 8;
}

static bool read_admin(struct command *c, struct span words)
{
	struct text clean = { 0 };
	struct admin a;
	words_clean(words, &clean);
	c->text = text_keep(&clean);
	return admin_read(&a, c->text);
}

static bool read_arguments(struct command *c, struct span rest)
{
	struct span all = rest, first = take_word(&rest), second = take_word(&rest);
	switch (c->kind) {
	case COMMAND_SUBSCRIBE:
		c->text = name_read(all, SPAN(""));
		return true;
	case COMMAND_UNSUBSCRIBE:
		return !first.len || read_address(first, &c->arg[0]);
	case COMMAND_CONFIRM:
		c->arg[0] = token_in(first, "");	/* what can't be one is none, and not shown */
		return true;
	case COMMAND_CHADDR:
		return read_address(first, &c->arg[0]) && read_address(second, &c->arg[1]);
	case COMMAND_DIGEST:
		return read_digest(c, first);
	case COMMAND_ADMIN:
		return read_admin(c, all);
	case COMMAND_SUMMARY:
		c->arg[0] = first;
		return !first.len || is_range(first);
	case COMMAND_GET:	/* fml's third word, the seconds between two mails, has no meaning here */
		c->arg[0] = first;
		c->arg[1] = second;
		return is_range(first) && (!second.len || is_mode(second));
	default:
		return true;
	}
}

static size_t count_words(struct span rest)
{
	size_t n = 0;
	while (rest.len) {
		take_word(&rest);
		n++;
	}
	return n;
}

static bool is_marked(struct span line) { return line.len && line.at[0] == '#'; }

/* Is a command with other words than it takes one that was meant, or does a sentence begin so: "get me out of here",
 * "on holiday"? A command that takes no words may have an address behind it, as with fml's `status ADDRESS`. */
static bool is_meant(bool marked, size_t words, size_t most, struct span rest)
{
	return marked || (most ? most == SIZE_MAX || words <= SENTENCE : words == 1 && span_find(rest, '@') >= 0);
}

bool command_read(struct command *c, struct span line)
{
	if (line.len > COMMAND_LINE_MAX)
		return false;
	struct span rest = utf8_narrow(line);
	bool marked = is_marked(rest);
	if (marked)
		rest = span_trim((struct span){ rest.at + 1, rest.len - 1 });
	struct span word = take_word(&rest);
	size_t words = count_words(rest);
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (span_is_nocase(word, span(known[i].word))) {
			*c = (struct command){ .kind = known[i].kind, .word = known[i].word };
			if (words >= known[i].least && words <= known[i].most && read_arguments(c, rest))
				return true;
			*c = (struct command){ .kind = known[i].kind, .word = known[i].word, .misused = true };
			return is_meant(marked, words, known[i].most, rest);
		}
	return false;
}

static bool is_same(const struct command *a, const struct command *b)
{
	return a->kind == b->kind && a->misused == b->misused && span_is(a->arg[0], b->arg[0]) && span_is(a->arg[1], b->arg[1])
		&& span_is(a->text, b->text);
}

/* False if no more are read. */
static bool take(struct commands *c, const struct command *new)
{
	if (new->kind == COMMAND_END && !new->misused)
		return false;
	for (size_t i = 0; i < c->count; i++)
		if (is_same(&c->at[i], new))
			return true;
	c->at[c->count++] = *new;
	return c->count < COMMANDS_MAX;
}

/* A subject that is none is nothing unusual, nor one that begins like one. */
static void read_subject(struct commands *c, const struct message *m, struct span list, struct command *misused)
{
	struct text clean = { 0 }, stripped = { 0 }, format = { 0 };
	struct tag tag;
	struct command new;
	text_addf(&format, "[%.*s:%%05d]", PRINTF(list));
	words_read(message_value(m, "Subject"), &clean);
	if (!tag_read(text_span(&format), &tag))
		subject_strip(text_span(&clean), &tag, &stripped);
	struct span s = text_span(&stripped), mark = SPAN("Re: ");
	if (span_starts_nocase(s, mark))
		s = (struct span){ s.at + mark.len, s.len - mark.len };
	if (command_read(&new, s)) {
		if (new.misused)
			*misused = new;
		else
			take(c, &new);
	}
	text_free(&clean);
	text_free(&stripped);
	text_free(&format);
}

static void read_text(struct commands *c, struct span text)
{
	struct command new;
	while (text.len) {
		struct span line = span_take(&text, '\n');
		while (line.len && line.at[line.len - 1] == '\r')
			line.len--;
		struct span trimmed = span_trim(line);
		if (span_is(trimmed, SPAN("--")))	/* a signature (RFC 3676 section 4.3), its blank lost on the way */
			return;
		if (!trimmed.len || trimmed.at[0] == '>')
			continue;
		if (command_read(&new, trimmed)) {
			if (!take(c, &new))
				return;
			continue;
		}
		c->unknown++;
		c->wrong = c->wrong || (trimmed.len <= COMMAND_LINE_MAX && is_marked(utf8_narrow(trimmed)));
	}
}

/* LIST-subscribe and so on; "request" and what nobody knows say nothing. */
static bool read_extension(struct commands *c, struct span extension)
{
	static const char *const words[] = { "help", "subscribe", "unsubscribe" };
	struct command new;
	struct span token = token_in(extension, "confirm-");
	bool one = token.at;
	if (one)
		new = (struct command){ .kind = COMMAND_CONFIRM, .word = "confirm", .arg = { token } };
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		one = one || (span_is_nocase(extension, span(words[i])) && command_read(&new, extension));
	if (one)
		take(c, &new);
	return one;
}

void commands_read(struct commands *c, struct message *m, struct span extension, struct span list)
{
	struct mime mime = { 0 };
	struct text text = { 0 };
	struct command misused = { 0 };
	*c = (struct commands){ 0 };
	if (read_extension(c, extension))
		return;
	read_subject(c, m, list, &misused);
	mime_read(&mime, m);
	part_written_text(m, &mime, TEXT_MAX, &text);
	read_text(c, text_span(&text));
	if (!c->count && misused.misused)
		take(c, &misused);
	text_free(&text);
}
