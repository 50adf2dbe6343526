/* Authentication-Results: what claims an id, what can be believed, what is written. Called as `authres fields` it
 * prints fields and how we read them, for another reader to compare (authres.t). */
#include "authres.h"
#include "die.h"
#include "tap.h"
#include <sys/wait.h>
#include <unistd.h>

static const struct span ours = { "ml.example.jp", 13 };

/* Forms in which a stranger may write our id; and what only looks like it. */
static const struct { bool claims; const char *value; } claim[] = {
	{ true, "ml.example.jp; dkim=pass header.d=x" },
	{ true, "ml.example.jp" },
	{ true, "ml.example.jp;" },
	{ true, "ML.Example.JP; none" },
	{ true, "ml.example.jp 1; none" },
	{ true, "ml.example.jp 99; none" },
	{ true, "ml.example.jp/1; none" },
	{ true, "ml.example.jp.; none" },
	{ true, "ml.example.jp:25; none" },
	{ true, "\"ml.example.jp\"; none" },
	{ true, "\"ml.\\example.jp\"; none" },
	{ true, "ml.\"example\".jp; none" },
	{ true, "ml . example (a) . jp; none" },
	{ true, "ml.(b;c)example.jp; none" },
	{ true, "\n ml.example.jp\n ;\n none" },
	{ true, "ml.\n example.jp; none" },
	{ true, "(c) ml.example.jp; none" },
	{ true, "(c;(d\\);e);)ml.example.jp(f)1; none" },
	{ true, "(((ml.example.jp; none" },
	{ true, "(a;b) \"c\" ml.example.jp; none" },
	{ true, "\"x;y\" ml.example.jp; none" },
	{ true, "\"x; none ml.example.jp" },
	{ true, "(ml.example.jp) mx.example.org; none" },	/* a reader that knows no comments */
	{ true, "(() ml.example.jp; none) mx.example.org; none" },	/* one that does not nest them */
	{ true, "(\\) ml.example.jp; none ()) mx.example.org; none" },	/* one that knows no quoted pairs */
	{ true, "<ml.example.jp>; none" },
	{ true, "x@ml.example.jp; none" },
	{ true, "=ml.example.jp= garbage \\" },
	{ true, "mx.example.org ml.example.jp; none" },
	{ true, ".ml.example.jp; none" },
	{ true, "dkim=pass header.d=ml.example.jp" },		/* neither id nor semicolon */
	/* Beside a quote, a backslash or a blank a name may end, or may not; also inside ours. */
	{ true, "\"ml.example.jp\".x; none" },
	{ true, "x.\"ml.example.jp\"; none" },
	{ true, "\"ml.example.jp\"x; none" },
	{ true, "x\"ml.example.jp\"; none" },
	{ true, "\"ml.example.jp\" . x; none" },
	{ true, "ml.example.jp .x; none" },
	{ true, "ml.example.jp. x; none" },
	{ true, "ml.example.jp.\"x\"; none" },
	{ true, "ml.example.jp\"\".x; none" },
	{ true, "ml.example.jp\n .x; none" },
	{ true, "ml.example.jp\\.x; none" },
	{ true, "x. ml.example.jp; none" },
	{ true, "x .ml.example.jp; none" },
	{ true, "\"x\".ml.example.jp; none" },
	{ true, "ml . \"example\".jp .x; none" },
	{ true, "ml.example.jp(c).x; none" },
	{ true, "x.(c)ml.example.jp; none" },
	{ true, "ml(c).example.jp\"\".x; none" },
	{ true, "x.\"\"ml(c).example.jp; none" },
	{ true, "ml.\v\fexample.jp; none" },			/* blanks, to some */
	{ true, "x.ml.example.jp ml.example.jp; none" },
	{ false, "" },
	{ false, ";ml.example.jp" },
	{ false, "mx.example.org; dkim=pass header.d=ml.example.jp" },
	{ false, "mx.example.org; dkim=pass (ml.example.jp)" },
	{ false, "mx.example.org; dkim=pass (ml.example.jp" },
	{ false, "mx.ml.example.jp; none" },
	{ false, "mx-ml.example.jp; none" },
	{ false, "xml.example.jp; none" },
	{ false, "\xc3\xa9ml.example.jp; none" },
	{ false, "ml.example.jp.example.org; none" },
	{ false, "\"ml.example.jp.x\"; none" },
	{ false, "\"x.ml.example.jp\"; none" },
	{ false, "\"ml\".example.jp.x; none" },
	{ false, "x.ml. example . jp; none" },
	{ false, "ml.exa mple.jp; none" },
	{ false, "ml.example.jpx; none" },
	{ false, "ml.example.jp-x; none" },
	{ false, "ml.example.jp_; none" },
	{ false, "ml.example.j; none" },
	{ false, "mlxexample.jp; none" },
	{ false, "ml.example; jp" },
	{ false, "(mx.ml.example.jp) ml.example.jpx; none" },
};

