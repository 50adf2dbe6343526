/* iso2022: see iso2022.h
 *
 * JIS X 0208 with all its vendors' rows is Microsoft's CP932 in another arrangement of bytes, so that is
 * where the characters go (EUC-JP-MS, the other candidate, has private-use characters in rows 89 to 92). Only
 * JIS X 0212 has no place there. */
#include "iso2022.h"
#include "charset.h"
#include "utf8.h"

/* Bytes waiting for one and the same converter. */
struct run { const char *charset; struct text bytes; struct text *out; };

static void run_flush(struct run *r)
{
	if (r->bytes.len)
		charset_decode(span(r->charset), text_span(&r->bytes), r->out);
	r->bytes.len = 0;
}

static void run_add(struct run *r, const char *charset, const unsigned char *p, size_t n)
{
	if (r->charset != charset)
		run_flush(r);
	r->charset = charset;
	for (size_t i = 0; i < n; i++)
		text_addc(&r->bytes, (char)p[i]);
}

static void run_end(struct run *r)
{
	run_flush(r);
	text_free(&r->bytes);
}

static void run_bad(struct run *r)
{
	run_flush(r);
	utf8_add(r->out, UTF8_REPLACEMENT);
}

static const char cp932[] = "cp932", jis_x0212[] = "jis_x0212", cp949[] = "cp949";

static bool graphic(unsigned c) { return c >= 0x21 && c <= 0x7E; }

static void add_0208(struct run *r, unsigned row, unsigned cell)
{
	unsigned lead = (row - 0x21) / 2 + 0x81;
	unsigned trail = row & 1 ? cell + 0x1F + (cell >= 0x60) : cell + 0x7E;
	unsigned char b[2] = { (unsigned char)(lead > 0x9F ? lead + 0x40 : lead), (unsigned char)trail };
	run_add(r, cp932, b, 2);
}

static void add_0212(struct run *r, unsigned row, unsigned cell)
{
	unsigned char b[3] = { 0x8F, (unsigned char)(row | 0x80), (unsigned char)(cell | 0x80) };
	run_add(r, jis_x0212, b, 3);
}

static void add_byte(struct run *r, unsigned c)
{
	unsigned char b = (unsigned char)c;
	run_add(r, cp932, &b, 1);
}

enum state { ASCII, KANA, X0208, X0212 };

/* JIS X 0201's Roman half (ESC ( J, and ESC ( H by an old mistake) is taken for ASCII: mailers used it as
 * their way back to ASCII, and meant the backslash and the tilde. */
static const struct escape { const char *text; enum state state; } escapes[] = {
	{ "(B", ASCII }, { "(J", ASCII }, { "(H", ASCII }, { "(I", KANA }, { "$B", X0208 }, { "$@", X0208 },
	{ "$(B", X0208 }, { "$(@", X0208 }, { "$(D", X0212 },
};

static const struct escape *escape_at(struct span s)
{
	for (size_t i = 0; i < sizeof escapes / sizeof *escapes; i++) {
		struct span text = span(escapes[i].text);
		if (s.len >= text.len && span_is((struct span){ s.at, text.len }, text))
			return &escapes[i];
	}
	return NULL;
}

void iso2022_jp_decode(struct span s, struct text *out)
{
	const unsigned char *p = (const unsigned char *)s.at;
	struct run run = { .charset = cp932, .out = out };
	enum state state = ASCII;

	for (size_t i = 0; i < s.len; i++) {
		unsigned c = p[i], next = i + 1 < s.len ? p[i + 1] : 0;
		const struct escape *e;
		if (c == 0x1B && (e = escape_at((struct span){ s.at + i + 1, s.len - i - 1 }))) {
			state = e->state;
			i += span(e->text).len;
		} else if (c == '\n') {
			state = ASCII;	/* RFC 1468: a line begins in ASCII */
			add_byte(&run, c);
		} else if (c == 0x1B) {
			run_bad(&run);
		} else if (state == ASCII || c <= ' ') {
			add_byte(&run, c);	/* an 8-bit byte is read as Shift_JIS, which it mostly is */
		} else if (state == KANA && c >= 0x21 && c <= 0x5F) {
			add_byte(&run, c | 0x80);
		} else if (state != KANA && graphic(c) && graphic(next)) {
			(state == X0208 ? add_0208 : add_0212)(&run, c, next);
			i++;
		} else {
			run_bad(&run);
		}
	}
	run_end(&run);
}

