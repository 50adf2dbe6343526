/* A report's rows, whatever form it comes in; and what is no report. */
#include "column.h"
#include "file.h"
#include "report.h"
#include "scratch.h"
#include "tap.h"

static struct report report;
static struct source_file file;

static void add_piece(void *with, struct span s) { text_add(with, s); }

/* What is read from s: domain, begin, end, reporter, id, rows and the rows; or what is wrong with it. */
static struct text reads(struct span s)
{
	struct text t = { 0 };
	int fd = file_scratch();
	write_all(fd, s, "a scratch file");
	source_file(&file, fd, 0, (off_t)s.len);
	enum xml_answer answer = report_read(&report, &file.s);
	if (answer == XML_OTHER)
		text_adds(&t, "no report");
	else if (answer == XML_WRONG)
		text_add(&t, text_span(&report.wrong));
	else {
		text_addf(&t, "%.*s %lld %lld %.*s %.*s %u\n", PRINTF(text_span(&report.domain)), report.begin,
			report.end, PRINTF(text_span(&report.reporter)), PRINTF(text_span(&report.id)), report.rows);
		report_each(&report, add_piece, &t);
	}
	close(fd);
	return t;
}

static void read_is(struct span s, const char *want, const char *what)
{
	struct text t = reads(s);
	is(text_span(&t), want, what);
	text_free(&t);
}

#define HEAD "<feedback><report_metadata><org_name>r.example</org_name><report_id>1</report_id>" \
	"<date_range><begin>1700000000</begin><end>1700086399</end></date_range></report_metadata>"
#define POLICY "<policy_published><domain>ML.example.jp.</domain><p>none</p></policy_published>"
#define ROW "<record><row><source_ip>192.0.2.1</source_ip><count>2</count></row>" \
	"<identifiers><header_from>ml.example.jp</header_from></identifiers></record>"
#define ROW_WITH(count) "<record><row><count>" count "</count></row></record>"
#define FIRST "ml.example.jp 1700000000 1700086399 r.example 1 "
#define LINE "192.0.2.1\t2\t-\t-\t-\tml.example.jp\t-\t-\t-\t-\t-\n"

static void is_wrong(const char *s, const char *want, const char *what) { read_is(span(s), want, what); }