/* Without a word of it on standard error, which belongs to TAP's reader. */
static bool refuses(struct span id)
{
	struct text t = { 0 };
	int status;
	fflush(stdout);
	pid_t child = fork();
	if (child == 0) {
		close(2);
		authres_begin(&t, id);
		_exit(0);
	}
	return child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == TEMP;
}

static void test_claims(void)
{
	for (size_t i = 0; i < sizeof claim / sizeof *claim; i++)
		ok(authres_claims(span(claim[i].value), ours) == claim[i].claims, "%s: %.60s",
			claim[i].claims ? "claims" : "does not claim", memory_keep(span_unfold(span(claim[i].value))).at);
	ok(authres_is_id(ours) && authres_is_id(SPAN("MX1")) && authres_is_id(SPAN("a_b-1.example")), "ids");
	static const char *const no[] = { "", "a b", "a;b", "a/1", "\"a\"", "a..b", ".a", "a.", "[1.2.3.4]", "a@b", "\xc3\xa9",
		"a\nb" };
	for (size_t i = 0; i < sizeof no / sizeof *no; i++)
		ok(!authres_is_id(span(no[i])), "no id: '%.*s'", (int)strcspn(no[i], "\n"), no[i]);
	ok(!authres_is_id((struct span){ "a\0b", 3 }), "nor with a NUL");
	for (size_t i = 0; i < sizeof no / sizeof *no; i++)
		ok(refuses(span(no[i])), "and none to write: '%.*s'", (int)strcspn(no[i], "\n"), no[i]);
	ok(!refuses(ours), "but ours");
}

static void test_remove(void)
{
	struct message m = { 0 };
	struct text left = { 0 }, many = { 0 };
	ok(!message_parse(&m, SPAN(
		"Authentication-Results: other.example; dkim=pass header.d=ml.example.jp\n"
		"Authentication-Results : ml.example.jp; dkim=pass\n"
		"Received: ml.example.jp; x\n"
		"AUTHENTICATION-RESULTS\n :\n (a) ml.example.jp 1; none\n"
		"X-Authentication-Results: ml.example.jp; none\n"
		"authentication-results:\"ml.example.jp\";\n"
		"ARC-Authentication-Results: i=1; ml.example.jp; none\n"
		"From: a@b\n")), "a header");
	ok(authres_remove(&m, ours) == 3, "three of it claim to be ours");
	for (size_t i = 0; i < m.count; i++)
		text_add(&left, m.field[i].raw);
	is(text_span(&left), "Authentication-Results: other.example; dkim=pass header.d=ml.example.jp\n"
		"Received: ml.example.jp; x\n"
		"X-Authentication-Results: ml.example.jp; none\n"
		"ARC-Authentication-Results: i=1; ml.example.jp; none\n"
		"From: a@b\n", "and the others stay, byte for byte");
	ok(authres_remove(&m, ours) == 0, "twice is as once");
	for (int i = 0; i < 20000; i++)
		text_adds(&many, i % 2 ? "Authentication-Results: ml.example.jp;a=b\n" : "X: y\n");
	m = (struct message){ 0 };
	message_parse(&m, text_span(&many));
	ok(authres_remove(&m, ours) == 10000 && m.count == 10000, "10,000 among as many others");
}

