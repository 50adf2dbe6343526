/* mbox: see mbox.h */
#include "mbox.h"
#include "file.h"
#include <string.h>

enum {
	LOOK = 512,		/* octets of a line that are looked at */
	BLOCK = 65536
};

static bool is_word(struct span s, const char *words)
{
	for (; *words; words += 3)
		if (memcmp(s.at, words, 3) == 0)
			return true;
	return false;
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* `Tue Nov 24 03:54` or `Tue Nov  4 3:54`. */
static bool is_date(struct span s)
{
	if (s.len < 13 || s.at[3] != ' ' || s.at[7] != ' ' || !is_word(s, "SunMonTueWedThuFriSat")
	    || !is_word((struct span){ s.at + 4, 3 }, "JanFebMarAprMayJunJulAugSepOctNovDec"))
		return false;
	size_t i = 8, digits[2] = { 0 };
	i += s.at[i] == ' ';
	for (size_t k = 0; k < 2; k++) {
		while (i < s.len && is_digit(s.at[i]) && digits[k] < 2)
			i++, digits[k]++;
		if (!digits[k] || i + 2 >= s.len || s.at[i++] != (k ? ':' : ' '))
			return false;
	}
	return is_digit(s.at[i]) && is_digit(s.at[i + 1]);
}

bool mbox_is_from(struct span line)
{
	if (line.len < 5 || memcmp(line.at, "From ", 5) != 0)
		return false;
	line = span_take(&line, '\n');
	for (size_t i = 5; i < line.len; i++)
		if (line.at[i - 1] == ' ' && is_date((struct span){ line.at + i, line.len - i }))
			return true;
	return false;
}

void mbox_open(struct mbox *m, int fd, off_t end)
{
	source_file(&m->file, fd, 0, end);
	m->begun = false;
	m->line = true;
}

/* Some of a line, with its newline if it is the end of it. Empty at the end of the file. */
static struct span look(struct mbox *m)
{
	struct span s = source_see(&m->file.s, LOOK);
	ptrdiff_t end = span_find(s, '\n');
	return (struct span){ s.at, end < 0 ? s.len : (size_t)end + 1 };
}

static void take(struct mbox *m, size_t n)
{
	struct span s = look(m);
	m->line = n && s.at[n - 1] == '\n';
	source_take(&m->file.s, n);
}

static bool is_blank(struct span s) { return span_is(s, SPAN("\n")) || span_is(s, SPAN("\r\n")); }

static bool is_quoted(struct span s)
{
	size_t n = 0;
	while (n < s.len && s.at[n] == '>')
		n++;
	return n && s.len - n >= 5 && memcmp(s.at + n, "From ", 5) == 0;
}

bool mbox_next(struct mbox *m, int fd)
{
	static struct text out;
	struct span s, blank = { NULL, 0 };	/* one that may be the last line */
	while (!m->begun && (s = look(m)).len) {	/* what is before the first message is none */
		m->begun = m->line && mbox_is_from(s);
		if (!m->begun)
			take(m, s.len);
	}
	if (!m->begun)
		return false;
	do
		take(m, look(m).len);	/* the From line itself */
	while (!m->line && look(m).len);
	m->begun = false;
	for (bool first = true; (s = look(m)).len; first = false) {
		bool starts = m->line;
		m->begun = starts && (blank.len || first) && mbox_is_from(s);
		if (m->begun)
			break;
		text_add(&out, blank);
		blank = (struct span){ NULL, 0 };
		if (starts && is_blank(s)) {
			blank = s.len == 1 ? SPAN("\n") : SPAN("\r\n");
		} else {
			size_t off = starts && is_quoted(s);
			text_add(&out, (struct span){ s.at + off, s.len - off });
		}
		take(m, s.len);
		if (out.len > BLOCK) {
			write_all(fd, text_span(&out), "a scratch file");
			out.len = 0;
		}
	}
	write_all(fd, text_span(&out), "a scratch file");
	out.len = 0;
	return true;
}
