/* SPF, as the mail server at the border says it (RFC 7208 section 9, RFC 8601): what counts, and what anyone could have
 * written. */
#include "spf.h"
#include "tap.h"

#define AR "Authentication-Results: mx.example.jp; "
#define RECEIVED "Received: from a.example by mx.example.jp; x\n"
#define QMAIL "Received: (qmail 12 invoked from network); x\n"
#define PASS "Received-SPF: pass envelope-from=anne@example.org; helo=mx.example.org\n"
#define FOUND "pass of anne@example.org, mx.example.org says Received-SPF"

/* trusted "": none is. want: RESULT of MAILFROM, HELO says SOURCE; "" for nothing. */
static const struct { const char *what, *trusted, *header, *want; } reads[] = {
	{ "nothing", "mx.example.jp", RECEIVED, "" },

	/* Received-SPF */
	{ "on top", "", PASS, FOUND },
	{ "below the border's own Received", "", RECEIVED PASS, "" },
	{ "above and below", "", PASS RECEIVED "Received-SPF: fail envelope-from=zoe@example.org\n", FOUND },
	{ "between two", "", RECEIVED PASS RECEIVED, "" },
	{ "below qmail-queue's, above qmail-smtpd's", "", QMAIL PASS RECEIVED, FOUND },
	{ "below both", "", QMAIL RECEIVED PASS, "" },
	{ "below a second one that says so", "", QMAIL QMAIL PASS, "" },
	{ "below that of a mail from a user", "", "Received: (qmail 12 invoked by uid 1000); x\n" PASS, "" },
	{ "with the border's id, which it has not", "mx.example.jp", PASS, FOUND },
	{ "another name", "", "X-Received-SPF: pass envelope-from=anne@example.org\n", "" },
	{ "the name in any case, with a blank", "",
	  "received-spf : Pass envelope-from=anne@example.org; helo=mx.example.org\n", FOUND },
	{ "comments", "", "Received-SPF: pass (x; envelope-from=zoe@example.org (y)) envelope-from=anne@example.org"
	  " (z=); helo=mx.example.org;\n", FOUND },
	{ "a comment with half a comment quoted", "",
	  "Received-SPF: pass (\\() envelope-from=anne@example.org; helo=mx.example.org\n", FOUND },
	{ "a comment that does not end", "", "Received-SPF: pass (x; envelope-from=anne@example.org\n", "" },
	{ "only a comment", "", "Received-SPF: (pass) envelope-from=anne@example.org\n", "" },
	{ "folded", "", "Received-SPF: pass\n (x)\n\tenvelope-from=anne@example.org;\n helo=mx.example.org\n", FOUND },
	{ "quoted, in brackets", "",
	  "Received-SPF: pass envelope-from=\"<anne@example.org>\"; helo=\"mx.example.org\"\n", FOUND },
	{ "a semicolon in quotes", "", "Received-SPF: pass envelope-from=\"a;helo=x@example.org\"\n",
	  "pass of a;helo=x@example.org,  says Received-SPF" },
	{ "identity=mailfrom", "", "Received-SPF: pass identity=mailfrom; envelope-from=anne@example.org;"
	  " helo=mx.example.org\n", FOUND },
	{ "identity=helo is not about MAIL FROM", "", "Received-SPF: pass identity=helo; envelope-from=anne@example.org;"
	  " helo=mx.example.org\n", "pass of , mx.example.org says Received-SPF" },
	{ "identity=HELO", "", "Received-SPF: pass identity=HELO; envelope-from=anne@example.org; helo=mx.example.org\n",
	  "pass of , mx.example.org says Received-SPF" },
	{ "MAIL FROM after HELO", "", "Received-SPF: fail identity=helo; helo=mx.example.org\n" PASS, FOUND },
	{ "the first that names MAIL FROM", "", "Received-SPF: softfail envelope-from=anne@example.org\n" PASS,
	  "softfail of anne@example.org,  says Received-SPF" },
	{ "no envelope-from", "", "Received-SPF: pass helo=mx.example.org\n", "pass of , mx.example.org says Received-SPF" },
	{ "an empty one", "", "Received-SPF: pass envelope-from=\"<>\"; helo=mx.example.org\n",
	  "pass of , mx.example.org says Received-SPF" },
	{ "about nobody", "", "Received-SPF: pass (example.org designates 192.0.2.1)\n", "" },
	{ "two envelope-from", "", "Received-SPF: pass envelope-from=anne@example.org; envelope-from=zoe@example.org\n", "" },
	{ "an unknown result", "", "Received-SPF: good envelope-from=anne@example.org\n", "" },
	{ "hardfail", "", "Received-SPF: hardfail envelope-from=anne@example.org\n",
	  "fail of anne@example.org,  says Received-SPF" },
	{ "no result", "", "Received-SPF: envelope-from=anne@example.org\n", "" },
	{ "an empty field", "", "Received-SPF:\n", "" },

	/* the border's Authentication-Results */
	{ "its id", "mx.example.jp", AR "spf=pass smtp.mailfrom=anne@example.org\n",
	  "pass of anne@example.org,  says mx.example.jp" },
	{ "in any case", "MX.Example.JP", AR "spf=pass smtp.mailfrom=anne@example.org\n",
	  "pass of anne@example.org,  says MX.Example.JP" },
	{ "not trusted", "", AR "spf=pass smtp.mailfrom=anne@example.org\n", "" },
	{ "another's", "mx.example.com", AR "spf=pass smtp.mailfrom=anne@example.org\n", "" },
	{ "one that ends the same", "example.jp", AR "spf=pass smtp.mailfrom=anne@example.org\n", "" },
	{ "in a comment", "mx.example.jp", AR "none (spf=pass smtp.mailfrom=anne@example.org)\n", "" },
	{ "below its Received, above the next", "mx.example.jp", RECEIVED AR "spf=pass smtp.mailfrom=anne@example.org\n"
	  RECEIVED, "pass of anne@example.org,  says mx.example.jp" },
	{ "the second of its own", "mx.example.jp", AR "dkim=pass header.d=x\n" AR "spf=fail smtp.mailfrom=anne@example.org\n",
	  "fail of anne@example.org,  says mx.example.jp" },
	{ "but not below a Received", "mx.example.jp", AR "none\n" RECEIVED AR "spf=pass smtp.mailfrom=anne@example.org\n", "" },
	{ "one that does not parse ends there, too", "mx.example.jp",
	  AR "(\n" RECEIVED AR "spf=pass smtp.mailfrom=anne@example.org\n", "" },
	{ "it goes before Received-SPF", "mx.example.jp", PASS AR "spf=fail smtp.mailfrom=anne@example.org\n",
	  "fail of anne@example.org,  says mx.example.jp" },
	{ "but not if it is about HELO", "mx.example.jp", PASS AR "spf=fail smtp.helo=mx.example.org\n", FOUND },
	{ "the domain alone", "mx.example.jp", AR "spf=pass smtp.mailfrom=example.org smtp.helo=mx.example.org\n",
	  "pass of example.org, mx.example.org says mx.example.jp" },
	{ "about nobody", "mx.example.jp", AR "spf=pass\n", "" },
	{ "two MAIL FROM", "mx.example.jp", AR "spf=pass smtp.mailfrom=a.example smtp.mailfrom=b.example\n", "" },
};

