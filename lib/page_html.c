/* page_html: a summary as one file for a browser: no script, and nothing that is fetched from elsewhere; see page.h
 *
 * It is read in the light and in the dark, on a telephone (380 pixels) and on paper, so that no colour stands alone:
 * what passes is above the line, what fails below. The letters of the plot are outside of the SVG, which is stretched
 * to the width that there is. */
#include "page.h"
#include "calendar.h"

enum { HEIGHT = 120 /* of the plot in pixels */, LEAST = 2 /* of a bar: nothing is too little to be seen */ };

static const char head[] =
"<!DOCTYPE html>\n"
"<html lang=\"en\">\n"
"<head>\n"
"<meta charset=\"utf-8\">\n"
"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
"<title>DMARC summary</title>\n"
"<style>\n"
":root { color-scheme: light dark; --paper: #fdfcf9; --ink: #23211e; --soft: #67615a; --line: #dcd7cd;\n"
"  --pass: #2c7a7b; --fail: #c2410c }\n"
"@media (prefers-color-scheme: dark) { :root { --paper: #191a1c; --ink: #e7e3db; --soft: #a39d93; --line: #3a3b3e;\n"
"  --pass: #4fb3ac; --fail: #f08a4b } }\n"
"@media print { :root { --paper: #fff; --ink: #000; --soft: #444; --line: #bbb; --pass: #2c7a7b; --fail: #c2410c }\n"
"  section { break-inside: avoid } rect { print-color-adjust: exact } }\n"
"body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif }\n"
"main { max-width: 44rem; margin: 0 auto; padding: 1.5rem 1rem 3rem }\n"
"@media screen { section { overflow-x: auto } }\n"
"section + section { margin-top: 3.5rem }\n"
"h1 { margin: 0; font-size: 1.5rem; line-height: 1.25; overflow-wrap: anywhere }\n"
"h2 { margin: 2rem 0 .25rem; font-size: 1rem }\n"
"p { margin: .25rem 0 0 }\n"
".time, figcaption, th, .notes { color: var(--soft); font-size: .875rem }\n"
".verdict { font-size: 1.125rem; margin-top: .75rem }\n"
"figure { margin: 1.5rem 0 0 }\n"
"svg { display: block; width: 100%; height: 120px }\n"
".pass { fill: var(--pass) } .fail { fill: var(--fail) } .zero { fill: var(--soft) }\n"
".key { white-space: nowrap; margin-right: 1em }\n"
".key i { display: inline-block; width: .7em; height: .7em; margin-right: .35em; print-color-adjust: exact }\n"
".key .pass { background: var(--pass) } .key .fail { background: var(--fail) }\n"
".ends { display: flex; justify-content: space-between }\n"
"table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums }\n"
"th { text-align: left; font-weight: normal }\n"
"th, td { padding: .375rem .75rem .375rem 0; border-bottom: 1px solid var(--line); vertical-align: top }\n"
".weeks td { padding-top: .125rem; padding-bottom: .125rem }\n"
"th:last-child, td:last-child { padding-right: 0 }\n"
".n { text-align: right; white-space: nowrap }\n"
".wide { width: 100%; overflow-wrap: anywhere }\n"
"</style>\n"
"</head>\n"
"<body>\n"
"<main>\n";

static void add_escaped(struct text *out, struct span s)
{
	for (size_t i = 0; i < s.len; i++)
		switch (s.at[i]) {
		case '&': text_adds(out, "&amp;"); break;
		case '<': text_adds(out, "&lt;"); break;
		case '>': text_adds(out, "&gt;"); break;
		case '"': text_adds(out, "&quot;"); break;
		case '\'': text_adds(out, "&#39;"); break;
		default: text_addc(out, s.at[i]);
		}
}

/* What a function of page.h says, escaped, between two pieces of HTML. */
#define ADD(out, before, after, call) \
	do { \
		struct text said = { 0 }; \
		call; \
		text_adds(out, before); \
		add_escaped(out, text_span(&said)); \
		text_adds(out, after); \
		text_free(&said); \
	} while (0)

static void add_number_cell(struct text *out, unsigned long long n)
{
	ADD(out, "<td class=\"n\">", "</td>", page_number(&said, n));
}

struct scale { double unit, zero; };	/* pixels for a message, and from the top to the line between pass and fail */

static struct summary_count most_on_a_day(const struct summary *s)
{
	struct summary_count most = { 0 };	/* here mail is what passes */
	for (long day = s->first; day <= s->last; day++) {
		struct summary_count c = summary_days(s, day, day + 1);
		most.mail = c.mail - c.fail > most.mail ? c.mail - c.fail : most.mail;
		most.fail = c.fail > most.fail ? c.fail : most.fail;
	}
	return most;
}

/* Pass and fail are drawn to one scale, with room for the least of bars on both sides. */
static struct scale scale_of(struct summary_count most)
{
	double room = HEIGHT - 2 * LEAST - 1, sum = (double)most.mail + (double)most.fail;
	struct scale scale = { .unit = sum > 0 ? room / sum : 0 };
	scale.zero = LEAST + scale.unit * (double)most.mail;
	return scale;
}

static double bar_height(struct scale scale, unsigned long long n)
{
	double height = scale.unit * (double)n;
	return n && height < LEAST ? LEAST : height;
}