static void test_forms(void)
{
	read_is(SPAN("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<feedback xmlns=\"urn:ietf:params:xml:ns:dmarc-2.0\" xmlns:e=\"urn:e\">\n"
		"<version>1.0</version><report_metadata>\n"
		"  <org_name> Reporter &amp; Sons </org_name> <email>a@r.example</email>\n"
		"  <report_id>id&#x20;1</report_id>\n"
		"  <date_range><begin>1700000000.00</begin> <end>1700086399</end></date_range>\n"
		"  <generator>g</generator></report_metadata>\n"
		"<policy_published><domain>ml.example.jp</domain><p>none</p><np>reject</np><testing>n</testing>\n"
		"  <discovery_method>treewalk</discovery_method></policy_published>\n"
		"<extension><e:domain>no</e:domain></extension>\n"
		"<record><row><source_ip>2001:DB8:0:0:0:0:0:1</source_ip><count>00123</count><policy_evaluated>\n"
		"  <disposition>Quarantine</disposition><dkim>PASS</dkim><spf>Fail</spf>\n"
		"  <reason><type>mailing_list</type><comment>it is\none, OK</comment></reason>\n"
		"  <reason><type>local policy</type><comment lang=\"en\">arc=pass</comment></reason></policy_evaluated></row>\n"
		"<identifiers><envelope_to>r.example</envelope_to><envelope_from>Ml.Example.jp</envelope_from>\n"
		"  <header_from>ml.example.jp</header_from></identifiers>\n"
		"<auth_results><dkim><domain>ml.example.jp</domain><selector>2026-orch</selector><result>pass</result>\n"
		"    <human_result>good</human_result></dkim>\n"
		"  <dkim><domain>example.org</domain><result>FAIL</result></dkim>\n"
		"  <spf><domain>ml.example.jp</domain><scope>mfrom</scope><result>pass</result></spf>\n"
		"  <spf><domain>mx.example.org</domain><scope>helo</scope><result>softfail</result></spf></auth_results>\n"
		"<e:arc><e:row><e:count>9</e:count></e:row></e:arc></record></feedback>\n"),
		"ml.example.jp 1700000000 1700086399 Reporter & Sons id 1 1\n"
		"2001:db8::1\t123\tquarantine\tpass\tfail\tml.example.jp\tml.example.jp\t"
		"pass d=ml.example.jp s=2026-orch, fail d=example.org\tpass mfrom=ml.example.jp, "
		"softfail helo=mx.example.org\tmailing_list, local_policy\tit is one, OK; arc=pass\n",
		"RFC 9990, with all that may be there");
	read_is(SPAN(HEAD POLICY ROW ROW "</feedback>"), FIRST "2\n" LINE LINE, "RFC 7489, with little");
	read_is(SPAN("<d:feedback xmlns:d=\"urn:x\"><d:record><d:row><d:source_ip>::ffff:192.0.2.1</d:source_ip>"
		"<d:count>2</d:count></d:row><d:identifiers><d:header_from>ml.example.jp</d:header_from></d:identifiers>"
		"</d:record><d:policy_published><d:domain>ml.example.jp</d:domain></d:policy_published>"
		"<d:report_metadata><d:date_range><d:begin>0</d:begin></d:date_range><d:report_id>x</d:report_id>"
		"</d:report_metadata></d:feedback>"), "ml.example.jp 0 -1 - x 1\n" LINE,
		"prefixes, the wrong order, no reporter, no end");
	read_is(SPAN(HEAD ROW "<record/></feedback>"), FIRST "2\n" LINE "-\t-\t-\t-\t-\t-\t-\t-\t-\t-\t-\n",
		"no policy: the domain of the first row; and a row of nothing");
	read_is(SPAN("<feedback><report_metadata><date_range><begin>0</begin></date_range></report_metadata>" ROW
		"</feedback>"), "ml.example.jp 0 -1 - sha256:d41036345cc6de9d 1\n" LINE, "no id: a checksum of its rows");
	read_is(SPAN(HEAD POLICY "<record><row><source_ip>192.0.2.1\033[31m"), "it is no good XML: not well-formed "
		"(invalid token) in line 1", "an escape in it");
	read_is(SPAN(HEAD POLICY "<record><identifiers><header_from>a\xc2\x9b\xe2\x80\xae" "b,c d\te</header_from>"
		"</identifiers></record></feedback>"), FIRST "1\n-\t-\t-\t-\t-\tab_c_d_e\t-\t-\t-\t-\t-\n",
		"control and bidi characters go, blanks and commas are one _");
	read_is(SPAN(HEAD POLICY "<record><row><source_ip>192.0.2.1/24</source_ip></row></record></feedback>"),
		FIRST "1\n-\t-\t-\t-\t-\t-\t-\t-\t-\t-\t-\n", "an address that is none");
}

static void test_encodings(void)
{
	struct text utf16 = { 0 };
	const char *s = "<?xml version=\"1.0\" encoding=\"utf-16\"?>" HEAD POLICY ROW "</feedback>";
	read_is(span(s), FIRST "1\n" LINE, "called UTF-16 and none");
	for (size_t i = 0; s[i]; i++)
		text_add(&utf16, (struct span){ (char[]){ s[i], 0 }, 2 });
	read_is(text_span(&utf16), FIRST "1\n" LINE, "UTF-16 without a mark");
	read_is(SPAN("\xef\xbb\xbf" HEAD POLICY ROW "</feedback>"), FIRST "1\n" LINE, "UTF-8 with one");
	text_free(&utf16);
	text_add(&utf16, SPAN("\xfe\xff"));
	for (size_t i = 0; s[i]; i++)
		text_add(&utf16, (struct span){ (char[]){ 0, s[i] }, 2 });
	read_is(text_span(&utf16), FIRST "1\n" LINE, "UTF-16 the other way round, with one");
	text_free(&utf16);
#define NAMED(octets) "<feedback><report_metadata><org_name>" octets "</org_name><report_id>1</report_id><date_range>" \
	"<begin>0</begin></date_range></report_metadata>" ROW "</feedback>"
	read_is(SPAN(NAMED("caf\xc3\xa9")), "ml.example.jp 0 -1 caf\xc3\xa9 1 1\n" LINE, "UTF-8");
	read_is(SPAN("<?xml version='1.0' encoding='utf-8'?>" NAMED("caf\xe9\xe9 \xff")),
		"ml.example.jp 0 -1 caf\xef\xbf\xbd\xef\xbf\xbd \xef\xbf\xbd 1 1\n" LINE, "damaged UTF-8");
	read_is(SPAN("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>" NAMED("caf\xe9")),
		"ml.example.jp 0 -1 caf\xc3\xa9 1 1\n" LINE, "Latin-1");
	read_is(SPAN("<?xml version=\"1.0\" encoding=\"x-nothing\"?>" NAMED("cafe")),
		"ml.example.jp 0 -1 cafe 1 1\n" LINE, "a charset that nobody knows");

	/* A character of each length at each place beside the border between two blocks. */
	bool good = true;
	for (size_t shift = 0; shift < 8; shift++) {
		struct text t = { 0 };
		text_adds(&t, "<feedback><!--");
		while (t.len < SOURCE_BLOCK - 40 - 4 - shift)
			text_addc(&t, 'x');
		text_adds(&t, "--><report_metadata><org_name>\xc3\xa9\xe3\x81\x82\xf0\x9f\x98\x80" "e\xe3\x81</org_name>");
		text_adds(&t, "<report_id>1</report_id><date_range><begin>0</begin></date_range></report_metadata>" ROW
			"</feedback>");
		struct text got = reads(text_span(&t));
		good &= span_is(text_span(&got), SPAN("ml.example.jp 0 -1 \xc3\xa9\xe3\x81\x82\xf0\x9f\x98\x80"
			"e\xef\xbf\xbd 1 1\n" LINE));
		text_free(&got);
		text_free(&t);
	}
	ok(good, "characters across the border of a block");
}

