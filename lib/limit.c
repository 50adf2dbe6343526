/* limit: see limit.h */
#include "limit.h"
#include "address.h"
#include "commands.h"
#include "part.h"
#include "utf8.h"
#include "words.h"

enum { TEXT_LOOKED_AT = 16384, COMMAND_WORDS = 4 };	/* octets of a text that may be a command; chaddr has three words */

static const char *say(struct text *t) { return text_string(t); }

const char *limit_size(struct message *m, unsigned long long octets)
{
	static struct text why;
	unsigned long long size = (unsigned long long)message_settle_body(m) + m->blank;
	for (size_t i = 0; i < m->count; i++)
		size += m->field[i].raw.len;
	if (size <= octets)
		return NULL;
	text_addf(&why, "it has %llu octets, and %llu are allowed", size, octets);
	return say(&why);
}

static bool each_mailbox(struct span value, void (*each)(const struct mailbox *b, void *with), void *with)
{
	struct mailboxes all = { 0 };
	if (address_parse(value, &all))
		return false;
	for (size_t k = 0; k < all.count; k++)
		each(&all.at[k], with);
	return true;
}

/* Every mailbox in every To and Cc. Of a field that can't be parsed what stands between its commas: somebody's bad
 * grammar in one address hides no other. A piece that can't be parsed either is a mailbox with nothing in it. */
static void each_recipient(const struct message *m, void (*each)(const struct mailbox *b, void *with), void *with)
{
	static const char *const names[] = { "To", "Cc" };
	for (size_t n = 0; n < 2; n++)
		for (ptrdiff_t i = -1; (i = message_find(m, names[n], (size_t)(i + 1))) >= 0; ) {
			struct span rest = field_value(&m->field[i]);
			if (each_mailbox(rest, each, with))
				continue;
			while (rest.len)
				if (!each_mailbox(span_take(&rest, ','), each, with))
					each(&(struct mailbox){ 0 }, with);
		}
}

static void count_one(const struct mailbox *b, void *with)
{
	(void)b;
	++*(unsigned long long *)with;
}

const char *limit_recipients(const struct message *m, unsigned long long count)
{
	static struct text why;
	unsigned long long n = 0;
	each_recipient(m, count_one, &n);
	if (n <= count)
		return NULL;
	text_addf(&why, "it has %llu recipients in To and Cc, and %llu are allowed", n, count);
	return say(&why);
}

struct search { const struct list *list; bool found; };

static void find_list(const struct mailbox *b, void *with)
{
	struct search *s = with;
	if (span_is_nocase(b->local, s->list->local) && (!b->domain.len || span_is_nocase(b->domain, s->list->domain)))
		s->found = true;
}

const char *limit_to_list(const struct message *m, const struct list *l)
{
	static struct text why;
	struct search s = { .list = l };
	each_recipient(m, find_list, &s);
	if (s.found)
		return NULL;
	text_addf(&why, "%.*s is neither in To nor in Cc", PRINTF(l->address));
	return say(&why);
}

/* The subject as it is read, without blanks at its ends. */
static struct span subject_read(const struct message *m)
{
	struct text clean = { 0 };
	words_read(message_value(m, "Subject"), &clean);
	return text_span(&clean);
}

const char *limit_subject(const struct message *m)
{
	return utf8_narrow(subject_read(m)).len ? NULL : "it has no subject";
}

/* What is written in it, up to the signature (RFC 3676 section 4.3): each line without blanks at its ends, empty ones
 * left out. */
static struct span written(const struct message *m, const struct mime *mime, size_t *lines)
{
	struct text t = { 0 }, kept = { 0 };
	*lines = 0;
	part_written_text(m, mime, TEXT_LOOKED_AT, &t);
	for (struct span rest = text_span(&t); rest.len; ) {
		struct span raw = span_take(&rest, '\n'), line = span_trim(raw);
		if (span_is(span_trim(raw), SPAN("--")))
			break;
		if (!line.len)
			continue;
		++*lines;
		text_add(&kept, line);
		text_addc(&kept, '\n');
	}
	text_free(&t);
	return span_trim(text_span(&kept));
}

const char *limit_body(const struct message *m, const struct mime *mime)
{
	size_t lines;
	if (written(m, mime, &lines).len)
		return NULL;
	/* Something else than text: a picture, HTML, a signed mail. */
	for (size_t i = 0; i < mime->count; i++)
		if (!mime->part[i].has_children && !mime_is(&mime->part[i], "text", "plain") &&
				mime->part[i].end > mime->part[i].body)
			return NULL;
	return "it is empty";
}

/* What list-command reads as one, and what begins like one in a line too short for a sentence. */
static bool is_command(struct span s)
{
	static const char *const commands[] = { "subscribe", "unsubscribe", "bye", "signoff", "resign", "help", "guide",
		"confirm", "chaddr", "matome", "digest", "skip", "noskip", "on", "off", "remove", "退会", "入会" };
	struct command c;
	size_t words = 1;
	s = utf8_narrow(s);
	while (s.len && (s.at[0] == '#' || ascii_blank(s.at[0])))
		s.at++, s.len--;
	struct span rest = s, first = span_take_word(&rest);
	for (size_t i = 0; i < s.len; i++)
		words += ascii_blank(s.at[i]);
	if (words <= COMMAND_WORDS && command_read(&c, s) && !c.misused)
		return true;
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
		if (span_is_nocase(first, span(commands[i])))
			return words <= COMMAND_WORDS;
	return false;
}

const char *limit_command(const struct message *m, const struct mime *mime, const struct list *l)
{
	static struct text why;
	size_t lines;
	struct span text = written(m, mime, &lines);
	if (lines > 1 || !is_command(lines ? text : subject_read(m)))
		return NULL;
	text_adds(&why, "it seems to be a command; write that to ");
	list_address(&why, l, "request");
	return say(&why);
}

const char *limit_part(const struct message *m, const struct mime *mime, const struct span *pattern, size_t patterns)
{
	static struct text why;
	for (size_t i = 0; i < mime->count; i++) {
		const struct mime_part *p = &mime->part[i];
		if (i >= MIME_PARTS || (p->unclear && mime_is(p, "multipart", NULL)))
			return "it has parts that can't be looked into: too many, too deep, or without a boundary";
		const struct span *found = part_match(m, p, pattern, patterns);
		if (!found)
			continue;
		struct span name = part_name(m, p);
		text_adds(&why, "it has a part ");
		if (name.len && name.len < 200)
			text_add(&why, name);
		else
			text_addf(&why, "%.*s/%.*s", PRINTF(p->type.type), PRINTF(p->type.subtype));
		text_addf(&why, ", and %.*s is not allowed", PRINTF(*found));
		return say(&why);
	}
	return NULL;
}