void euc_jp_decode(struct span s, struct text *out)
{
	const unsigned char *p = (const unsigned char *)s.at;
	struct run run = { .charset = cp932, .out = out };

	for (size_t i = 0; i < s.len; i++) {
		unsigned c = p[i], next = i + 1 < s.len ? p[i + 1] : 0, third = i + 2 < s.len ? p[i + 2] : 0;
		bool pair = next >= 0xA1 && next <= 0xFE;
		if (c < 0x80) {
			add_byte(&run, c);
		} else if (c == 0x8E && next >= 0xA1 && next <= 0xDF) {
			add_byte(&run, next);
			i += 1;
		} else if (c == 0x8F && pair && third >= 0xA1 && third <= 0xFE) {
			add_0212(&run, next & 0x7F, third & 0x7F);
			i += 2;
		} else if (c >= 0xA1 && c <= 0xFE && pair) {
			add_0208(&run, c & 0x7F, next & 0x7F);
			i += 1;
		} else {
			run_bad(&run);
		}
	}
	run_end(&run);
}

void iso2022_kr_decode(struct span s, struct text *out)
{
	const unsigned char *p = (const unsigned char *)s.at;
	struct run run = { .charset = cp949, .out = out };
	bool shifted = false;

	for (size_t i = 0; i < s.len; i++) {
		unsigned char b[2] = { p[i], i + 1 < s.len ? p[i + 1] : 0 };
		if (s.len - i >= 4 && span_is((struct span){ s.at + i, 4 }, SPAN("\033$)C"))) {
			i += 3;		/* the designation; there is only one */
		} else if (b[0] == 0x0E || b[0] == 0x0F) {
			shifted = b[0] == 0x0E;
		} else if (shifted && graphic(b[0]) && graphic(b[1])) {
			b[0] |= 0x80;
			b[1] |= 0x80;
			run_add(&run, cp949, b, 2);
			i++;
		} else if (b[0] < 0x80 && (!shifted || b[0] <= ' ')) {
			run_add(&run, cp949, b, 1);
		} else {
			run_bad(&run);
		}
	}
	run_end(&run);
}

/* EUC-JP-MS takes both forms of what Unicode has twice: wave dash and full-width tilde, minus and full-width minus. */
bool euc_jp_encode(struct span utf8, struct text *out)
{
	size_t from = out->len;
	if (!charset_encode(span(jis_x0212), utf8, out))
		return false;
	for (size_t i = from; i < out->len; i++) {
		unsigned char c = (unsigned char)out->at[i];
		if (c < 0x80)
			continue;
		if (c < 0xA1 || (c > 0xA8 && c < 0xB0) || c > 0xF4)	/* rows 9 to 15 and from 85 on are vendors' */
			return false;
		i++;
	}
	return true;
}

bool iso2022_jp_encode(struct span utf8, struct text *out)
{
	struct text euc = { 0 };
	bool good = euc_jp_encode(utf8, &euc), kanji = false;
	for (size_t i = 0; good && i < euc.len; i++) {
		bool high = (unsigned char)euc.at[i] >= 0x80;
		if (high != kanji)
			text_adds(out, high ? "\033$B" : "\033(B");
		kanji = high;
		text_addc(out, (char)(euc.at[i] & 0x7F));
	}
	if (kanji)
		text_adds(out, "\033(B");
	text_free(&euc);
	return good;
}