static void test_wrong(void)
{
	is_wrong("<html><body>", "no report", "a web page");
	is_wrong("<!DOCTYPE HTML><html>", "no report", "one with a DOCTYPE");
	is_wrong("<!DOCTYPE a [<!ENTITY b \"c\">]><feedback>&b;</feedback>", "it has a DOCTYPE, which no report needs",
		"an entity of its own");
	is_wrong("<!DOCTYPE feedback SYSTEM \"file:///etc/passwd\"><feedback/>", "it has a DOCTYPE, which no report needs",
		"a DOCTYPE from outside");
	is_wrong(HEAD POLICY ROW "<org>&b;</org></feedback>", "it is no good XML: undefined entity in line 1",
		"an entity that is none");
	is_wrong(HEAD POLICY ROW, "it is no good XML: no element found in line 1", "cut short");
	is_wrong(HEAD POLICY ROW "</feedback>x", "it is no good XML: junk after document element in line 1",
		"something behind it");
	is_wrong(HEAD POLICY "</feedback>", "the report has no rows", "no rows");
	is_wrong("<feedback/>", "the report has no rows", "nothing in it");
	is_wrong("<feedback>" POLICY ROW "</feedback>", "the report does not say when it begins", "no times");
	is_wrong(HEAD "<record/></feedback>", "the report does not say which domain it is about", "no domain");
	is_wrong(HEAD "<policy_published><domain>../../etc/x</domain></policy_published>" ROW "</feedback>",
		"the report is about a domain that is none", "a path for a domain");
	is_wrong(HEAD "<policy_published><domain>a..b</domain></policy_published>" ROW "</feedback>",
		"the report is about a domain that is none", "two dots");
	static const char *const counts[] = { "99999999999999999999999", "1000000000000", "-1", "1.5", "0x10", "many" };
	for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
		struct text t = { 0 };
		text_addf(&t, HEAD POLICY "<record><row><count>%s</count></row></record></feedback>", counts[i]);
		read_is(text_span(&t), "a row of the report has a count that is none", counts[i]);
		text_free(&t);
	}
	read_is(SPAN(HEAD POLICY ROW_WITH("999999999999") ROW_WITH("0") ROW_WITH(" 07\n") "</feedback>"),
		FIRST "3\n-\t999999999999\t-\t-\t-\t-\t-\t-\t-\t-\t-\n-\t0\t-\t-\t-\t-\t-\t-\t-\t-\t-\n"
		"-\t7\t-\t-\t-\t-\t-\t-\t-\t-\t-\n", "counts that are some");
}

static void add_many(struct text *t, const char *s, size_t n)
{
	while (n--)
		text_adds(t, s);
}