/* The parsed field as one line: id|method=result,property=value,…|… */
static const char *shown(const struct authres *a)
{
	struct text t = { 0 };
	text_add(&t, a->id);
	for (size_t i = 0; i < a->count; i++) {
		text_addc(&t, a->item[i].property ? ',' : '|');
		text_add(&t, a->item[i].name);
		text_addc(&t, '=');
		text_add(&t, a->item[i].value);
	}
	return text_string(&t);
}

/* what NULL: nothing in it can be believed. */
static const struct { const char *value, *what; } parse[] = {
	/* RFC 8601 appendix B */
	{ "example.org 1; none", "example.org" },
	{ "example.com;\n          spf=pass smtp.mailfrom=example.net", "example.com|spf=pass,smtp.mailfrom=example.net" },
	{ "example.com;\n auth=pass (cram-md5) smtp.auth=sender@example.net;\n spf=fail smtp.mailfrom=example.net",
	  "example.com|auth=pass,smtp.auth=sender@example.net|spf=fail,smtp.mailfrom=example.net" },
	{ "example.com;\n dkim=pass reason=\"good signature\"\n header.i=@mail-router.example.net;\n"
	  " dkim=fail reason=\"bad signature\"\n header.i=@newyork.example.com",
	  "example.com|dkim=pass,reason=good signature,header.i=@mail-router.example.net"
	  "|dkim=fail,reason=bad signature,header.i=@newyork.example.com" },
	{ "foo.example.net (foobar) 1 (baz);\n dkim (Because I like it) / 1 (One yay) = (wait for it) fail\n"
	  " policy (A dot can go here) . (like that) expired\n"
	  " (this surprised me) = (as I wasn't expecting it) 1362471462",
	  "foo.example.net|dkim=fail,policy.expired=1362471462" },
	/* what large sites write */
	{ "mx.example.com;\n       dkim=pass header.i=@example.org header.s=20230601 header.b=Vx3h/1aB=;\n"
	  "       spf=pass (example.com: domain of a@example.org designates 192.0.2.1 as permitted sender)"
	  " smtp.mailfrom=a@example.org;\n       dmarc=pass (p=NONE sp=QUARANTINE dis=NONE) header.from=example.org",
	  "mx.example.com|dkim=pass,header.i=@example.org,header.s=20230601,header.b=Vx3h/1aB="
	  "|spf=pass,smtp.mailfrom=a@example.org|dmarc=pass,header.from=example.org" },
	{ "x; dmarc=pass action=none header.from=a.example;compauth=pass reason=100;",
	  "x|dmarc=pass,action=none,header.from=a.example|compauth=pass,reason=100" },
	{ "spf=pass (sender IP is 192.0.2.1)\n smtp.mailfrom=a.example; dkim=none", NULL },	/* no authserv-id */
	/* forms */
	{ "\"a b\"; dkim=pass", "a b|dkim=pass" },
	{ "a;dkim=pass;;spf=none;", "a|dkim=pass|spf=none" },
	{ "a;DKIM=Pass Header.D=B.example", "a|DKIM=Pass,Header.D=B.example" },
	{ "a; dkim/1=pass header.d=x; dkim/2=pass header.d=y; spf=fail", "a|dkim=pass,header.d=x|spf=fail" },
	{ "a; dkim=pass header.d=\"x;y (z) \\\"\\\\\"", "a|dkim=pass,header.d=x;y (z) \"\\" },
	{ "a; dkim=pass header.d=\"x\n y\"", "a|dkim=pass,header.d=x y" },
	{ "a; spf=pass smtp.mailfrom=\"x y\"@z.example (c)", "a|spf=pass,smtp.mailfrom=x y@z.example" },
	{ "a; dkim=pass header.d= (c) x", "a|dkim=pass,header.d=x" },
	{ "a; dkim=pass (c(d)\\)e) header.d=x", "a|dkim=pass,header.d=x" },
	{ "a; dkim=pass header.d=\xc3\xa9.example", "a|dkim=pass,header.d=\xc3\xa9.example" },
	{ "a; dkim=pass header.d=\"\xff\"", "a|dkim=pass,header.d=\xff" },
	{ "a (b)", "a" },
	/* values that run out of their place, and other trouble */
	{ "a; dkim=pass header.d=a.example(.evil.example)", NULL },
	{ "a; dkim=pass header.d=a.example(.evil.example", NULL },
	{ "a; dkim=pass header.d=a.example\"b\"", NULL },
	{ "a; dkim=pass header.d=\"a.example\".evil.example", NULL },
	{ "a; dkim=pass header.d=\"a.example\"\"b\"", NULL },
	{ "a; dkim=pass header.d=\"a.example", NULL },
	{ "a; dkim=pass header.d=a\\;b", NULL },
	{ "a; dkim=pass header.d=a)", NULL },
	{ "a; dkim=pass header.d=a\001", NULL },
	{ "a; dkim=pass header.d", NULL },
	{ "a; dkim=pass header d=x", NULL },
	{ "a; dkim=pass =x", NULL },
	{ "a; dkim", NULL },
	{ "a; dkim=", NULL },
	{ "a; =pass", NULL },
	{ "a; dkim/=pass", "a" },
	{ "a; spf=pass; (", NULL },
	{ "a 2; dkim=pass", NULL },
	{ "a/1; dkim=pass", "a/1|dkim=pass" },	/* an id of four characters that is not ours */
	{ "a b; dkim=pass", NULL },
	{ "a 1 1; dkim=pass", NULL },
	{ "a dkim=pass", NULL },
	{ "; dkim=pass", NULL },
	{ "(a) ; dkim=pass", NULL },
	{ "", NULL },
};

