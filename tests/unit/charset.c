/* From UTF-8 to what mail is written in: without loss, or not at all. */
#include "charset.h"
#include "encode.h"
#include "flowed.h"
#include "tap.h"
#include "utf8.h"

static struct span encoded(const char *name, const char *utf8)
{
	struct text t = { 0 };
	text_adds(&t, "<");
	if (!charset_encode(span(name), span(utf8), &t))
		text_adds(&t, "no");
	return text_span(&t);
}

/* In pieces of so many octets. */
static struct span base64(struct span s, size_t piece)
{
	struct encoder e = { 0 };
	while (s.len) {
		size_t n = piece < s.len ? piece : s.len;
		encode_base64(&e, (struct span){ s.at, n });
		s.at += n, s.len -= n;
	}
	encode_base64_end(&e);
	return text_span(&e.out);
}

static struct span flowed(const char *text)
{
	struct text t = { 0 };
	flowed_add(&t, span(text));
	return text_span(&t);
}

int main(void)
{
	static const struct { const char *charset, *utf8, *want; } to[] = {
		{ "utf-8", "é漢", "<é漢" }, { "us-ascii", "a\n", "<a\n" }, { "us-ascii", "é", "<no" }, { "x-none", "a", "<no" },
		{ "utf-7", "a", "<no" },			/* whose letters may begin something else */
		{ "iso-8859-1", "Grüße", "<Gr\xfc\xdf" "e" },
		{ "iso-8859-1", "€", "<no" }, { "windows-1252", "–", "<no" },	/* in Microsoft's alone */
		{ "iso-8859-15", "€", "<\xa4" }, { "iso-8859-9", "ş", "<\xfe" }, { "koi8-r", "Да", "<\xe4\xc1" },
		{ "iso-8859-7", "漢", "<no" },
		{ "ISO-2022-JP", "a漢字b\n漢", "<a\033$B4A;z\033(Bb\n\033$B4A\033(B" },
		{ "iso-2022-jp", "〜～−－―", "<\033$B!A!A!]!]!=\033(B" },	/* Unicode has them twice */
		{ "iso-2022-jp", "漢①", "<no" }, { "iso-2022-jp", "ｱ", "<no" }, { "iso-2022-jp", "髙", "<no" },
		{ "iso-2022-jp", "¥", "<no" }, { "iso-2022-jp", "é", "<no" }, { "iso-2022-jp", "丂", "<no" },
		{ "euc-jp", "漢a", "<\xb4\xc1" "a" }, { "euc-jp", "①", "<no" },
		{ "shift_jis", "ソa", "<\x83\\a" }, { "shift_jis", "¥", "<no" },
		{ "euc-kr", "한", "<\xc7\xd1" }, { "iso-2022-kr", "한", "<no" }, { "iso-2022-kr", "a", "<a" },
		{ "gb2312", "汉", "<\xba\xba" }, { "gb2312", "镕", "<no" },	/* in GBK alone */
		{ "big5", "漢", "<\xba\x7e" },
	};
	for (size_t i = 0; i < sizeof to / sizeof *to; i++)
		is(encoded(to[i].charset, to[i].utf8), to[i].want, to[i].charset);

	/* Whatever can be written is read again as the same, but for what Unicode has twice. */
	static const char *const names[] = { "iso-2022-jp", "euc-jp", "shift_jis", "euc-kr", "gb2312", "big5", "iso-8859-1",
		"iso-8859-2", "iso-8859-9", "windows-1251", "windows-1258", "koi8-u", "iso-8859-11", "big5-hkscs", "macintosh" };
	for (size_t n = 0; n < sizeof names / sizeof *names; n++) {
		unsigned written = 0, wrong = 0;
		for (uint32_t c = 0xA0; c < 0xFFFD; c += c == 0xD7FF ? 0x801 : 1) {
			struct text one = { 0 }, octets = { 0 }, back = { 0 };
			utf8_add(&one, c);
			if (charset_encode(span(names[n]), text_span(&one), &octets)) {
				charset_decode(span(names[n]), text_span(&octets), &back);
				written++;
				wrong += !span_is(text_span(&one), text_span(&back));
			}
			text_free(&one);
			text_free(&octets);
			text_free(&back);
		}
		ok(written > 80 && wrong <= 9, "%s: %u characters, %u come back as their twins", names[n], written, wrong);
	}

	struct text long_text = { 0 };
	for (int i = 0; i < 58; i++)
		text_addc(&long_text, (char)('A' + i));
	for (size_t piece = 1; piece < 60; piece += 6)
		is(base64(text_span(&long_text), piece), "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVpbXF1eX2BhYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5\neg==\n",
			"base64 in pieces");
	long_text.len = 57;
	is(base64(text_span(&long_text), 57), "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVpbXF1eX2BhYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5\n", "base64, a full line");
	is(base64(SPAN(""), 1), "", "base64 of nothing");

	is(flowed("a  \n> b\nFrom x\n -\n-- \n--  \n\nfrom \n"), "a\n > b\n From x\n  -\n-- \n-- \n\nfrom\n", "format=flowed");
	ok(flowed_is(SPAN("text/plain; charset=x; FORMAT=\"Flowed\"")) && !flowed_is(SPAN("text/plain; format=fixed")) &&
		!flowed_is(SPAN("text/flowed")) && !flowed_is(SPAN("")), "who says that it is flowed");
	return tap_end();
}
