/* DMARC Policy Records (RFC 9989 sections 4.7 and 4.8), and what follows from one without asking the DNS. Called
 * as one of these it asks the DNS and prints what it finds, for dmarc.t:
 *
 *	dmarc policy AUTHOR
 *	dmarc aligned AUTHOR SIGNER [strict]
 *	dmarc judge AUTHOR [spf=DOMAIN | dkim=DOMAIN]... */
#include "dmarc.h"
#include "tap.h"

/* p/sp/np, then a word for each thing that is not as by default; "no" for no record. */
static const char *shown(struct span txt)
{
	static struct text t;
	struct dmarc_record r;
	t.len = 0;
	if (!dmarc_record_read(txt, &r)) {
		text_adds(&t, "no");
		return text_string(&t);
	}
	text_addf(&t, "%s/%s/%s", dmarc_request_word(r.p), dmarc_request_word(r.sp), dmarc_request_word(r.np));
	text_adds(&t, r.strict_dkim ? " adkim" : "");
	text_adds(&t, r.strict_spf ? " aspf" : "");
	text_adds(&t, r.testing ? " t" : "");
	text_adds(&t, r.psd == DMARC_PSD_Y ? " psd" : r.psd == DMARC_PSD_N ? " nopsd" : "");
	text_adds(&t, r.bad ? " bad" : "");
	return text_string(&t);
}