static void test_parse(void)
{
	struct authres a;
	for (size_t i = 0; i < sizeof parse / sizeof *parse; i++) {
		const char *wrong = authres_parse(span(parse[i].value), &a);
		if (parse[i].what)
			is(wrong ? span(wrong) : span(shown(&a)), parse[i].what, span_unfold(span(parse[i].value)).at);
		else
			ok(wrong && !a.count && !a.id.len, "unbelievable: %.60s", span_unfold(span(parse[i].value)).at);
	}
	ok(!authres_parse(SPAN("a; dkim=fail header.d=x.example; dkim=pass header.d=y.example header.s=1 header.s=2;"
		" dmarc=fail header.from=z.example; dmarc=pass header.from=Y.example reason=\"a b\"; dkim=pass"), &a), "a field");
	ptrdiff_t i = authres_find(&a, "dkim", "pass", 0);
	is(authres_get(&a, i, "header.d"), "y.example", "the first signature that passes");
	ok(!authres_get(&a, i, "header.s").at, "a property twice counts as none");
	i = authres_find(&a, "DKIM", "PASS", (size_t)i + 1);
	ok(i == (ptrdiff_t)a.count - 1 && !authres_get(&a, i, "header.d").at, "the second, without a domain");
	ok(authres_find(&a, "dkim", "pass", (size_t)i + 1) < 0, "there is no third");
	ok(authres_find(&a, "header.d", NULL, 0) < 0, "a property is no method");
	i = authres_find_with(&a, "dmarc", "header.from", SPAN("y.EXAMPLE"));
	ok(i >= 0 && span_is(a.item[i].value, SPAN("pass")), "dmarc of one domain");
	is(authres_get(&a, i, "reason"), "a b", "and its reason");
	ok(authres_find_with(&a, "dmarc", "header.from", SPAN("x.example")) < 0, "of another");
	ok(authres_find_with(&a, "dkim", "header.s", SPAN("1")) < 0, "one of two does not count");
	is(span(authres_known(SPAN("SoftFail"))), "softfail", "a known result");
	is(span(authres_known(SPAN("hardfail"))), "fail", "an old one");
	ok(!authres_known(SPAN("passed")) && !authres_known(SPAN("")), "no result");
}

