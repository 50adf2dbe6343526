/* What a field that holds a signature says, and what is refused (RFC 6376 section 3.5, RFC 8617 section 4.1). */
#include "base64.h"
#include "public_key.h"
#include "signature.h"
#include "tags.h"
#include "tap.h"

#define OK "v=1; a=rsa-sha256; d=example.org; s=sel; h=From:To; bh=AAAA; b=BBBB"

static struct field field;

static struct signature read_as(enum signature_kind kind, const char *name, const char *value)
{
	struct signature s;
	field = field_make(name, span(value));
	signature_read(&field, kind, &s);
	return s;
}

static void dkim(const char *value, const char *wrong)
{
	struct signature s = read_as(SIGNATURE_DKIM, "DKIM-Signature", value);
	is(span(s.reason ? s.reason : "fine"), wrong, value);
}

static void arc(enum signature_kind kind, const char *value, const char *wrong)
{
	struct signature s = read_as(kind, kind == SIGNATURE_AMS ? "ARC-Message-Signature" : "ARC-Seal", value);
	is(span(s.reason ? s.reason : "fine"), wrong, value);
}

static void hashed(enum canon how, const char *value, const char *want)
{
	struct text t = { 0 };
	struct signature s = read_as(SIGNATURE_DKIM, "DKIM-Signature", value);
	s.header = how;
	signature_add(&s, &t);
	is(text_span(&t), want, value);
}


static void key(const char *record, const char *algorithm, const char *identity, const char *wrong)
{
	struct signature s = { .algorithm = span(algorithm), .domain = SPAN("example.org"), .identity = span(identity) };
	const char *policy;
	EVP_PKEY *k = public_key_read(span(record), &s, &policy);
	is(span(k ? policy ? policy : "fine" : s.reason), wrong, record);
	EVP_PKEY_free(k);
}

/* U-labels (RFC 8616 section 5): selector, domain and identity as the DNS has them. */
#define EAI "v=1; a=rsa-sha256; h=From; bh=AAAA; b=BBBB; "
static const struct { const char *value, *want; } labels[] = {
	{ EAI "s=sel; d=b\xc3\xbc" "cher.example", "sel xn--bcher-kva.example " },
	{ EAI "s=sel; d=xn--bcher-kva.example; i=@b\xc3\xbc" "cher.example", "sel xn--bcher-kva.example @xn--bcher-kva.example" },
	{ EAI "s=sel; d=b\xc3\xbc" "cher.example; i=j\xc3\xb6@news.xn--bcher-kva.example",
	  "sel xn--bcher-kva.example j\xc3\xb6@news.xn--bcher-kva.example" },
	{ EAI "s=b\xc3\xbc" "cher; d=example.org; i=j\xc3\xb6@example.org", "xn--bcher-kva example.org j\xc3\xb6@example.org" },
	{ EAI "s=sel; d=Example.ORG; i=@news.EXAMPLE.org", "sel Example.ORG @news.EXAMPLE.org" },
	{ EAI "s=sel; d=b\xc3\xbc" "cher.example; i=@bucher.example", "i= is not in the domain of d=" },
	{ EAI "s=sel; d=b\xc3" "cher.example", "d= is missing or no domain" },
	{ EAI "s=sel; d=b\xc3\xbc" "cher.example.", "d= is missing or no domain" },
	{ EAI "s=sel; d=example.org.", "d= is missing or no domain" },
	{ EAI "s=\xff; d=example.org", "s= is missing or no selector" },
};