static const struct { const char *txt, *want; } record[] = {
	/* The first tag, and only the first, is v=DMARC1. */
	{ "v=DMARC1; p=none", "none/none/none" },
	{ "v=DMARC1;p=reject;", "reject/reject/reject" },
	{ "v = DMARC1 ; p = quarantine ; ", "quarantine/quarantine/quarantine" },
	{ "v\t=\tDMARC1\t;\tp\t=\treject\t", "reject/reject/reject" },
	{ "V=DMARC1; p=reject", "reject/reject/reject" },
	{ "v=DMARC1", "none/none/none bad" },
	{ "v=DMARC1;", "none/none/none bad" },
	{ "v=dmarc1; p=reject", "no" },
	{ "v=DMARC2; p=reject", "no" },
	{ "v=DMARC11; p=reject", "no" },
	{ "v=DMARC1 p=reject", "no" },
	{ "v=DMARC1, p=reject", "no" },
	{ "v=\"DMARC1\"; p=reject", "no" },
	{ "v==DMARC1; p=reject", "no" },
	{ "v=; p=reject", "no" },
	{ "v; p=reject", "no" },
	{ "vDMARC1; p=reject", "no" },
	{ " v=DMARC1; p=reject", "no" },
	{ "\tv=DMARC1; p=reject", "no" },
	{ ";v=DMARC1; p=reject", "no" },
	{ "p=reject; v=DMARC1", "no" },
	{ "version=DMARC1; p=reject", "no" },
	{ "v=spf1 -all", "no" },
	{ "", "no" },
	{ "v", "no" },
	{ "\xef\xbb\xbfv=DMARC1; p=reject", "no" },
	/* Requests: without sp= it is p=, without np= it is sp=. */
	{ "v=DMARC1; p=none; sp=quarantine; np=reject", "none/quarantine/reject" },
	{ "v=DMARC1; np=reject; sp=quarantine; p=none", "none/quarantine/reject" },
	{ "v=DMARC1; p=reject; sp=none", "reject/none/none" },
	{ "v=DMARC1; p=quarantine; np=reject", "quarantine/quarantine/reject" },
	{ "v=DMARC1; P=Reject; SP=NONE; Np=QuArAnTiNe", "reject/none/quarantine" },
	/* No valid p=, or one of the others that is none: p=none if a report can be sent, else nothing. */
	{ "v=DMARC1; rua=mailto:a@b.example", "none/none/none" },
	{ "v=DMARC1; sp=reject; rua=mailto:a@b.example", "none/none/none" },
	{ "v=DMARC1; sp=reject", "none/none/none bad" },
	{ "v=DMARC1; p=; rua=mailto:a@b.example", "none/none/none" },
	{ "v=DMARC1; p=discard; rua=mailto:a@b.example", "none/none/none" },
	{ "v=DMARC1; p=rejects", "none/none/none bad" },
	{ "v=DMARC1; p=re ject", "none/none/none bad" },
	{ "v=DMARC1; p=reject,", "none/none/none bad" },
	{ "v=DMARC1; p", "none/none/none bad" },
	{ "v=DMARC1; preject", "none/none/none bad" },
	{ "v=DMARC1; p=reject; sp=no", "none/none/none bad" },
	{ "v=DMARC1; p=reject; sp=no; rua=mailto:a@b.example", "none/none/none" },
	{ "v=DMARC1; p=reject; np=", "none/none/none bad" },
	{ "v=DMARC1; p=reject; np=; rua=mailto:a@b.example", "none/none/none" },
	{ "v=DMARC1; p=x; adkim=s; t=y; psd=y", "none/none/none adkim t psd bad" },
	/* A reporting URI (RFC 3986); the size behind it is of RFC 7489. */
	{ "v=DMARC1; rua=mailto:a@b.example!10m", "none/none/none" },
	{ "v=DMARC1; rua=mailto:a@b.example!10", "none/none/none" },
	{ "v=DMARC1; rua= x , https://b.example/%7Ea?b=c#d ", "none/none/none" },
	{ "v=DMARC1; rua=,,mailto:a@b.example", "none/none/none" },
	{ "v=DMARC1; rua=a@b.example", "none/none/none bad" },
	{ "v=DMARC1; rua=mailto:", "none/none/none bad" },
	{ "v=DMARC1; rua=", "none/none/none bad" },
	{ "v=DMARC1; rua=1mail:a@b.example", "none/none/none bad" },
	{ "v=DMARC1; rua=mailto:a b@b.example", "none/none/none bad" },
	{ "v=DMARC1; rua=mailto:a%4@b.example", "none/none/none bad" },
	{ "v=DMARC1; rua=mailto:a%", "none/none/none bad" },
	{ "v=DMARC1; rua=mailto:a@b.example!m", "none/none/none bad" },
	{ "v=DMARC1; rua=mailto:a@b.example!10x", "none/none/none bad" },
	{ "v=DMARC1; rua=mailto:a!b@b.example", "none/none/none bad" },
	{ "v=DMARC1; rua=mailto:\xc3\xa9@b.example", "none/none/none bad" },
	{ "v=DMARC1; ruf=mailto:a@b.example", "none/none/none bad" },
	/* Alignment, test mode, public suffixes: what is not as it must be is as if it were not there. */
	{ "v=DMARC1; p=none; adkim=s; aspf=s", "none/none/none adkim aspf" },
	{ "v=DMARC1; p=none; adkim=S; ASPF=s", "none/none/none adkim aspf" },
	{ "v=DMARC1; p=none; adkim=r; aspf=r", "none/none/none" },
	{ "v=DMARC1; p=none; adkim=strict; aspf=", "none/none/none" },
	{ "v=DMARC1; p=reject; t=y", "reject/reject/reject t" },
	{ "v=DMARC1; p=reject; t=Y", "reject/reject/reject t" },
	{ "v=DMARC1; p=reject; t=n", "reject/reject/reject" },
	{ "v=DMARC1; p=reject; t=yes", "reject/reject/reject" },
	{ "v=DMARC1; p=reject; psd=y", "reject/reject/reject psd" },
	{ "v=DMARC1; p=reject; psd=n", "reject/reject/reject nopsd" },
	{ "v=DMARC1; p=reject; psd=u", "reject/reject/reject" },
	{ "v=DMARC1; p=reject; psd=true", "reject/reject/reject" },
	/* Unknown and withdrawn tags, empty ones, one twice: the first counts. */
	{ "v=DMARC1; p=reject; pct=0; rf=afrf; ri=86400; fo=1:d:s", "reject/reject/reject" },
	{ "v=DMARC1; x-y_z=1; p=reject; future=a=b; pp=none; q", "reject/reject/reject" },
	{ "v=DMARC1;;; ;p=reject;;=none;", "reject/reject/reject" },
	{ "v=DMARC1; v=DMARC1; p=reject", "reject/reject/reject" },
	{ "v=DMARC1; p=reject; p=none; psd=n; psd=y", "reject/reject/reject nopsd" },
	{ "v=DMARC1; p=x; p=reject", "none/none/none bad" },
	{ "v=DMARC1; p=reject; \x01=\xff; adkim=s", "reject/reject/reject adkim" },
};

static void test_records(void)
{
	for (size_t i = 0; i < sizeof record / sizeof *record; i++) {
		const char *got = shown(span(record[i].txt));
		ok(!strcmp(got, record[i].want), "'%s' is %s", record[i].txt, record[i].want);
		if (strcmp(got, record[i].want))
			printf("#   got:  %s\n", got);
	}
	is(span(shown((struct span){ "v=DMARC1\0; p=reject", 19 })), "no", "a NUL behind the version");
	is(span(shown((struct span){ "v=DMARC1; p=reject\0; t=y", 24 })), "none/none/none t bad", "a NUL behind a policy");
	is(span(shown((struct span){ NULL, 0 })), "no", "no octets at all");
	struct text t = { 0 };
	text_adds(&t, "v=DMARC1; ");
	while (t.len < 65000)
		text_adds(&t, "x=y;;");
	text_adds(&t, "p=reject");
	is(span(shown(text_span(&t))), "reject/reject/reject", "a policy behind 65,000 octets");
	text_free(&t);
}