static void test_large(void)
{
	struct text t = { 0 };
	struct authres a;
	text_adds(&t, "a");
	for (int i = 0; i < AUTHRES_MAX; i++)
		text_adds(&t, ";x=pass");
	ok(!authres_parse(text_span(&t), &a) && a.count == AUTHRES_MAX, "10,000 results");
	text_adds(&t, ";x=pass");
	ok(authres_parse(text_span(&t), &a) && !a.count, "one more: none");
	/* Each of these takes for ever if one octet is looked at again for each other. */
	static const char *const repeated[] = { "(", "()", "(\\(", "\"\\", "\\\"", "\"", "a\"b\"", "a. ", ";a=b c=d", " a.b=c", "ml.",
		"ml.example.jp.x ", "x.ml.example.jp," };
	for (size_t k = 0; k < sizeof repeated / sizeof *repeated; k++)
		for (int start = 0; start < 2; start++) {
			t.len = 0;
			text_adds(&t, start ? "ml.example.jp;a=b " : "");
			while (t.len < 1000000)
				text_adds(&t, repeated[k]);
			authres_parse(text_span(&t), &a);
			ok(authres_claims(text_span(&t), ours) == start, "1 MB of %s", repeated[k]);
		}
}

static struct span written(struct text *t)
{
	struct message m = { 0 };
	authres_prepend(&m, t);
	return m.field[0].raw;
}

static void test_write(void)
{
	struct text t = { 0 };
	authres_begin(&t, ours);
	is(written(&t), "Authentication-Results: ml.example.jp; none\n", "nothing was found");
	authres_begin(&t, ours);
	authres_result(&t, "dkim", "pass");
	authres_property(&t, "header.d", SPAN("example.org"));
	authres_property(&t, "header.i", SPAN("@mail.example.org"));
	authres_property(&t, "header.s", SPAN("2026"));
	authres_property(&t, "header.a", SPAN("rsa-sha256"));
	authres_property(&t, "header.b", SPAN("ab/d+f=="));
	authres_result(&t, "dkim", "policy");
	authres_reason(&t, SPAN("a key of 512 bits is too short to be believed, and so is one that is marked as a test"));
	authres_property(&t, "policy.dkim-rules", SPAN("bits"));
	authres_result(&t, "dmarc", "none");
	authres_property(&t, "header.from", SPAN("example.org"));
	is(written(&t), "Authentication-Results: ml.example.jp;\n"
		" dkim=pass header.d=example.org header.i=@mail.example.org header.s=2026\n"
		" header.a=rsa-sha256 header.b=\"ab/d+f==\";\n"
		" dkim=policy reason=\"a key of 512 bits is too short to be believed, and so\n"
		" is one that is marked as a test\" policy.dkim-rules=bits;\n"
		" dmarc=none header.from=example.org\n", "three results, folded");
}

/* What a value becomes between `header.x=` and the end of the line. */
static const struct { const char *value, *written; } value[] = {
	{ "example.org", "example.org" },
	{ "anne@example.org", "anne@example.org" },
	{ "@example.org", "@example.org" },
	{ "foo..bar@docomo.example", "\"foo..bar@docomo.example\"" },
	{ "a b@example.org", "\"a b@example.org\"" },
	{ "a/b@example.org", "\"a/b@example.org\"" },
	{ "a@[192.0.2.1]", "\"a@[192.0.2.1]\"" },
	{ "a@b@c", "\"a@b@c\"" },
	{ "a@", "\"a@\"" },
	{ "a=b", "\"a=b\"" },
	{ "a/b", "\"a/b\"" },
	{ "x (y)", "\"x (y)\"" },
	{ "x(y)", "\"x(y)\"" },
	{ "x;dmarc=pass", "\"x;dmarc=pass\"" },
	{ "x; dmarc=pass header.from=y", "\"x; dmarc=pass header.from=y\"" },
	{ "x\"; dmarc=pass z=\"", "\"x\\\"; dmarc=pass z=\\\"\"" },
	{ "x\\", "\"x\\\\\"" },
	{ "x\nFrom: y", "\"x From: y\"" },
	{ "x\r\n\r\n y\t z ", "\"x y z\"" },
	{ "x\001\177y", "\"x?\?y\"" },
	{ "\xc3\xa9.example", "\"\xc3\xa9.example\"" },
	{ "x\xff", "\"x\xef\xbf\xbd\"" },
	{ "x\xc2\x85y", "\"x?y\"" },
};