int main(void)
{
	dkim(OK, "fine");
	dkim(OK ";", "fine");
	dkim(OK "; x", "a tag that is none");
	dkim(OK ";;", "a tag that is none");
	dkim(OK "; d=example.com", "a tag twice");
	dkim(OK "; D=example.com", "fine");
	dkim("v=2; a=rsa-sha256; d=example.org; s=s; h=From; bh=AAAA; b=BBBB", "v= is not 1");
	dkim("a=rsa-sha256; d=example.org; s=s; h=From; bh=AAAA; b=BBBB", "v= is not 1");
	dkim("v=1; a=rsa-md5; d=example.org; s=s; h=From; bh=AAAA; b=BBBB", "a= is missing or unknown");
	dkim("v=1; a=rsa-sha1; d=example.org; s=s; h=From; bh=AAAA; b=BBBB", "SHA-1 does not count");
	dkim("v=1; a=rsa-sha256; d=exa mple.org; s=s; h=From; bh=AAAA; b=BBBB", "d= is missing or no domain");
	dkim("v=1; a=rsa-sha256; d=../x; s=s; h=From; bh=AAAA; b=BBBB", "d= is missing or no domain");
	dkim("v=1; a=rsa-sha256; d=example.org; h=From; bh=AAAA; b=BBBB", "s= is missing or no selector");
	dkim("v=1; a=rsa-sha256; d=example.org; s=s; h=To; bh=AAAA; b=BBBB", "From is not signed");
	dkim("v=1; a=rsa-sha256; d=example.org; s=s; h= to :\n\t fROM ; bh=AA\n AA; b=BB BB", "fine");
	dkim("v=1; a=rsa-sha256; d=example.org; s=s; h=From:; bh=AAAA; b=BBBB", "h= names what can be no field");
	dkim("v=1; a=rsa-sha256; d=example.org; s=s; bh=AAAA; b=BBBB", "no h=");
	dkim("v=1; a=rsa-sha256; d=example.org; s=s; h=From; bh=AAA; b=BBBB", "bh= is missing or no base64");
	dkim("v=1; a=rsa-sha256; d=example.org; s=s; h=From; bh=AAAA; b=", "b= is missing or no base64");
	dkim("v=1; a=rsa-sha256; d=example.org; s=s; h=From; bh=AAAA; b=B*BB", "b= is missing or no base64");
	dkim(OK "; c=relaxed", "fine");
	dkim(OK "; c=relaxed/simple", "fine");
	dkim(OK "; c=nofws", "c= is unknown");
	dkim(OK "; c=relaxed/", "c= is unknown");
	dkim(OK "; l=12", "fine");
	dkim(OK "; l=-1", "l= is no number");
	dkim(OK "; l=99999999999999999999", "l= is no number");
	dkim(OK "; q=dns/txt", "fine");
	dkim(OK "; q=http", "q= names no way to the key");
	dkim(OK "; i=@example.org", "fine");
	dkim(OK "; i=anne@news.EXAMPLE.org", "fine");
	dkim(OK "; i=anne@notexample.org", "i= is not in the domain of d=");
	dkim(OK "; i=anne", "i= is not in the domain of d=");
	dkim(OK "; t=1700000000; x=1700000001", "it has expired");
	dkim(OK "; t=1700000001; x=1700000000", "it expires before it was made");
	dkim(OK "; t=99999999999", "it was made in the future");
	dkim(OK "; t=soon", "t= or x= is no time");
	dkim("", "a tag that is none");
	dkim("v=1; a=rsa-sha256; \xE3\x81\x82=1", "a tag that is none");

	struct signature s = read_as(SIGNATURE_DKIM, "DKIM-Signature", OK "; c=relaxed; l=7");
	ok(s.header == CANON_RELAXED && s.body == CANON_SIMPLE && s.limited && s.length == 7, "c= and l= are read");
	for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
		s = read_as(SIGNATURE_DKIM, "DKIM-Signature", labels[i].value);
		struct text t = { 0 };
		text_addf(&t, "%.*s %.*s %.*s", PRINTF(s.selector), PRINTF(s.domain), PRINTF(s.identity));
		is(s.reason ? span(s.reason) : text_span(&t), labels[i].want, labels[i].value);
		text_free(&t);
	}
	s = read_as(SIGNATURE_DKIM, "DKIM-Signature", "v=1; d=example.org; s=sel; a=rsa-sha256");
	ok(span_is(s.domain, SPAN("example.org")) && s.result == SIGNATURE_PERMERROR, "what can be read is, for the report");

	hashed(CANON_RELAXED, "v=1; a=rsa-sha256; d=a.org; s=s; h=From; bh=AAAA;\n\tb=BB\n\tBB",
		"dkim-signature:v=1; a=rsa-sha256; d=a.org; s=s; h=From; bh=AAAA; b=");
	hashed(CANON_SIMPLE, "v=1; a=rsa-sha256; d=a.org; s=s; h=From; bh=AAAA;\n\tb= BB\n\tBB",
		"DKIM-Signature: v=1; a=rsa-sha256; d=a.org; s=s; h=From; bh=AAAA;\r\n\tb=");
	hashed(CANON_SIMPLE, "v=1; b = BB\n\tBB ; a=rsa-sha256; d=a.org; s=s; h=From; bh=AAAA;",
		"DKIM-Signature: v=1; b =; a=rsa-sha256; d=a.org; s=s; h=From; bh=AAAA;");

	arc(SIGNATURE_AMS, "i=1; a=rsa-sha256; d=example.org; s=sel; h=To; bh=AAAA; b=BBBB", "fine");
	arc(SIGNATURE_AMS, OK "; i=1", "fine");
	arc(SIGNATURE_AMS, "i=1; a=rsa-sha256; d=example.org; s=sel; h=Arc-Seal; bh=AAAA; b=BBBB",
		"h= names a field that it must not");
	arc(SIGNATURE_SEAL, "i=1; a=rsa-sha256; d=example.org; s=sel; cv=none; b=BBBB", "fine");
	arc(SIGNATURE_SEAL, "i=1; a=rsa-sha256; d=example.org; s=sel; b=BBBB", "cv= is missing or unknown");
	arc(SIGNATURE_SEAL, "i=1; a=rsa-sha256; d=example.org; s=sel; cv=none; h=From; b=BBBB",
		"h= or bh= has no place in it");
	arc(SIGNATURE_SEAL, "i=0; a=rsa-sha256; d=example.org; s=sel; cv=none; b=BBBB", "i= is missing or no number from 1 to 50");
	arc(SIGNATURE_SEAL, "i=51; a=rsa-sha256; d=example.org; s=sel; cv=none; b=BBBB", "i= is missing or no number from 1 to 50");
	arc(SIGNATURE_SEAL, "i=01; a=rsa-sha256; d=example.org; s=sel; cv=none; b=BBBB", "i= is missing or no number from 1 to 50");

	/* The key of RFC 8463 appendix A.2. */