/* Whose domain passes, of which sender. sender NULL: not known. */
static const struct { const char *what; struct spf spf; const char *sender, *want; } domains[] = {
	{ "an address", { "pass", { "a@b.example", 11 }, { NULL, 0 }, { NULL, 0 } }, "a@b.example", "b.example" },
	{ "in capitals", { "pass", { "a@B.Example", 11 }, { NULL, 0 }, { NULL, 0 } }, "a@b.example", "B.Example" },
	{ "a domain", { "pass", { "b.example", 9 }, { NULL, 0 }, { NULL, 0 } }, "a@b.example", "b.example" },
	{ "a quoted @", { "pass", { "\"x@y\"@b.example", 15 }, { NULL, 0 }, { NULL, 0 } }, "\"x@y\"@b.example", "b.example" },
	{ "softfail", { "softfail", { "a@b.example", 11 }, { NULL, 0 }, { NULL, 0 } }, "a@b.example", "" },
	{ "nothing", { NULL, { "a@b.example", 11 }, { NULL, 0 }, { NULL, 0 } }, "a@b.example", "" },
	{ "another sender", { "pass", { "a@b.example", 11 }, { NULL, 0 }, { NULL, 0 } }, "\"a@b.example y=z\"@c.example", "" },
	{ "a sender above it", { "pass", { "a@b.example", 11 }, { NULL, 0 }, { NULL, 0 } }, "a@example", "" },
	{ "a null sender", { "pass", { "a@b.example", 11 }, { NULL, 0 }, { NULL, 0 } }, "", "" },
	{ "one who is not known", { "pass", { "a@b.example", 11 }, { NULL, 0 }, { NULL, 0 } }, NULL, "" },
	{ "HELO alone", { "pass", { NULL, 0 }, { "c.example", 9 }, { NULL, 0 } }, "", "" },
};

int main(void)
{
	for (size_t i = 0; i < sizeof reads / sizeof *reads; i++) {
		struct message m = { 0 };
		struct text header = { 0 }, t = { 0 };
		struct spf s;
		text_addf(&header, "%sFrom: anne@example.org\n", reads[i].header);
		if (message_parse(&m, text_span(&header)))
			ok(false, "%s: a header", reads[i].what);
		spf_read(&m, span(reads[i].trusted), &s);
		if (s.result)
			text_addf(&t, "%s of %.*s, %.*s says %.*s", s.result, PRINTF(s.mailfrom), PRINTF(s.helo), PRINTF(s.source));
		is(text_span(&t), reads[i].want, reads[i].what);
		text_free(&t);
	}
	for (size_t i = 0; i < sizeof domains / sizeof *domains; i++)
		is(spf_is_about(&domains[i].spf, domains[i].sender) ? spf_domain(&domains[i].spf) : SPAN(""), domains[i].want,
			domains[i].what);
	return tap_end();
}