static void test_applied(void)
{
	for (enum dmarc_request r = DMARC_NONE; r <= DMARC_REJECT; r++) {
		struct dmarc_policy p = { .result = DMARC_FOUND, .request = r };
		ok(dmarc_applied(&p) == r, "%s is applied as it is", dmarc_request_word(r));
		p.testing = true;
		ok(dmarc_applied(&p) == (r == DMARC_REJECT ? DMARC_QUARANTINE : DMARC_NONE),
			"and with t=y one level lower");
	}
}

/* Names that are the same need no question, nor do those of two top-level domains, or strict alignment. */
static const struct { const char *author, *signer; bool strict; enum dmarc_alignment want; } alignment[] = {
	{ "a.example.org", "a.example.org", false, DMARC_ALIGNED },
	{ "a.example.org", "A.Example.ORG.", true, DMARC_ALIGNED },
	{ "a.example.org", "example.org", true, DMARC_APART },
	{ "example.org", "a.example.org", true, DMARC_APART },
	{ "example.org", "xexample.org", true, DMARC_APART },
	{ "example.org", "example.com", false, DMARC_APART },
	{ "example.org", "", false, DMARC_APART },
	{ "", "", false, DMARC_APART },
	{ ".", ".", false, DMARC_APART },
	{ "example..org", "example..org", false, DMARC_APART },
	{ ".example.org", ".example.org", false, DMARC_APART },
	{ "[192.0.2.1]", "[192.0.2.1]", false, DMARC_APART },
	{ "exam ple.org", "exam ple.org", false, DMARC_APART },
};

static void test_alignment(void)
{
	for (size_t i = 0; i < sizeof alignment / sizeof *alignment; i++)
		ok(dmarc_aligned(span(alignment[i].author), span(alignment[i].signer), alignment[i].strict) ==
			alignment[i].want, "'%s' and '%s'%s", alignment[i].author, alignment[i].signer,
			alignment[i].strict ? ", strict" : "");
}

static void test_judge(void)
{
	static const struct { enum dmarc_result result; const char *want; } without[] = {
		{ DMARC_NO_RECORD, "none" }, { DMARC_BAD_RECORD, "permerror" }, { DMARC_NO_ANSWER, "temperror" },
	};
	struct span author = SPAN("example.org");
	struct dmarc_identifier id[] = {
		{ SPAN("example.com"), false }, { SPAN("example.org"), true }, { SPAN("example.org"), false },
	};
	struct dmarc_policy p = { .result = DMARC_FOUND, .request = DMARC_REJECT };
	for (size_t i = 0; i < sizeof without / sizeof *without; i++) {
		p.result = without[i].result;
		is(span(dmarc_verdict_word(dmarc_judge(&p, author, id, 3))), without[i].want, "no policy, no pass");
	}
	p.result = DMARC_FOUND;
	ok(dmarc_judge(&p, author, id, 0) == DMARC_FAIL, "nobody vouches");
	ok(dmarc_judge(&p, author, id, 1) == DMARC_FAIL, "a stranger does");
	ok(dmarc_judge(&p, author, id, 2) == DMARC_PASS, "SPF does");
	ok(dmarc_judge(&p, author, id + 2, 1) == DMARC_PASS, "a signature does");
	p.strict_dkim = p.strict_spf = true;
	ok(dmarc_judge(&p, author, id, 3) == DMARC_PASS, "strictly");
}

/* `REQUEST at DOMAIN`, and a word for each thing that is not as by default. */
static void print_policy(const struct dmarc_policy *p)
{
	static const char *const without[] = { "none", "", "bad at ", "unknown" };
	printf("%s", without[p->result]);
	if (p->result == DMARC_FOUND)
		printf("%s at ", dmarc_request_word(p->request));
	printf("%.*s%s%s%s\n", PRINTF(p->domain), p->testing ? " t" : "", p->strict_dkim ? " adkim" : "",
		p->strict_spf ? " aspf" : "");
}

static int ask(int argc, char **argv)
{
	static const char *const said[] = { "apart", "aligned", "unsure" };
	struct dmarc_identifier id[16];
	struct dmarc_policy p;
	struct span author = span(argv[2]);
	size_t n = 0;

	if (!strcmp(argv[1], "aligned")) {
		puts(said[dmarc_aligned(author, span(argv[3]), argc > 4)]);
		return 0;
	}
	dmarc_discover(author, &p);
	if (!strcmp(argv[1], "policy")) {
		print_policy(&p);
		return 0;
	}
	for (int i = 3; i < argc && n < 16; i++, n++) {
		struct span domain = span(argv[i]), kind = span_take(&domain, '=');
		id[n] = (struct dmarc_identifier){ domain, span_is(kind, SPAN("spf")) };
	}
	puts(dmarc_verdict_word(dmarc_judge(&p, author, id, n)));
	return 0;
}

int main(int argc, char **argv)
{
	if (argc > 2)
		return ask(argc, argv);
	test_records();
	test_applied();
	test_alignment();
	test_judge();
	return tap_end();
}
