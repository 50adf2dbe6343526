/* The sets of a chain: which are one (RFC 8617 sections 4.2.1 and 5.2). Whether its signatures are right, arc-seal.t and
 * verify-auth.t ask; here a look is enough. */
#include "arc.h"
#include "tap.h"

#define AAR(i) "ARC-Authentication-Results: i=" i "; mx.example; none\n"
#define AMS(i) "ARC-Message-Signature: i=" i "; a=rsa-sha256; d=example.org; s=s; h=From; bh=AAAA; b=BBBB\n"
#define SEAL(i, cv) "ARC-Seal: i=" i "; a=rsa-sha256; cv=" cv "; d=example.org; s=s; b=BBBB\n"
#define ONE AAR("1") AMS("1") SEAL("1", "none")
#define TWO AAR("2") AMS("2") SEAL("2", "pass")
#define THREE AAR("3") AMS("3") SEAL("3", "pass")

static struct arc a;

static const char *look(const char *fields)
{
	struct message m = { 0 };
	const char *wrong = message_parse(&m, span(fields));
	if (wrong)
		return wrong;
	arc_read(&m, &a);
	return a.result == ARC_UNKNOWN ? "complete" : a.reason ? a.reason : arc_word(a.result);
}

static void sets(const char *what, const char *fields, const char *want, unsigned highest)
{
	is(span(look(fields)), want, what);
	ok(a.highest == highest, "%s: the highest is %u", what, highest);
	ok((a.result == ARC_UNKNOWN) == (a.ams.result == SIGNATURE_UNKNOWN), "%s: only a chain is verified", what);
}

static void many(unsigned last, const char *want, unsigned highest)
{
	struct text t = { 0 };
	for (unsigned i = last; i > 0; i--) {
		text_addf(&t, "ARC-Seal: i=%u; a=rsa-sha256; cv=%s; d=example.org; s=s; b=BBBB\n", i, i > 1 ? "pass" : "none");
		text_addf(&t, "ARC-Message-Signature: i=%u; a=rsa-sha256; d=a.org; s=s; h=From; bh=AAAA; b=BBBB\n", i);
		text_addf(&t, "ARC-Authentication-Results: i=%u; mx.example; none\n", i);
	}
	struct text what = { 0 };
	text_addf(&what, "%u sets", last);
	sets(text_string(&what), text_string(&t), want, highest);
	text_free(&what);
	text_free(&t);
}

