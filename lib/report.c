/* report: see report.h */
#include "report.h"
#include "column.h"
#include "domain.h"
#include "file.h"
#include "row.h"
#include "sha256.h"
#include "xml.h"
#include <unistd.h>

enum {	/* octets */
	LINES_MAX = 256 << 10,		/* of rows in memory */
	OUT_MAX = 64 << 20,		/* of rows in the table */
	BESIDES = 60			/* of a row for its times and numbers */
};

/* ---- what stands where (RFC 9990 section 3.1.1) ---- */

enum element { FEEDBACK = 1, METADATA, ORG_NAME, REPORT_ID, DATE_RANGE, BEGIN, END, POLICY, DOMAIN, RECORD, ROW,
	SOURCE_IP, COUNT, EVALUATED, DISPOSITION, EVALUATED_DKIM, EVALUATED_SPF, REASON, TYPE, COMMENT, IDENTIFIERS,
	HEADER_FROM, ENVELOPE_FROM, RESULTS, DKIM, DKIM_DOMAIN, SELECTOR, DKIM_RESULT, SPF, SPF_DOMAIN, SCOPE,
	SPF_RESULT };

static const struct xml_rule grammar[] = {
	{ XML_OUTSIDE, "feedback", FEEDBACK, false },
	{ FEEDBACK, "report_metadata", METADATA, false },
	{ METADATA, "org_name", ORG_NAME, true },
	{ METADATA, "report_id", REPORT_ID, true },
	{ METADATA, "date_range", DATE_RANGE, false },
	{ DATE_RANGE, "begin", BEGIN, true },
	{ DATE_RANGE, "end", END, true },
	{ FEEDBACK, "policy_published", POLICY, false },
	{ POLICY, "domain", DOMAIN, true },
	{ FEEDBACK, "record", RECORD, false },
	{ RECORD, "row", ROW, false },
	{ ROW, "source_ip", SOURCE_IP, true },
	{ ROW, "count", COUNT, true },
	{ ROW, "policy_evaluated", EVALUATED, false },
	{ EVALUATED, "disposition", DISPOSITION, true },
	{ EVALUATED, "dkim", EVALUATED_DKIM, true },
	{ EVALUATED, "spf", EVALUATED_SPF, true },
	{ EVALUATED, "reason", REASON, false },
	{ REASON, "type", TYPE, true },
	{ REASON, "comment", COMMENT, true },
	{ RECORD, "identifiers", IDENTIFIERS, false },
	{ IDENTIFIERS, "header_from", HEADER_FROM, true },
	{ IDENTIFIERS, "envelope_from", ENVELOPE_FROM, true },
	{ RECORD, "auth_results", RESULTS, false },
	{ RESULTS, "dkim", DKIM, false },
	{ DKIM, "domain", DKIM_DOMAIN, true },
	{ DKIM, "selector", SELECTOR, true },
	{ DKIM, "result", DKIM_RESULT, true },
	{ RESULTS, "spf", SPF, false },
	{ SPF, "domain", SPF_DOMAIN, true },
	{ SPF, "scope", SCOPE, true },
	{ SPF, "result", SPF_RESULT, true },
};

struct reading {
	struct xml *xml;
	struct report *report;
	struct row row;
	struct text header_from;	/* of the first row */
	bool has_begin, has_domain;
};

/* ---- its values ---- */

static void set_domain(struct reading *g, struct span s)
{
	if (!s.len || g->has_domain)
		return;
	if (s.at[s.len - 1] == '.')
		s.len--;
	if (!domain_is(s) || s.len > REPORT_DOMAIN_MAX) {
		xml_stop(g->xml, "the report is about a domain that is none");
		return;
	}
	for (size_t i = 0; i < s.len; i++)
		text_addc(&g->report->domain, (char)ascii_lower(s.at[i]));
	g->has_domain = true;
}

static void lines_to_file(struct report *r)
{
	if (r->fd < 0)
		r->fd = file_scratch();
	write_all(r->fd, text_span(&r->lines), "a scratch file");
	r->lines.len = 0;
}

static void end_row(struct reading *g)
{
	struct report *r = g->report;
	if (r->rows == REPORT_ROWS) {
		xml_stop(g->xml, "the report has more than 200,000 rows");
		return;
	}
	if (r->rows == 0)
		text_add(&g->header_from, text_span(&g->row.column[ROW_HEADER_FROM]));
	r->rows++;
	size_t before = r->lines.len;
	row_add_line(&g->row, &r->lines);
	r->octets += r->lines.len - before;
	if (r->lines.len > LINES_MAX)
		lines_to_file(r);
	row_clear(&g->row);
}

