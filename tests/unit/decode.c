/* Encodings and charsets by the letter of RFC 2045 section 6, and what readers do with damaged ones. */
#include "decode.h"
#include "tap.h"

static struct span decoded(const char *type, const char *encoding, const char *content)
{
	struct text t = { 0 };
	struct content_type c = content_type_parse(span(type));
	decode_text(span(content), &c, content_encoding_parse(span(encoding)), &t);
	return text_span(&t);
}

int main(void)
{
	static const struct { const char *in, *want; } quoted[] = {
		{ "a=3Db =c3=A9", "a=b \xc3\xa9" },
		{ "one=\ntwo", "onetwo" },
		{ "one= \t\r\ntwo", "onetwo" },		/* blanks that a gateway has added */
		{ "one=", "one" },
		{ "one=  ", "one" },
		{ "=4", "=4" }, { "=4x=zz", "=4x=zz" }, { "==41", "=A" }, { "= x", "= x" },
		{ "a_b", "a_b" },				/* no encoded word */
		{ "", "" },
	};
	for (size_t i = 0; i < sizeof quoted / sizeof *quoted; i++)
		is(decoded("text/plain; charset=utf-8", "Quoted-Printable", quoted[i].in), quoted[i].want, quoted[i].in);

	is(decoded("", "base64", "YWJj\nZA==\n"), "abcd", "base64");
	is(decoded("", "base64", "Y W*Jj"), "abc", "base64 with what does not count");
	is(decoded("", "", "plain"), "plain", "no encoding");
	is(decoded("", "x-unknown", "plain"), "plain", "an unknown encoding");
	is(decoded("text/plain; charset=\"ISO-2022-JP\"", "", "\x1b$B4A;z\x1b(B"), "\xe6\xbc\xa2\xe5\xad\x97", "ISO-2022-JP");
	is(decoded("text/plain; charset=iso-8859-1", "quoted-printable", "=E9"), "\xc3\xa9", "ISO-8859-1");
	/* glibc's CP949 takes these two before it says that it can't: nothing is left to be left out. */
	is(decoded("text/plain; charset=euc-kr", "", "a\xa2\xe8"), "a\xef\xbf\xbd", "A2E8 of EUC-KR at the end");
	is(decoded("text/plain; charset=x-none", "", "a\xff"), "a\xef\xbf\xbd", "an unknown charset");
	is(decoded("text/plain", "", "a\xff"), "a\xef\xbf\xbd", "no charset");
	is(decoded("", "", "# \x1b$B4A;z\x1b(B"), "# \xe6\xbc\xa2\xe5\xad\x97", "ISO-2022-JP that nobody names");
	is(decoded("", "", "a\x1b[31m"), "a\x1b[31m", "another escape, and no charset");
	return tap_end();
}
