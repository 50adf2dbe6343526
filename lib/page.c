/* page: see page.h. These are the words; page_text.c and page_html.c set them. */
#include "page.h"
#include "calendar.h"
#include <stdio.h>

void page_number(struct text *out, unsigned long long n)
{
	char digits[24];
	int length = snprintf(digits, sizeof digits, "%llu", n);
	for (int i = 0; i < length; i++) {
		if (i && (length - i) % 3 == 0)
			text_addc(out, ',');
		text_addc(out, digits[i]);
	}
}

/* In tenths of a percent. Whoever reads "100.0%" may believe that nothing fails, and with "0.0%" that nothing
 * passes. */
void page_share(struct text *out, struct summary_count c)
{
	unsigned long long pass = c.mail - c.fail, tenths;
	if (c.mail == 0)
		tenths = 0;
	else if (c.mail <= ~0ULL / 1000)
		tenths = pass * 1000 / c.mail;
	else
		tenths = pass / (c.mail / 1000 + 1);
	if (tenths == 0 && pass)
		tenths = 1;
	if (c.mail && c.fail == 0)
		tenths = 1000;
	text_addf(out, "%llu.%llu%%", tenths / 10, tenths % 10);
}

/* "1 message", "2 messages" */
static void add_counted(struct text *out, unsigned long long n, const char *what)
{
	page_number(out, n);
	text_addf(out, " %s%s", what, n == 1 ? "" : "s");
}

void page_period(struct text *out, const struct summary *s)
{
	if (s->last < s->first)
		return;
	calendar_add(out, s->first);
	text_adds(out, " to ");
	calendar_add(out, s->last);
}

static void add_fails(struct text *out, const struct summary *s)
{
	static const char *const from[] = { " from hosts of yours", " by way of forwarders or lists", " from strangers" };
	page_number(out, s->all.fail);
	text_adds(out, s->all.fail == 1 ? " fails:" : " fail:");
	for (size_t m = 0; m < SUMMARY_MARKS; m++) {
		if (!s->mark[m].fail && m != SUMMARY_OURS)
			continue;
		text_adds(out, m == SUMMARY_OURS ? " " : ", ");
		if (s->mark[m].fail)
			page_number(out, s->mark[m].fail);
		else
			text_adds(out, "none");
		text_adds(out, from[m]);
	}
	text_addc(out, '.');
}

void page_verdict(struct text *out, const struct summary *s)
{
	if (s->all.mail == 0) {
		text_adds(out, "No mail is reported since ");
		calendar_add(out, s->since);
		text_addc(out, '.');
		return;
	}
	page_share(out, s->all);
	text_adds(out, " of ");
	add_counted(out, s->all.mail, "message");
	text_adds(out, s->all.mail == 1 ? " passes. " : " pass. ");
	if (s->all.fail)
		add_fails(out, s);
	else
		text_adds(out, "None fails.");
}

void page_source(struct text *out, const struct summary_source *x)
{
	const char *address = x->address[0] == '-' ? "an address that is not told" : x->address;
	if (!x->name.len) {
		text_adds(out, address);
		return;
	}
	text_addf(out, "%.*s (", PRINTF(x->name));
	if (x->addresses == 1)
		text_adds(out, address);
	else {
		page_number(out, x->addresses);
		text_adds(out, " addresses");
	}
	text_addc(out, ')');
}

void page_rest(struct text *out, const struct summary *s)
{
	page_number(out, s->rest_count);
	text_adds(out, s->rest_count == 1 ? " more source" : " more sources");
}

const char *page_mark(enum summary_mark m)
{
	static const char *const words[] = { "ours", "forwarder or list", "stranger" };
	return words[m];
}

static void advise_ours(struct text *out, const struct summary_source *x)
{
	bool spf = x->both || x->spf_only;
	if (x->fail) {
		page_number(out, x->fail);
		text_adds(out, x->fail == 1 ? " fails" : " fail");
		text_adds(out, spf ? ", without a signature that holds: sign all that leaves there, as the last step." :
			": add this host to the SPF record, and sign all that leaves there.");
	} else if (x->spf_only) {
		page_number(out, x->spf_only);
		text_adds(out, x->spf_only == 1 ? " passes" : " pass");
		text_adds(out, " by SPF alone and will fail where mail is forwarded: sign all that leaves there.");
	} else if (!spf)
		text_adds(out, "passes by its signature alone: add this host to the SPF record.");
	else
		text_adds(out, "nothing to do.");
}

static void advise_forwarder(struct text *out, const struct summary_source *x)
{
	if (x->fail) {
		page_number(out, x->fail);
		text_adds(out, x->fail == 1 ? " was" : " were");
		text_adds(out, " changed on the way and lost your signature; only whoever runs it can mend that.");
	} else
		text_adds(out, "your signature holds on the way, nothing to do. A host of yours? Add it to the SPF record.");
}

static void advise_stranger(struct text *out, const struct summary_source *x)
{
	if (x->broken > x->fail / 2)
		text_adds(out, "seems to be yours, changed on the way by a list or forwarder; a policy of reject loses it.");
	else if (x->stopped == x->fail)
		text_adds(out, "no host of yours? Then all is well: receivers refused it or put it aside.");
	else
		text_adds(out, "a host of yours? Add it to the SPF record, and let it sign. No? A policy of reject stops it.");
}

static void advise(struct text *out, const struct summary_source *x)
{
	static void (*const by_mark[])(struct text *, const struct summary_source *) = {
		advise_ours, advise_forwarder, advise_stranger };
	by_mark[x->mark](out, x);
}

/* Nobody wants to read the same ten times. */
void page_advice(struct text *out, const struct summary *s, size_t i)
{
	struct text this = { 0 }, before = { 0 };
	advise(&this, &s->source[i]);
	if (i && s->source[i - 1].mark == s->source[i].mark)
		advise(&before, &s->source[i - 1]);
	bool same = this.len > 20 && span_is(text_span(&this), text_span(&before));
	text_add(out, same ? SPAN("as above.") : text_span(&this));
	text_free(&this);
	text_free(&before);
}

void page_notes(struct text *out, const struct monthly *m, long newest, long since, long today)
{
	enum { QUIET = 7 };	/* days, where reports come daily */
	if (!m->count && m->domain.len)
		text_addf(out, "There is no report about %.*s.\n", PRINTF(m->domain));
	else if (!m->count)
		text_adds(out, "No report has come yet. Receivers send one a day, to the address after rua= in the DMARC "
			"record.\n");
	else if (today - newest > QUIET) {
		text_adds(out, "No report is about a day after ");
		calendar_add(out, newest > since ? newest : since);
		text_adds(out, ": does mail still come in at the address after rua= in the DMARC record?\n");
	}
	if (m->unread) {
		add_counted(out, m->unread, "mail");
		text_adds(out, " could not be read: see the folder unread.\n");
	}
}
