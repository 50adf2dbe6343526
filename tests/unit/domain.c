/* Names of domains: what is one, what is compared, which is above which. */
#include "domain.h"
#include "tap.h"

#define L63 "a23456789-123456789-123456789-123456789-123456789-123456789-123"

static const struct { const char *name, *read; } names[] = {
	{ "example.org", "example.org" },
	{ "Example.ORG.", "example.org" },
	{ "org", "org" },
	{ "_dmarc.xn--r8jz45g.jp", "_dmarc.xn--r8jz45g.jp" },
	{ "-a-.0.1", "-a-.0.1" },
	{ L63 ".example", L63 ".example" },
	/* Beyond ASCII (RFC 3492, with some of its section 7.1) */
	{ "bücher.example", "xn--bcher-kva.example" },
	{ "B\xc3\xbc" "CHER.Example.", "xn--bcher-kva.example" },
	{ "www.例え.テスト", "www.xn--r8jz45g.xn--zckzah" },
	{ "他们为什么不说中文", "xn--ihqwcrb4cv8a8dqg056pqjye" },
	{ "почемужеонинеговорятпорусски.example", "xn--b1abfaaepdrnnbgefbadotcwatmq2g4l.example" },
	{ "3年b組金八先生.example", "xn--3b-ww4c5e180e575a65lsy2b.example" },
	{ "安室奈美恵-with-super-monkeys.example", "xn---with-super-monkeys-pc58ag80a8qai00g7n9n.example" },
	{ "パフィーdeルンバ.example", "xn--de-jg4avhby1noc0d.example" },
	{ "\xf0\x9f\x98\x80.example", "xn--e28h.example" },
	{ "\xf4\x8f\xbf\xbf" "a\xc2\x80.example", "xn--a-ba160354a.example" },
	{ "ééééééééééééééééééééééééééééééééééééééééééééé.example",
	  "xn--9caaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example" },
	{ "éééééééééééééééééééééééééééééééééééééééééééééééééééééééééé.example", NULL },	/* of 64 octets */
	{ "ééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééé.example", NULL },
	{ "b\xfc" "cher.example", NULL },
	{ "\xc3.example", NULL },
	{ "\xed\xa0\x80.example", NULL },
	{ "\xef\xbf\xbd.example", NULL },
	{ "bücher..example", NULL },
	{ ".bücher", NULL },
	{ "bü cher.example", NULL },
	{ "a@bücher.example", NULL },
	{ "x" L63 ".example", NULL },
	{ "example.x" L63, NULL },
	{ "", NULL },
	{ ".", NULL },
	{ "..", NULL },
	{ "example.org..", NULL },
	{ ".example.org", NULL },
	{ "example..org", NULL },
	{ "exam ple.org", NULL },
	{ "example.org ", NULL },
	{ "example.org\n", NULL },
	{ "example\\.org", NULL },
	{ "a@example.org", NULL },
	{ "[192.0.2.1]", NULL },
	{ "*.example.org", NULL },
	{ "example.org(", NULL },
};

static void test_read(void)
{
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct span got = domain_read(span(names[i].name));
		if (names[i].read)
			is(got, names[i].read, names[i].name);
		else
			ok(!got.at, "'%.*s' is no domain", (int)strcspn(names[i].name, "\n"), names[i].name);
	}
	ok(!domain_read((struct span){ "a\0b", 3 }).at && !domain_read((struct span){ NULL, 0 }).at, "nor NUL, nor nothing");
	ok(domain_is(SPAN("a.b")) && !domain_is(SPAN("a.b.")), "a dot at the end is none of the name");
	ok(domain_is(SPAN(L63 "." L63 "." L63 "." "a23456789-123456789-123456789-123456789-123456789-123456789-1")) &&
		!domain_is(SPAN(L63 "." L63 "." L63 "." "a23456789-123456789-123456789-123456789-123456789-123456789-12")),
		"253 octets, and not one more");
}

static void test_parts(void)
{
	struct span d = SPAN("a.b.example.org");
	ok(domain_labels(d) == 4 && domain_labels(SPAN("org")) == 1 && domain_labels(SPAN("")) == 0, "labels");
	is(domain_end(d, 1), "org", "the last");
	is(domain_end(d, 3), "b.example.org", "the last three");
	is(domain_end(d, 4), "a.b.example.org", "all four");
	is(domain_end(d, 5), "a.b.example.org", "no more than there are");
	ok(domain_within(d, d) && domain_within(d, SPAN("org")) && domain_within(d, SPAN("example.org")), "within");
	ok(!domain_within(d, SPAN("ample.org")) && !domain_within(SPAN("org"), d) && !domain_within(d, SPAN("")),
		"not within");
	ok(domain_shared(d, d) == 4 && domain_shared(d, SPAN("x.Example.ORG.")) == 2 && domain_shared(d, SPAN("org")) == 1,
		"labels in common");
	ok(!domain_shared(d, SPAN("example.com")) && !domain_shared(d, SPAN("")) && !domain_shared(SPAN("a b.org"), d),
		"none");
	ok(!domain_within(SPAN("xb.example.org"), SPAN("b.example.org")), "nor beside it");
}

/* Both ways. */
static const struct { const char *a, *b; bool related; } pairs[] = {
	{ "example.org", "example.org", true },
	{ "example.org", "EXAMPLE.org.", true },
	{ "ml.example.org", "example.org", true },
	{ "ml.例え.example", "xn--R8jz45g.example", true },
	{ "BÜCHER.example", "bücher.example", false },	/* another name, as for the key of a subscriber */
	{ "a.b.example.org", "Example.Org", true },
	{ "localhost", "localhost", true },
	{ "a.example.org", "b.example.org", false },
	{ "example.org", "org", false },
	{ "xexample.org", "example.org", false },
	{ "example.org", "example.com", false },
	{ "example.org", "", false },
	{ "", "", false },
	{ "example..org", "example..org", false },
	{ "a..example.org", "example.org", false },
	{ "a b.example.org", "example.org", false },
	{ "a@b.example.org", "b.example.org", false },
	{ ".example.org", "example.org", false },
	{ "a.example.org;.example.org", "example.org", false },
};

static void test_related(void)
{
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		struct span a = span(pairs[i].a), b = span(pairs[i].b);
		ok(domain_related(a, b) == pairs[i].related && domain_related(b, a) == pairs[i].related, "'%s' and '%s'%s",
			pairs[i].a, pairs[i].b, pairs[i].related ? "" : " are strangers");
	}
}

int main(void)
{
	test_read();
	test_parts();
	test_related();
	return tap_end();
}