int main(void)
{
	static const char twice[] = "i=1: a field twice", missing[] = "i=1: a field is missing",
		number[] = "a field whose i= is no number from 1 to 50", cv[] = "i=1: cv= of the seal is not what it must be";

	sets("no chain", "From: a@b.c\nARC-Foo: i=1\n", "none", 0);
	sets("one set", "From: a@b.c\n" ONE "To: x\n", "complete", 1);
	sets("two", TWO ONE, "complete", 2);
	sets("the oldest on top", ONE TWO THREE, "complete", 3);
	sets("all in disorder", SEAL("2", "pass") AAR("1") AMS("3") AAR("2") SEAL("1", "none") AAR("3") "From: a@b.c\n"
		SEAL("3", "pass") AMS("1") AMS("2"), "complete", 3);
	sets("names in any case", "arc-authentication-results: i=1; x\nARC-MESSAGE-SIGNATURE : i=1; a=rsa-sha256; d=a.org; "
		"s=s; h=From; bh=AAAA; b=BBBB\n" SEAL("1", "none"), "complete", 1);
	many(50, "complete", 50);
	many(51, "more than 50 sets", 51);

	sets("a gap", THREE ONE, "i=2: a field is missing", 3);
	sets("no first", TWO, missing, 2);
	sets("no results", AMS("1") SEAL("1", "none"), missing, 1);
	sets("no message signature", AAR("1") SEAL("1", "none"), missing, 1);
	sets("no seal", AAR("1") AMS("1"), missing, 1);
	sets("a field of the newest alone", AAR("2") ONE, "i=2: a field is missing", 2);
	sets("results twice", ONE AAR("1"), twice, 1);
	sets("a message signature twice", ONE AMS("1"), twice, 1);
	sets("a seal twice", ONE SEAL("1", "none"), twice, 1);
	sets("a second seal of an older set", TWO ONE SEAL("1", "none"), twice, 2);

	sets("i=0", ONE AAR("0"), number, 1);
	sets("i=01", ONE AMS("01"), number, 1);
	sets("i=+1", ONE SEAL("+1", "none"), number, 1);
	sets("i=1 1", ONE SEAL("1 1", "none"), number, 1);
	sets("i=", ONE AAR(""), number, 1);
	sets("i=x", AAR("x") AMS("x") SEAL("x", "none"), number, 0);
	sets("i=51", ONE AAR("51"), "more than 50 sets", 51);
	sets("i=4294967297", ONE AAR("4294967297"), "more than 50 sets", 51);
	sets("i= of twenty digits", ONE AAR("99999999999999999999"), number, 1);
	sets("no i= in results", ONE "ARC-Authentication-Results: mx.example; i=2; none\n", number, 1);
	sets("I=1", ONE "ARC-Authentication-Results: I=2; mx.example\n", number, 1);
	sets("results with comments", "ARC-Authentication-Results: (a (b)) i (c)=\n (d) 1 (e) ; mx.example\n" AMS("1")
		SEAL("1", "none"), "complete", 1);
	sets("results with one that does not end", "ARC-Authentication-Results: (a i=1; mx.example\n" AMS("1")
		SEAL("1", "none"), number, 1);
	sets("i= behind other tags", AAR("1") "ARC-Message-Signature: a=rsa-sha256; d=example.org; s=s; h=From; bh=AAAA; "
		"b=BBBB; i=1\nARC-Seal: cv=none; a=rsa-sha256; d=example.org; s=s; b=BBBB; i = 1\n", "complete", 1);

	sets("the first with cv=pass", AAR("1") AMS("1") SEAL("1", "pass"), cv, 1);
	sets("the second with cv=none", AAR("2") AMS("2") SEAL("2", "none") ONE, "i=2: cv= of the seal is not what it must be", 2);
	sets("one with cv=fail below the newest", THREE AAR("2") AMS("2") SEAL("2", "fail") ONE,
		"i=2: cv= of the seal is not what it must be", 3);
	ok(!a.ended, "which did not end there");
	sets("the newest with cv=fail", AAR("2") AMS("2") SEAL("2", "fail") ONE, "it had failed before", 2);
	ok(a.ended, "which has ended");
	sets("the first with cv=fail", AAR("1") AMS("1") SEAL("1", "fail"), "it had failed before", 1);
	ok(a.ended, "which has ended");
	sets("cv=fail in a chain with a gap", AAR("3") AMS("3") SEAL("3", "fail") ONE, "it had failed before", 3);
	sets("cv=Pass", AAR("1") AMS("1") SEAL("1", "None"), "i=1: cv= is missing or unknown", 1);

	sets("a seal with h=", AAR("1") AMS("1") "ARC-Seal: i=1; a=rsa-sha256; cv=none; d=a.org; s=s; h=From; b=BBBB\n",
		"i=1: h= or bh= has no place in it", 1);
	sets("a seal with a tag twice", AAR("1") AMS("1") "ARC-Seal: i=1; a=rsa-sha256; cv=none; d=a.org; d=a.org; s=s; b=BBBB\n",
		"i=1: a tag twice", 1);
	sets("a seal with SHA-1", AAR("1") AMS("1") "ARC-Seal: i=1; a=rsa-sha1; cv=none; d=a.org; s=s; b=BBBB\n",
		"i=1: SHA-1 does not count", 1);
	sets("a message signature over fields of ARC", AAR("1") SEAL("1", "none") "ARC-Message-Signature: i=1; a=rsa-sha256; "
		"d=a.org; s=s; h=From:ARC-Seal; bh=AAAA; b=BBBB\n", "i=1: h= names a field that it must not", 1);
	sets("over Authentication-Results", AAR("1") SEAL("1", "none") "ARC-Message-Signature: i=1; a=rsa-sha256; "
		"d=a.org; s=s; h=From:authentication-results; bh=AAAA; b=BBBB\n", "i=1: h= names a field that it must not", 1);
	sets("an older one like that, which nobody asks", TWO AAR("1") SEAL("1", "none") "ARC-Message-Signature: i=1; "
		"a=rsa-sha256; d=a.org; s=s; h=From:ARC-Seal; bh=AAAA; b=BBBB\n", "complete", 2);
	sets("a message signature with v=, which does not count (section 4.1.2)", AAR("1") SEAL("1", "none")
		"ARC-Message-Signature: i=1; v=1; a=rsa-sha256; d=a.org; s=s; h=From; bh=AAAA; b=BBBB\n", "complete", 1);

	struct text t = { 0 };
	look("ARC-Seal: i=1; a=rsa-sha256; cv=none; d=a.org; s=s; b=BBBB\nARC-Message-Signature:  i=1;\n\ta=rsa-sha256; "
		"d=a.org; s=s; h=From; bh=AAAA; b=BBBB\nArc-Authentication-Results: i=1; x;\n none\n");
	size_t before = arc_add_set(&a, 1, &t);
	is((struct span){ t.at, before }, "arc-authentication-results:i=1; x; none\r\n"
		"arc-message-signature:i=1; a=rsa-sha256; d=a.org; s=s; h=From; bh=AAAA; b=BBBB\r\n", "what a seal signs");
	is((struct span){ t.at + before, t.len - before }, "arc-seal:i=1; a=rsa-sha256; cv=none; d=a.org; s=s; b=BBBB\r\n",
		"and the seal, which the next one signs");
	text_free(&t);
	return tap_end();
}