static void on_end(struct xml *x, int element, struct span s)
{
	struct reading *g = x->with;
	struct report *r = g->report;
	switch ((enum element)element) {
	case ORG_NAME:
		if (!r->reporter.len)
			column_add_text(&r->reporter, s, COLUMN_MAX);
		break;
	case REPORT_ID:
		if (!r->id.len)
			column_add_text(&r->id, s, COLUMN_MAX);
		break;
	case BEGIN:
		g->has_begin |= column_read_time(s, &r->begin);
		break;
	case END:
		if (!column_read_time(s, &r->end))
			r->end = -1;
		break;
	case DOMAIN: set_domain(g, s); break;
	case SOURCE_IP: row_set(&g->row, ROW_ADDRESS, s); break;
	case COUNT:
		if (!row_set(&g->row, ROW_COUNT, s))
			xml_stop(g->xml, "a row of the report has a count that is none");
		break;
	case DISPOSITION: row_set(&g->row, ROW_DISPOSITION, s); break;
	case EVALUATED_DKIM: row_set(&g->row, ROW_DKIM, s); break;
	case EVALUATED_SPF: row_set(&g->row, ROW_SPF, s); break;
	case TYPE: row_set(&g->row, ROW_REASON, s); break;
	case COMMENT: row_set(&g->row, ROW_COMMENT, s); break;
	case HEADER_FROM: row_set(&g->row, ROW_HEADER_FROM, s); break;
	case ENVELOPE_FROM: row_set(&g->row, ROW_ENVELOPE_FROM, s); break;
	case DKIM_DOMAIN: case SPF_DOMAIN: row_set_part(&g->row, ROW_DOMAIN, s); break;
	case DKIM_RESULT: case SPF_RESULT: row_set_part(&g->row, ROW_RESULT, s); break;
	case SELECTOR: row_set_part(&g->row, ROW_SELECTOR, s); break;
	case SCOPE: row_set_part(&g->row, ROW_SCOPE, s); break;
	case DKIM: row_end_dkim(&g->row); break;
	case SPF: row_end_spf(&g->row); break;
	case RECORD: end_row(g); break;
	default: break;
	}
}

/* ---- the whole of it ---- */

void report_each(const struct report *r, void (*piece)(void *, struct span), void *with)
{
	struct source_file f;
	if (r->fd < 0) {
		piece(with, text_span(&r->lines));
		return;
	}
	source_file(&f, r->fd, 0, (off_t)r->octets);
	for (struct span next; (next = source_next(&f.s)).len; )
		piece(with, next);
}

void report_free(struct report *r)
{
	if (r->fd > 0)
		close(r->fd);
	text_free(&r->domain);
	text_free(&r->reporter);
	text_free(&r->id);
	text_free(&r->lines);
	text_free(&r->wrong);
	*r = (struct report){ 0 };
}

static void hash_piece(void *with, struct span s) { sha256_add(with, s); }

/* What must be there, and what stands in for what need not. */
static void finish(struct reading *g)
{
	struct report *r = g->report;
	char hex[65];
	if (r->fd >= 0 && r->lines.len)
		lines_to_file(r);
	if (!g->has_domain)
		set_domain(g, text_span(&g->header_from));
	if (r->rows == 0)
		xml_stop(g->xml, "the report has no rows");
	else if (!g->has_begin)
		xml_stop(g->xml, "the report does not say when it begins");
	else if (!g->has_domain)
		xml_stop(g->xml, "the report does not say which domain it is about");
	else if (r->octets + r->rows * (r->reporter.len + r->id.len + BESIDES) > OUT_MAX)
		xml_stop(g->xml, "the rows of the report take more than 64 MiB");
	if (g->xml->wrong.len)
		return;
	if (!r->reporter.len)
		text_addc(&r->reporter, '-');
	if (!r->id.len) {
		struct sha256 sum;
		sha256_init(&sum);
		report_each(r, hash_piece, &sum);
		sha256_end(&sum, hex);
		text_addf(&r->id, "sha256:%.16s", hex);
	}
}

enum xml_answer report_read(struct report *r, struct source *s)
{
	struct reading g = { .report = r };
	struct xml x = { .rule = grammar, .rules = sizeof grammar / sizeof *grammar, .end = on_end, .with = &g };
	if (r->fd > 0)		/* 0: it is all zero yet */
		close(r->fd);
	r->fd = -1;
	r->begin = r->end = -1;
	r->rows = 0;
	r->octets = 0;
	r->domain.len = r->reporter.len = r->id.len = r->lines.len = r->wrong.len = 0;
	g.xml = &x;
	enum xml_answer answer = xml_read(&x, s);
	if (answer == XML_READ)
		finish(&g);
	text_add(&r->wrong, text_span(&x.wrong));
	xml_free(&x);
	text_free(&g.header_from);
	row_free(&g.row);
	return answer == XML_READ && r->wrong.len ? XML_WRONG : answer;
}
