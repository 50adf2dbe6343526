/* judge: see judge.h */
#include "judge.h"
#include "phrases.h"
#include <string.h>

enum { TEXT_MAX = 16384 };	/* octets of a report's words that are looked at */

static bool digit(char c) { return c >= '0' && c <= '9'; }

static size_t digits(struct span s, size_t at)
{
	size_t n = 0;
	while (at + n < s.len && digit(s.at[at + n]))
		n++;
	return n;
}

/* The length of the status code at the start of s, or 0. */
static size_t status_length(struct span s)
{
	if (s.len < 5 || (s.at[0] != '2' && s.at[0] != '4' && s.at[0] != '5') || s.at[1] != '.')
		return 0;
	size_t subject = digits(s, 2), detail = digits(s, 3 + subject);
	size_t end = 3 + subject + detail;
	if (subject < 1 || subject > 3 || detail < 1 || detail > 3 || s.at[2 + subject] != '.')
		return 0;
	return end + 1 < s.len && s.at[end] == '.' && digit(s.at[end + 1]) ? 0 : end;
}

struct span status_find(struct span s)
{
	for (size_t i = 0; i < s.len; i++) {
		bool begins = i == 0 || !(ascii_alnum(s.at[i - 1]) || s.at[i - 1] == '.' || s.at[i - 1] == '-');
		/* Outlook and others write `550-5.1.1 text` in a reply of several lines. */
		if (i > 3 && s.at[i - 1] == '-' && digit(s.at[i - 2]) && digit(s.at[i - 3]) && digit(s.at[i - 4]))
			begins = true;
		size_t n = begins ? status_length((struct span){ s.at + i, s.len - i }) : 0;
		if (n)
			return (struct span){ s.at + i, n };
	}
	return (struct span){ NULL, 0 };
}

/* Those by which a server refuses (RFC 5321 section 4.2.3): a report is full of other numbers. */
static bool is_reply_code(int code)
{
	return code == 421 || (code >= 450 && code <= 452) || code == 501 || code == 530 || (code >= 550 && code <= 554);
}

int reply_code_find(struct span s)
{
	for (size_t i = 0; i + 3 <= s.len; i++) {
		if (digits(s, i) != 3) {
			i += digits(s, i);
			continue;
		}
		bool begins = i == 0 || !(ascii_alnum(s.at[i - 1]) || strchr(".-/=", s.at[i - 1]));
		bool ends = i + 3 == s.len || strchr(" -:;,\t\n", s.at[i + 3]);
		int code = (s.at[i] - '0') * 100 + (s.at[i + 1] - '0') * 10 + s.at[i + 2] - '0';
		if (begins && ends && is_reply_code(code))
			return code;
		i += 2;
	}
	return 0;
}

/* In lower-case, each run of blanks as one, and without the words that are addresses, host names and links: what
 * is called nospam@example.org says nothing about spam. */
static const char *plain_words(struct span s, struct text *t)
{
	if (s.len > TEXT_MAX)
		s.len = TEXT_MAX;
	text_addc(t, ' ');
	for (size_t i = 0, n; i < s.len; i += n) {
		bool name = false;
		for (n = 0; i + n < s.len && !ascii_blank(s.at[i + n]) && s.at[i + n]; n++) {
			char before = n ? s.at[i + n - 1] : ' ', after = i + n + 1 < s.len ? s.at[i + n + 1] : ' ';
			name |= s.at[i + n] == '@' || (s.at[i + n] == ':' && after == '/')
				|| (s.at[i + n] == '.' && ascii_alnum(before) && ascii_alnum(after) && !digit(after));
		}
		for (size_t k = 0; k < n && !name; k++)
			text_addc(t, (char)ascii_lower(s.at[i + k]));
		if (n == 0)
			n = 1;
		else if (t->at[t->len - 1] != ' ')
			text_addc(t, ' ');
	}
	return text_string(t);
}