#define ED "p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
	key("v=DKIM1; k=ed25519; " ED, "ed25519-sha256", "", "fine");
	key("k=ed25519; " ED, "ed25519-sha256", "", "fine");
	key("k=ed25519; v=DKIM1; " ED, "ed25519-sha256", "", "the key record is not of DKIM1");
	key("v=DKIM2; k=ed25519; " ED, "ed25519-sha256", "", "the key record is not of DKIM1");
	key(ED, "ed25519-sha256", "", "the key is for another algorithm");
	key("k=ed25519; " ED, "rsa-sha256", "", "the key is for another algorithm");
	key("k=ed25519; t=y; " ED, "ed25519-sha256", "", "the key is for tests");
	key("k=ed25519; t=y:s; " ED, "ed25519-sha256", "a@b.example.org", "the key is not for domains below its own");
	key("k=ed25519; t=s; " ED, "ed25519-sha256", "a@example.org", "fine");
	key("k=ed25519; t=s; " ED, "ed25519-sha256", "\"a@b\"@example.org", "fine");
	key("k=ed25519; t=s; " ED, "ed25519-sha256", "@b.example.org", "the key is not for domains below its own");
	key("k=ed25519; h=sha1; " ED, "ed25519-sha256", "", "the key is for another hash");
	key("k=ed25519; h=sha1 : sha256; " ED, "ed25519-sha256", "", "fine");
	key("k=ed25519; s=tlsrpt; " ED, "ed25519-sha256", "", "the key is not for mail");
	key("k=ed25519; s=tlsrpt:*; " ED, "ed25519-sha256", "", "fine");
	key("k=ed25519; p=", "ed25519-sha256", "", "the key has been revoked");
	key("k=ed25519; p=AAAA", "ed25519-sha256", "", "the key can't be read");
	key("k=rsa; p=AAAA", "rsa-sha256", "", "the key can't be read");
	key("k=rsa; p=A*AA", "rsa-sha256", "", "the key can't be read");
	key("v=DKIM1; k=ed25519", "ed25519-sha256", "", "the key record can't be read");

	ok(base64_is(SPAN("AAAA")) && base64_is(SPAN("AAA=")) && base64_is(SPAN("AA==")), "base64, with padding");
	ok(!base64_is(SPAN("")) && !base64_is(SPAN("A===")) && !base64_is(SPAN("AA=A")) && !base64_is(SPAN("AAAAA")) &&
		!base64_is(SPAN("AA A")), "no base64");
	return tap_end();
}
