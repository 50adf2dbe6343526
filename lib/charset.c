/* charset: see charset.h */
#include "charset.h"
#include "die.h"
#include "iso2022.h"
#include "utf8.h"
#include <errno.h>
#include <iconv.h>
#include <stdint.h>

static bool utf8_write(struct span utf8, struct text *out)
{
	text_add(out, utf8);
	return true;
}

/* A row: who converts, and the names met in mail for it. Where a charset has a larger one that agrees with it
 * wherever it is defined, the larger one is used, since senders write its characters under the small one's
 * name: Windows-1252 for Latin-1, GB18030 for GB 2312, CP949 for EUC-KR, CP932 for Shift_JIS. */
static const struct charset {
	const char *names;	/* lower-case, a blank between them */
	const char *iconv;	/* glibc's name, or NULL: */
	void (*own)(struct span bytes, struct text *out);	/* a converter of ours */
	bool (*own_write)(struct span utf8, struct text *out);	/* and back; without one we write ASCII only */
	const char *exact;	/* glibc's name for what the names mean, if that is less than iconv: to write */
} charsets[] = {
	{ .own = utf8_repair, .own_write = utf8_write, .names = "utf-8 utf8 unicode-1-1-utf-8" },
	{ .own = utf8_repair, .names = "us-ascii ascii ansi_x3.4-1968" },
	{ .own = iso2022_jp_decode, .own_write = iso2022_jp_encode, .names = "iso-2022-jp iso-2022-jp-1 iso-2022-jp-2 "
		"iso-2022-jp-3 iso-2022-jp-ms iso2022-jp csiso2022jp x-iso-2022-jp cp50220 cp50221 cp50222 cp5022x jis" },
	{ .own = euc_jp_decode, .own_write = euc_jp_encode, .names = "euc-jp eucjp x-euc-jp x-euc euc-jp-ms eucjp-ms "
		"cp51932 cseucpkdfmtjapanese" },
	{ .own = iso2022_kr_decode, .names = "iso-2022-kr csiso2022kr" },
	{ .iconv = "CP932", .names = "shift_jis shift-jis shiftjis sjis x-sjis cp932 ms932 windows-31j "
		"windows-932 ms_kanji csshiftjis" },
	{ .iconv = "EUC-JP-MS", .names = "jis_x0212" },	/* for iso2022.c alone; no mailer writes this name */
	{ .iconv = "CP949", .exact = "EUC-KR", .names = "euc-kr euckr cp949 ms949 uhc windows-949 x-windows-949 korean "
		"ks_c_5601-1987 ks_c_5601-1989 ksc5601 ks_c_5601 ksc_5601 cseuckr" },
	{ .iconv = "GB18030", .exact = "EUC-CN", .names = "gb2312 gb_2312-80 csgb2312 euc-cn gbk x-gbk cp936 ms936 "
		"windows-936 gb18030" },
	{ .iconv = "BIG5", .names = "big5 big-5 csbig5 x-x-big5 cn-big5 cp950 windows-950" },
	{ .iconv = "BIG5-HKSCS", .names = "big5-hkscs" },
	{ .iconv = "CP1252", .exact = "ISO-8859-1", .names = "iso-8859-1 iso8859-1 iso_8859-1 iso88591 latin1 latin-1 l1 "
		"windows-1252 cp1252 cp-1252 x-ansi" },
	{ .iconv = "ISO-8859-2", .names = "iso-8859-2 iso8859-2 latin2" },
	{ .iconv = "ISO-8859-3", .names = "iso-8859-3 iso8859-3 latin3" },
	{ .iconv = "ISO-8859-4", .names = "iso-8859-4 iso8859-4 latin4" },
	{ .iconv = "ISO-8859-5", .names = "iso-8859-5 iso8859-5 cyrillic" },
	{ .iconv = "ISO-8859-6", .names = "iso-8859-6 iso8859-6 iso-8859-6-i arabic" },
	{ .iconv = "ISO-8859-7", .names = "iso-8859-7 iso8859-7 greek" },
	{ .iconv = "ISO-8859-8", .names = "iso-8859-8 iso8859-8 iso-8859-8-i iso-8859-8-e hebrew" },
	{ .iconv = "CP1254", .exact = "ISO-8859-9", .names = "iso-8859-9 iso8859-9 latin5 windows-1254 cp1254" },
	{ .iconv = "ISO-8859-10", .names = "iso-8859-10 iso8859-10 latin6" },
	{ .iconv = "CP874", .exact = "TIS-620", .names = "iso-8859-11 iso8859-11 tis-620 windows-874 cp874" },
	{ .iconv = "ISO-8859-13", .names = "iso-8859-13 iso8859-13 latin7" },
	{ .iconv = "ISO-8859-14", .names = "iso-8859-14 iso8859-14 latin8" },
	{ .iconv = "ISO-8859-15", .names = "iso-8859-15 iso8859-15 latin9 latin-9" },
	{ .iconv = "ISO-8859-16", .names = "iso-8859-16 iso8859-16 latin10" },
	{ .iconv = "CP1250", .names = "windows-1250 cp1250" },
	{ .iconv = "CP1251", .names = "windows-1251 cp1251" },
	{ .iconv = "CP1253", .names = "windows-1253 cp1253" },
	{ .iconv = "CP1255", .names = "windows-1255 cp1255" },
	{ .iconv = "CP1256", .names = "windows-1256 cp1256" },
	{ .iconv = "CP1257", .names = "windows-1257 cp1257" },
	{ .iconv = "CP1258", .names = "windows-1258 cp1258" },
	{ .iconv = "KOI8-R", .names = "koi8-r cskoi8r" },
	{ .iconv = "KOI8-U", .names = "koi8-u" },
	{ .iconv = "CP866", .names = "cp866 ibm866" },
	{ .iconv = "MACINTOSH", .names = "macintosh x-mac-roman" },
	{ .iconv = "UTF-7", .exact = "", .names = "utf-7 unicode-1-1-utf-7" },
};