/* What a program says that knows no better: x.0.0, and some that stand before anything in practice (RFC 3463
 * section 3.1 and the "other or undefined" of 3.3, 3.4 and 3.6). */
static bool says_nothing(struct span status)
{
	static const char *const codes[] = { "5.0.0", "4.0.0", "5.2.0", "5.3.0", "5.5.0" };
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
		if (span_is(status, span(codes[i])))
			return true;
	return !status.len;
}

/* The status codes of RFC 3463 that do not mean what the first two numbers of theirs mean. */
static enum verdict_class class_of_status(struct span s)
{
	static const struct { const char *code; enum verdict_class class; } special[] = {
		{ "5.1.7", JUDGED_POLICY }, { "5.1.8", JUDGED_POLICY },	/* the sender's address */
		{ "5.2.2", JUDGED_TEMPORARY },	/* full: "should be used as a persistent transient failure" */
		{ "5.2.3", JUDGED_POLICY },	/* the message is too long */
		{ "5.2.4", JUDGED_TEMPORARY },	/* a list behind the address */
		{ "5.3.1", JUDGED_TEMPORARY }, { "5.3.2", JUDGED_TEMPORARY }, { "5.3.5", JUDGED_TEMPORARY },
		{ "5.3.4", JUDGED_POLICY },	/* the message is too big */
		{ "5.4.2", JUDGED_TEMPORARY }, { "5.4.3", JUDGED_TEMPORARY }, { "5.4.5", JUDGED_TEMPORARY },
		{ "5.4.6", JUDGED_TEMPORARY },	/* a loop: of that mail, not of every mail */
		{ "5.4.7", JUDGED_TEMPORARY },	/* delivery time expired */
	};
	for (size_t i = 0; i < sizeof special / sizeof *special; i++)
		if (span_is(s, span(special[i].code)))
			return special[i].class;
	if (s.at[0] != '5')
		return s.at[0] == '4' ? JUDGED_TEMPORARY : JUDGED_NOTHING;
	return s.at[2] == '6' || s.at[2] == '7' ? JUDGED_POLICY : JUDGED_PERMANENT;
}

/* RFC 5321 section 4.2.3. */
static enum verdict_class class_of_reply(int code)
{
	return code == 552 || code / 100 == 4 ? JUDGED_TEMPORARY : JUDGED_PERMANENT;
}

/* True for the words of RFC 3464 section 2.3.3 by which nothing has failed. */
static bool is_no_failure(struct span action)
{
	static const char *const words[] = { "delayed", "delivered", "relayed", "expanded", "deliverable", "success" };
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (span_starts_nocase(action, span(words[i])))
			return true;
	return false;
}

const char *judge_word(enum verdict_class class)
{
	static const char *const words[] = { "nothing", "temporary", "policy", "permanent" };
	return words[class];
}

struct judgement judge(const struct failure *f)
{
	struct judgement j = { JUDGED_NOTHING, f->status };
	struct text t = { 0 };
	struct span said = status_find(f->text);
	if (is_no_failure(f->action))
		return j;
	/* What the server said is nearer to the truth than what the one who tells made of it. */
	if (said.len && says_nothing(f->status))
		j.status = said;
	int code = reply_code_find(f->text);
	const char *words = plain_words(f->text, &t);
	const enum verdict_class *class = phrase_clear(words);
	if (class)
		j.class = *class;
	else if (!says_nothing(j.status))
		j.class = class_of_status(j.status);
	else if ((class = phrase_vague(words)))
		j.class = *class;
	else if (code)
		j.class = class_of_reply(code);
	else if (j.status.len)
		j.class = j.status.at[0] == '5' ? JUDGED_PERMANENT : class_of_status(j.status);
	else if (f->action.len)
		j.class = JUDGED_PERMANENT;
	if (!j.status.len && j.class != JUDGED_NOTHING)
		j.status = j.class == JUDGED_TEMPORARY ? SPAN("4.0.0") : SPAN("5.0.0");
	text_free(&t);
	return j;
}
