/* What an attachment is called: RFC 2231 section 3 and 4, and what senders write instead. */
#include "filename.h"
#include "tap.h"

static void called(const char *disposition, const char *type, const char *want)
{
	is(filename_read(span(disposition), span(type)), want, *disposition ? disposition : type);
}

static void ends(const char *name, const char *want) { is(filename_extension(span(name)), want, name); }

int main(void)
{
	called("attachment; filename=score.pdf", "", "score.pdf");
	called("attachment; filename=\"a \\\"b\\\".pdf\"", "", "a \"b\".pdf");
	called("attachment; FileName=\"score.pdf\"; size=3", "application/pdf; name=other.pdf", "score.pdf");
	called("attachment", "application/pdf; name=\"score.pdf\"", "score.pdf");
	called("", "application/pdf; name = score.pdf", "score.pdf");
	called("", "application/pdf", "");
	called("", "", "");
	called("inline; filename=", "application/pdf; name=x.pdf", "");
	/* 楽譜: E6A5BD E8AD9C; in ISO-2022-JP 3359 4968 */
	called("attachment; filename*=utf-8'ja'%E6%A5%BD%E8%AD%9C.pdf", "", "楽譜.pdf");
	called("attachment; filename*=ISO-2022-JP''%1B%24B3ZIh%1B%28B.pdf", "", "楽譜.pdf");
	called("attachment; filename*0*=utf-8''%E6%A5; filename*1*=%BD%E8%AD%9C; filename*2=.pdf", "", "楽譜.pdf");
	called("attachment; filename*1=b.pdf;\n filename*0=a", "", "ab.pdf");
	called("attachment; filename*0=a; filename*2=c", "", "a");
	called("attachment; filename=plain.pdf; filename*=utf-8''%E6%A5%BD.pdf", "", "楽.pdf");
	called("attachment; filename*=utf-8''%E6%A5%BD.pdf; filename=plain.pdf", "", "楽.pdf");
	called("attachment; filename*=x-unknown''a%41.pdf", "", "aA.pdf");
	called("attachment; filename*=utf-8''a%4.pdf", "", "a%4.pdf");
	called("attachment; filename*99=x; filename*-1=y; filename*x=z", "", "");
	called("attachment; filename=\"=?ISO-2022-JP?B?GyRCM1pJaBsoQg==?=.pdf\"", "", "楽譜.pdf");
	called("attachment; filename==?utf-8?q?a=2Eexe?=", "", "a.exe");
	called("attachment; filename=\"a\n b.pdf\"", "", "a b.pdf");
	called("attachment; filename*=utf-8''a%0D%0Ab%00%E2%80%AEfdp.exe", "", "a bfdp.exe");
	called("attachment; filename=\"unclosed.exe", "", "unclosed.exe");
	called("attachment; filename=\"\x83\x41.pdf\"", "", "\xEF\xBF\xBD" "A.pdf");
	called("attachment; xfilename=a; filenamex=b; filename=c", "", "c");

	ends("score.pdf", "pdf");
	ends("a.tar.gz", "gz");
	ends("evil.exe. . ", "exe");
	ends("none", "");
	ends(".profile", "profile");
	ends("", "");
	return tap_end();
}