static bool has_name(const char *names, struct span name)
{
	while (*names) {
		size_t n = 0;
		while (names[n] && names[n] != ' ')
			n++;
		if (span_is_nocase((struct span){ names, n }, name))
			return true;
		names += n + (names[n] == ' ');
	}
	return false;
}

/* Kept open: a hostile header changes its charset at every word. */
static iconv_t converter(ptrdiff_t i)
{
	static struct { iconv_t open; bool is_open; } converters[sizeof charsets / sizeof *charsets];
	if (!converters[i].is_open) {
		converters[i].open = iconv_open("UTF-8", charsets[i].iconv);
		if (converters[i].open == (iconv_t)-1)
			die_sys("the C library has no converter for %s", charsets[i].iconv);
		converters[i].is_open = true;
	}
	return converters[i].open;
}

static void iconv_decode(const struct charset *c, struct span bytes, struct text *out)
{
	char *from = (char *)(uintptr_t)bytes.at, block[4096];
	size_t left = bytes.len;

	iconv_t open = converter(c - charsets);
	iconv(open, NULL, NULL, NULL, NULL);
	for (bool last = false; !last;) {
		char *to = block;
		size_t room = sizeof block;
		last = left == 0;	/* then without input, so that a character held back comes out */
		size_t r = iconv(open, last ? NULL : &from, last ? NULL : &left, &to, &room);
		int why = errno;
		text_add(out, (struct span){ block, (size_t)(to - block) });
		if (r == (size_t)-1 && why != E2BIG && !last) {
			utf8_add(out, UTF8_REPLACEMENT);
			from += left > 0;	/* it may have taken what it can't read */
			left -= left > 0;
		}
	}
}

static const struct charset *find(struct span name)
{
	for (size_t i = 0; i < sizeof charsets / sizeof *charsets; i++)
		if (has_name(charsets[i].names, name))
			return &charsets[i];
	return NULL;
}

bool charset_decode(struct span name, struct span bytes, struct text *out)
{
	const struct charset *c = find(name);
	if (!c)
		return false;
	if (c->own)
		c->own(bytes, out);
	else
		iconv_decode(c, bytes, out);
	return true;
}

/* One character at a time, since glibc writes a yen sign as a backslash and calls that no loss. */
static bool iconv_encode(const char *to, struct span utf8, struct text *out)
{
	iconv_t open = iconv_open(to, "UTF-8");
	bool good = true;
	if (open == (iconv_t)-1)
		die_sys("the C library has no converter for %s", to);
	while (good && utf8.len) {
		struct span c = utf8;
		utf8_next(&utf8);
		char *from = (char *)(uintptr_t)c.at, block[16], *at = block;
		size_t left = c.len - utf8.len, room = sizeof block;
		bool ascii = (unsigned char)*from < 0x80;
		good = iconv(open, &from, &left, &at, &room) != (size_t)-1 && at > block &&	/* and keeps nothing back */
			(ascii || at - block > 1 || (unsigned char)block[0] >= 0x80);
		text_add(out, (struct span){ block, (size_t)(at - block) });
	}
	iconv_close(open);
	return good;
}

bool charset_encode(struct span name, struct span utf8, struct text *out)
{
	const struct charset *c = find(name);
	size_t before = out->len;
	bool ascii = true, good;
	for (size_t i = 0; i < utf8.len; i++)
		ascii &= (unsigned char)utf8.at[i] < 0x80;
	if (!c || (c->exact && !*c->exact))	/* UTF-7, in which not even ASCII is itself */
		return false;
	if (ascii)
		good = utf8_write(utf8, out);
	else if (c->own)
		good = c->own_write && c->own_write(utf8, out);
	else
		good = iconv_encode(c->exact ? c->exact : c->iconv, utf8, out);
	if (!good)
		out->len = before;
	return good;
}

bool charset_decode_unnamed(struct span bytes, struct text *out)
{
	bool escape = span_find(bytes, 27) >= 0;
	size_t before = out->len;
	if (!escape && utf8_ok(bytes)) {
		text_add(out, bytes);
		return true;
	}
	charset_decode(escape ? SPAN("ISO-2022-JP") : SPAN("EUC-JP"), bytes, out);
	bool good = span_find_nocase((struct span){ out->at + before, out->len - before }, SPAN("\xef\xbf\xbd")) < 0;
	if (!good)
		out->len = before;
	return good;
}