static void test_values(void)
{
	struct text t = { 0 }, want = { 0 }, large = { 0 };
	for (size_t i = 0; i < sizeof value / sizeof *value; i++) {
		authres_begin(&t, ours);
		authres_result(&t, "dkim", "fail");
		authres_property(&t, "header.x", span(value[i].value));
		want.len = 0;
		text_addf(&want, "Authentication-Results: ml.example.jp;\n dkim=fail header.x=%s\n", value[i].written);
		is(written(&t), text_string(&want), value[i].written);
	}
	authres_begin(&t, ours);
	authres_result(&t, "dkim", "fail");
	authres_property(&t, "header.d", SPAN(""));
	authres_property(&t, "header.d", SPAN(" \n "));
	authres_property(&t, "header.d", (struct span){ NULL, 0 });
	authres_property(&t, "header.d", (struct span){ "a\0b", 3 });
	while (large.len <= AUTHRES_VALUE)
		text_adds(&large, "x");
	authres_property(&t, "header.i", text_span(&large));
	is(written(&t), "Authentication-Results: ml.example.jp;\n dkim=fail header.d=\"a?b\"\n",
		"what is empty or too long is left out");
	large.len = AUTHRES_VALUE;
	authres_begin(&t, ours);
	authres_result(&t, "dkim", "fail");
	authres_property(&t, "header.i", text_span(&large));
	ok(written(&t).len == strlen("Authentication-Results: ml.example.jp;\n dkim=fail\n header.i=\n") + AUTHRES_VALUE,
		"600 octets are written, on a line of their own");
}

/* A field's value on a line, a tab, and our reading of it, `-` for none. */
static void show(struct span field)
{
	struct authres a;
	struct span line = span_unfold(field);
	const char *wrong = authres_parse(line, &a);
	printf("%.*s\t%s\n", PRINTF(line), wrong ? "-" : shown(&a));
}

/* Fields with any printable values, made anew from a number. As the other reader wants it, the odd one is the
 * last of its result. */
static void show_made(unsigned seed)
{
	static const char odd[] = "ab@.\"\\()[]<>;:,=/? ''-_+\t\n";
	struct text t = { 0 };
	struct message m = { 0 };
	authres_begin(&t, ours);
	for (unsigned r = 0; r <= seed % 4; r++) {
		struct text v = { 0 };
		for (unsigned n = 0; n < 1 + seed % 37; n++) {
			seed = seed * 1103515245u + 12345u;
			text_addc(&v, odd[(seed >> 16) % (sizeof odd - 1)]);
		}
		authres_result(&t, r % 2 ? "spf" : "dkim", "fail");
		if (seed & 0x10000)
			authres_reason(&t, text_span(&v));
		authres_property(&t, "header.s", SPAN("2026"));
		authres_property(&t, "smtp.mailfrom", text_span(&v));
		text_free(&v);
	}
	authres_prepend(&m, &t);
	show(field_value(&m.field[0]));
}

static int show_all(void)
{
	for (size_t i = 0; i < sizeof parse / sizeof *parse; i++)
		show(span(parse[i].value));
	for (size_t i = 0; i < sizeof value / sizeof *value; i++) {
		struct text t = { 0 };
		struct message m = { 0 };
		authres_begin(&t, ours);
		authres_result(&t, "dkim", "pass");
		authres_property(&t, "header.d", SPAN("example.org"));
		authres_property(&t, "header.x", span(value[i].value));
		authres_result(&t, "dmarc", "none");
		authres_property(&t, "header.from", SPAN("example.org"));
		authres_prepend(&m, &t);
		show(field_value(&m.field[0]));
	}
	for (unsigned seed = 0; seed < 1000; seed++)
		show_made(seed);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[1], "fields") == 0)
		return show_all();
	test_claims();
	test_remove();
	test_parse();
	test_large();
	test_write();
	test_values();
	return tap_end();
}
