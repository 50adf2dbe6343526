/* page_text: a summary for a terminal or a mail, at most 80 columns of ASCII; see page.h */
#include "page.h"
#include "calendar.h"

enum { WIDTH = 80, DATE = 10, SHARE = 8, LONGEST_BAR = 30 };

struct columns { size_t mail, fail; };	/* their widths, with the blanks before the numbers */

static void add_blanks(struct text *out, size_t n)
{
	while (n--)
		text_addc(out, ' ');
}

/* To the right end of its column. */
static void add_right(struct text *out, struct span s, size_t width)
{
	add_blanks(out, s.len < width ? width - s.len : 0);
	text_add(out, s);
}

static void add_number(struct text *out, unsigned long long n, size_t width)
{
	struct text t = { 0 };
	page_number(&t, n);
	add_right(out, text_span(&t), width);
	text_free(&t);
}

static size_t number_length(unsigned long long n)
{
	struct text t = { 0 };
	page_number(&t, n);
	size_t length = t.len;
	text_free(&t);
	return length;
}

static struct columns columns_of(const struct summary *s)
{
	size_t mail = number_length(s->all.mail) + 2, fail = number_length(s->all.fail) + 2;
	return (struct columns){ mail < 10 ? 10 : mail, fail < 8 ? 8 : fail };
}

/* Words in lines that begin at the column indent, where out stands already. A word that is longer than a line goes
 * on in the next. */
static void add_wrapped(struct text *out, struct span s, size_t indent)
{
	size_t column = indent;
	while (s.len) {
		struct span word = span_take_word(&s);
		if (column > indent && column + 1 + word.len <= WIDTH) {
			text_addc(out, ' ');
			column++;
		} else if (column > indent) {
			text_addc(out, '\n');
			add_blanks(out, column = indent);
		}
		for (; column + word.len > WIDTH; column = indent) {
			size_t n = WIDTH - column;
			text_add(out, (struct span){ word.at, n });
			word = (struct span){ word.at + n, word.len - n };
			text_addc(out, '\n');
			add_blanks(out, indent);
		}
		text_add(out, word);
		column += word.len;
	}
	text_addc(out, '\n');
}

static size_t bar_length(unsigned long long n, unsigned long long most)
{
	return (size_t)((double)n / (double)most * LONGEST_BAR + 0.5);
}

/* "=====xx": what passes and what fails. Nothing that is there is too little to be seen. */
static void add_bar(struct text *out, struct summary_count c, unsigned long long most, size_t longest)
{
	size_t all = bar_length(c.mail, most), fail = bar_length(c.fail, most);
	if (c.fail && !fail)
		fail = 1;
	if (all < fail + (c.mail > c.fail))
		all = fail + (c.mail > c.fail);
	for (size_t i = 0; i < all && i < longest; i++)
		text_addc(out, i + fail < all ? '=' : 'x');
}

static void add_week(struct text *out, const struct summary *s, long week, const struct columns *w,
	unsigned long long most)
{
	size_t before = DATE + w->mail + w->fail + SHARE + 2;
	struct summary_count c = summary_days(s, week, week + 7);
	struct text share = { 0 };
	calendar_add(out, week);
	add_number(out, c.mail, w->mail);
	add_number(out, c.fail, w->fail);
	page_share(&share, c);
	add_right(out, text_span(&share), SHARE);
	text_free(&share);
	text_adds(out, "  ");
	add_bar(out, c, most, before < WIDTH ? WIDTH - before : 0);
	text_addc(out, '\n');
}

/* Weeks without a report are "...". */
static void add_weeks(struct text *out, const struct summary *s, const struct columns *w)
{
	unsigned long long most = 1;
	bool gap = false;
	for (long week = calendar_monday(s->first); week <= s->last; week += 7) {
		unsigned long long n = summary_days(s, week, week + 7).mail;
		most = n > most ? n : most;
	}
	text_addf(out, "\n%-*s%*s%*s%*s\n", DATE, "week from", (int)w->mail, "messages", (int)w->fail, "fail", SHARE, "pass");
	for (long week = calendar_monday(s->first); week <= s->last; week += 7) {
		if (summary_days(s, week, week + 7).mail) {
			add_week(out, s, week, w, most);
			gap = false;
		} else if (!gap) {
			text_adds(out, "...\n");
			gap = true;
		}
	}
}

static void add_source(struct text *out, const struct summary *s, size_t i, const struct columns *w)
{
	const struct summary_source *x = &s->source[i];
	struct text who = { 0 }, advice = { 0 };
	size_t indent = w->mail + w->fail + 2;
	add_number(out, summary_mail(x), w->mail);
	add_number(out, x->fail, w->fail);
	text_adds(out, "  ");
	page_source(&who, x);
	add_wrapped(out, text_span(&who), indent);
	add_blanks(out, indent);
	text_addf(&advice, "%s: ", page_mark(x->mark));
	page_advice(&advice, s, i);
	add_wrapped(out, text_span(&advice), indent);
	text_free(&who);
	text_free(&advice);
}

static void add_sources(struct text *out, const struct summary *s, const struct columns *w)
{
	text_addf(out, "\n%*s%*s  from\n", (int)w->mail, "messages", (int)w->fail, "fail");
	for (size_t i = 0; i < s->count; i++)
		add_source(out, s, i, w);
	if (!s->rest_count)
		return;
	add_number(out, s->rest.mail, w->mail);
	add_number(out, s->rest.fail, w->fail);
	text_adds(out, "  ");
	page_rest(out, s);
	text_addc(out, '\n');
}

/* The domain at the left end of a line, the time at its right end. */
static void add_head(struct text *out, const struct summary *s)
{
	struct text period = { 0 };
	page_period(&period, s);
	if (s->domain.len + 2 + period.len > WIDTH) {
		add_wrapped(out, s->domain, 0);
		add_right(out, text_span(&period), WIDTH);
	} else {
		text_add(out, s->domain);
		if (period.len)
			add_right(out, text_span(&period), WIDTH - s->domain.len);
	}
	text_addc(out, '\n');
	text_free(&period);
}

static void begin(struct text *out) { (void)out; }

static void domain(struct text *out, const struct summary *s)
{
	struct columns w = columns_of(s);
	struct text verdict = { 0 };
	if (out->len)
		text_adds(out, "\n\n");
	add_head(out, s);
	page_verdict(&verdict, s);
	add_wrapped(out, text_span(&verdict), 0);
	text_free(&verdict);
	if (s->all.mail) {
		add_weeks(out, s, &w);
		add_sources(out, s, &w);
	}
}

static void end(struct text *out, struct span notes)
{
	if (notes.len && out->len)
		text_addc(out, '\n');
	while (notes.len)
		add_wrapped(out, span_take(&notes, '\n'), 0);
}

const struct page page_text = { begin, domain, end };