static void add_day(struct text *out, const struct summary *s, long day, long first, struct scale scale)
{
	struct summary_count c = summary_days(s, day, day + 1);
	double pass = bar_height(scale, c.mail - c.fail), fail = bar_height(scale, c.fail);
	if (c.mail == 0)
		return;
	text_adds(out, "<g><title>");
	calendar_add(out, day);
	ADD(out, ": ", " pass, ", page_number(&said, c.mail - c.fail));
	ADD(out, "", " fail</title>", page_number(&said, c.fail));
	if (pass > 0)
		text_addf(out, "<rect class=\"pass\" x=\"%ld.1\" y=\"%.1f\" width=\".8\" height=\"%.1f\"/>", day - first,
			scale.zero - pass, pass);
	if (fail > 0)
		text_addf(out, "<rect class=\"fail\" x=\"%ld.1\" y=\"%.1f\" width=\".8\" height=\"%.1f\"/>", day - first,
			scale.zero + 1, fail);
	text_adds(out, "</g>\n");
}

/* Whole weeks, as in the table below it. */
static void add_plot(struct text *out, const struct summary *s)
{
	long first = calendar_monday(s->first), end = calendar_monday(s->last) + 7;
	struct summary_count most = most_on_a_day(s);
	struct scale scale = scale_of(most);
	text_addf(out, "<figure>\n<svg viewBox=\"0 0 %ld %d\" preserveAspectRatio=\"none\" role=\"img\" "
		"aria-label=\"Messages a day: pass above the line, fail below it\">\n", end - first, HEIGHT);
	text_addf(out, "<rect class=\"zero\" x=\"0\" y=\"%.1f\" width=\"%ld\" height=\"1\"/>\n", scale.zero, end - first);
	for (long day = s->first; day <= s->last; day++)
		add_day(out, s, day, first, scale);
	text_adds(out, "</svg>\n<figcaption>\n<div class=\"ends\"><span>");
	calendar_add(out, first);
	text_adds(out, "</span><span>");
	calendar_add(out, end - 1);
	text_adds(out, "</span></div>\n");
	ADD(out, "<span class=\"key\"><i class=\"pass\"></i>pass a day, at most ", "</span>\n", page_number(&said, most.mail));
	ADD(out, "<span class=\"key\"><i class=\"fail\"></i>fail a day, at most ", "</span>\n", page_number(&said, most.fail));
	text_adds(out, "</figcaption>\n</figure>\n");
}

/* Weeks without a report are one row of dots. */
static void add_weeks(struct text *out, const struct summary *s)
{
	bool gap = false;
	text_adds(out, "<h2>By week</h2>\n<table class=\"weeks\">\n<tr><th>week from</th><th class=\"n\">messages</th>"
		"<th class=\"n\">fail</th><th class=\"n\">pass</th></tr>\n");
	for (long week = calendar_monday(s->first); week <= s->last; week += 7) {
		struct summary_count c = summary_days(s, week, week + 7);
		if (c.mail == 0 && gap)
			continue;
		gap = c.mail == 0;
		if (gap) {
			text_adds(out, "<tr><td colspan=\"4\">...</td></tr>\n");
			continue;
		}
		text_adds(out, "<tr><td>");
		calendar_add(out, week);
		text_adds(out, "</td>");
		add_number_cell(out, c.mail);
		add_number_cell(out, c.fail);
		ADD(out, "<td class=\"n\">", "</td></tr>\n", page_share(&said, c));
	}
	text_adds(out, "</table>\n");
}

static void add_sources(struct text *out, const struct summary *s)
{
	text_adds(out, "<h2>Where it comes from</h2>\n<table class=\"sources\">\n<tr><th class=\"n\">messages</th>"
		"<th class=\"n\">fail</th><th class=\"wide\">from</th></tr>\n");
	for (size_t i = 0; i < s->count; i++) {
		const struct summary_source *x = &s->source[i];
		text_adds(out, "<tr>");
		add_number_cell(out, summary_mail(x));
		add_number_cell(out, x->fail);
		ADD(out, "<td class=\"wide\"><b>", "</b><br>", page_source(&said, x));
		text_addf(out, "<i>%s:</i> ", page_mark(x->mark));
		ADD(out, "", "</td></tr>\n", page_advice(&said, s, i));
	}
	if (s->rest_count) {
		text_adds(out, "<tr>");
		add_number_cell(out, s->rest.mail);
		add_number_cell(out, s->rest.fail);
		ADD(out, "<td class=\"wide\">", "</td></tr>\n", page_rest(&said, s));
	}
	text_adds(out, "</table>\n");
}

static void begin(struct text *out) { text_adds(out, head); }

static void domain(struct text *out, const struct summary *s)
{
	text_adds(out, "<section>\n<h1>");
	add_escaped(out, s->domain);
	ADD(out, "</h1>\n<p class=\"time\">", "</p>\n", page_period(&said, s));
	ADD(out, "<p class=\"verdict\">", "</p>\n", page_verdict(&said, s));
	if (s->all.mail) {
		add_plot(out, s);
		add_weeks(out, s);
		add_sources(out, s);
	}
	text_adds(out, "</section>\n");
}

static void end(struct text *out, struct span notes)
{
	if (notes.len)
		text_adds(out, "<section class=\"notes\">\n");
	for (bool any = notes.len > 0; any; any = notes.len > 0) {
		text_adds(out, "<p>");
		add_escaped(out, span_take(&notes, '\n'));
		text_adds(out, "</p>\n");
		if (!notes.len)
			text_adds(out, "</section>\n");
	}
	text_adds(out, "</main>\n</body>\n</html>\n");
}

const struct page page_html = { begin, domain, end };