static void test_limits(void)
{
	struct text t = { 0 };
	add_many(&t, "<feedback>", 200000);
	read_is(text_span(&t), "its elements are more than 32 deep", "200,000 elements inside each other");
	t.len = 0;
	text_adds(&t, "<feedback ");
	for (int i = 0; i < 1000000; i++)
		text_addf(&t, "a%d='' ", i);
	text_adds(&t, "/>");
	read_is(text_span(&t), "its elements are too long or have too many names", "1,000,000 attributes");
	t.len = 0;
	text_adds(&t, "<feedback>");
	for (int i = 0; i < 1000000; i++)
		text_addf(&t, "<a%d/>", i);
	text_adds(&t, "</feedback>");
	read_is(text_span(&t), "its elements are too long or have too many names", "1,000,000 names");
	t.len = 0;
	text_adds(&t, HEAD POLICY);
	add_many(&t, "<record/>", REPORT_ROWS + 1);
	text_adds(&t, "</feedback>");
	read_is(text_span(&t), "the report has more than 200,000 rows", "one row too many");
	t.len = 0;
	text_adds(&t, HEAD POLICY);
	add_many(&t, ROW, 50000);
	text_adds(&t, "</feedback>");
	struct text got = reads(text_span(&t)), want = { 0 };
	text_adds(&want, FIRST "50000\n");
	add_many(&want, LINE, 50000);
	ok(span_is(text_span(&got), text_span(&want)), "50,000 rows, which do not stay in memory");
	text_free(&got);
	text_free(&want);
	t.len = 0;
	text_adds(&t, HEAD POLICY "<record><auth_results>");
	for (int i = 0; i < 1000; i++)
		text_addf(&t, "<dkim><domain>%d", i), add_many(&t, "\xc3\xa9", 5000),
			text_adds(&t, "</domain></dkim>");
	text_adds(&t, "</auth_results><row><policy_evaluated>");
	for (int i = 0; i < 1000; i++)
		text_adds(&t, "<reason><type>"), add_many(&t, "b", 5000), text_adds(&t, "</type><comment>"),
			add_many(&t, "\xe3\x81\x82", 600), text_adds(&t, "</comment></reason>");
	text_adds(&t, "</policy_evaluated></row></record></feedback>");
	got = reads(text_span(&t));
	ok(got.len > 30000 && got.len < 65535, "values and lists are cut: %zu octets", got.len);
	text_free(&got);
	text_free(&t);
}

static void test_columns(void)
{
	struct text t = { 0 };
	add_many(&t, "\xe3\x81\x82", 100);
	struct text out = { 0 };
	column_add_text(&out, text_span(&t), COLUMN_MAX);
	ok(out.len == 255, "255 octets are 85 characters of three");
	out.len = 0;
	column_add_text(&out, text_span(&t), 254);
	ok(out.len == 252, "cut between characters");
	out.len = 0;
	column_add_text(&out, SPAN("a b"), 2);
	is(text_span(&out), "a", "and no blank at the end");
	out.len = 0;
	column_add_time(&out, 253402300799);
	is(text_span(&out), "9999-12-31T23:59:59Z", "the last time");
	long long seconds;
	ok(!column_read_time(SPAN("253402300800"), &seconds) && !column_read_time(SPAN("-1"), &seconds)
		&& !column_read_time(SPAN("1e9"), &seconds) && !column_read_time(SPAN(""), &seconds)
		&& !column_read_time(SPAN("1.x"), &seconds), "times that are none");
	ok(column_read_time(SPAN(" 1700000000.99 "), &seconds) && seconds == 1700000000, "a time with a fraction");
	static const char *const addresses[][2] = {
		{ "192.0.2.1", "192.0.2.1" }, { "2001:0db8::0:0:1", "2001:db8::1" }, { "::FFFF:192.0.2.1", "192.0.2.1" },
		{ "::", "::" }, { "192.0.2.256", "" }, { "192.0.2", "" }, { "fe80::1%eth0", "" }, { "", "" },
		{ "1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa", "" },
	};
	for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++) {
		out.len = 0;
		column_add_address(&out, span(addresses[i][0]));
		is(text_span(&out), addresses[i][1], *addresses[i][0] ? addresses[i][0] : "no address");
	}
	text_free(&out);
	text_free(&t);
}

int main(void)
{
	scratch_begin();
	test_forms();
	test_encodings();
	test_wrong();
	test_limits();
	test_columns();
	report_free(&report);
	scratch_end();
	return tap_end();
}
