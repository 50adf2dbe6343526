/* intake: see intake.h */
#include "intake.h"
#include "clock.h"
#include "die.h"
#include "file.h"
#include "list.h"
#include "mta.h"
#include <string.h>
#include <unistd.h>

#define NO_HEADER "this is no mail: it does not start with a header"

enum { BLOCK = 65536 };

/* What is read, as lines that end in LF. */
struct source {
	int fd;
	const struct intake_limits *limits;
	char *block;		/* 1 + BLOCK octets: one more, for a CR that ended the block before */
	bool cr;		/* it did */
	long long came, lines;	/* octets as they came, and their LFs */
	long long given;	/* octets after conversion */
	long long stray;	/* the first CR without LF, counted in given; -1: none yet */
	bool ended, late;
};

/* CRLF becomes LF; another CR becomes a blank, and is remembered. In place, since nothing gets longer. */
static struct span convert(struct source *s, char *from, size_t n)
{
	char *end = from + n, *to = s->block, *cr;
	struct span whole = { from, n };
	if (s->cr && *from != '\n') {
		s->stray = s->stray < 0 ? s->given : s->stray;
		*to++ = ' ';
	}
	s->cr = from[n - 1] == '\r';
	end -= s->cr;
	cr = memchr(from, '\r', (size_t)(end - from));
	if (!cr && to == s->block) {	/* as nearly always */
		whole.len -= s->cr;
		s->given += (long long)whole.len;
		return whole;
	}
	while (from < end) {
		size_t plain = (size_t)((cr ? cr : end) - from);
		memmove(to, from, plain);
		to += plain;
		from += plain;
		if (!cr)
			break;
		if (from[1] != '\n') {
			if (s->stray < 0)
				s->stray = s->given + (to - s->block);
			*to++ = ' ';
		}
		from++;
		cr = memchr(from, '\r', (size_t)(end - from));
	}
	s->given += to - s->block;
	return (struct span){ s->block, (size_t)(to - s->block) };
}

/* The next block; empty at the end, or when it does not come in time. */
static struct span next(struct source *s)
{
	struct span got = { s->block, 0 };
	while (!got.len) {
		if (!clock_wait_readable(s->fd, s->limits->until)) {
			s->late = true;
			break;
		}
		size_t n = read_some(s->fd, s->block + 1, BLOCK, "the message");
		s->ended = n == 0;
		if (n == 0 && !s->cr)
			break;
		s->came += (long long)n;
		for (size_t i = 0; s->limits->claimed >= 0 && i < n; i++)
			s->lines += s->block[1 + i] == '\n';
		if (n)
			got = convert(s, s->block + 1, n);
		else {	/* the last octet of all is a CR: a line end that was cut in half */
			s->cr = false;
			s->given++;
			got = SPAN("\n");
		}
	}
	return got;
}

/* Reads until the header is there. Returns where its blank line is, or -1 without one. */
static ptrdiff_t read_header(struct source *s, struct text *t)
{
	ptrdiff_t blank = -1;
	while (blank < 0 && t->len <= HEADER_MAX) {
		size_t seen = t->len;
		struct span got = next(s);
		if (!got.len)
			break;
		text_add(t, got);
		blank = message_header_end(text_span(t), seen ? seen - 1 : 0);
	}
	if (blank < 0 && t->len <= HEADER_MAX && t->len && t->at[t->len - 1] != '\n') {
		text_addc(t, '\n');
		s->given++;
	}
	return blank;
}

/* The index of the first octet that no header may hold. */
static size_t damage(struct span header, long long stray)
{
	const char *nul = header.len ? memchr(header.at, '\0', header.len) : NULL;
	size_t bad = nul ? (size_t)(nul - header.at) : header.len;
	return stray >= 0 && (unsigned long long)stray < bad ? (size_t)stray : bad;
}

static struct span whole_lines(struct span s, size_t n)
{
	while (n && s.at[n - 1] != '\n')
		n--;
	return (struct span){ s.at, n };
}

/* Parses the header, which a line without colon ends like a blank line does (Postfix: the same). Sets *end to
 * where it ends. What lies beyond the first MiB is not looked at, however much of it is there already. */
static struct verdict parse(struct intake *in, struct span header, long long stray, size_t *end)
{
	size_t bad = damage(header, stray);
	struct span good = whole_lines(header, bad < HEADER_MAX ? bad : HEADER_MAX);
	const struct message *m = &in->header;
	const char *wrong = message_parse(&in->header, good);
	*end = header.len;
	if (wrong && m->count)
		*end = (size_t)(m->field[m->count - 1].raw.at + m->field[m->count - 1].raw.len - header.at);
	else if (bad >= HEADER_MAX && header.len > HEADER_MAX)
		return verdict_make(PERM, "5.3.4", "the header is larger than 1 MiB");
	else if (bad < header.len)
		return verdict_make(PERM, "5.6.0", "the header holds a NUL or a carriage return inside a line");
	else if (wrong)
		return verdict_make(PERM, "5.6.0", NO_HEADER);
	return (struct verdict){ 0, "" };
}

static bool too_large(const struct intake *in, const struct intake_limits *l)
{
	return l->octets > 0 && in->octets > l->octets;
}

static void give(struct intake *in, struct sha256 *hash, struct span s)
{
	sha256_add(hash, s);
	write_all(in->fd, s, "the message");
	in->octets += (off_t)s.len;
}

/* The body: what came together with the header, then the rest, and a final newline. */
static void read_body(struct intake *in, struct source *s, struct sha256 *hash, struct span got)
{
	char last = '\n';
	if (!got.len)		/* a pipe may give the header alone */
		got = next(s);
	for (; got.len; got = next(s)) {
		last = got.at[got.len - 1];
		give(in, hash, got);
		if (too_large(in, s->limits))
			return;
	}
	if (last != '\n')
		give(in, hash, SPAN("\n"));
}

/* Postfix's ${size} is that of its queue file, where a line has two octets more at most than here (three above
 * 127 octets); 8 KiB for what a milter may have taken away again. */
static bool too_short(const struct source *s)
{
	return s->came + 3 * s->lines + 8192 < s->limits->claimed;
}

static struct verdict stopped_short(const struct source *s)
{
	if (s->late)
		return verdict_make(TEMP, "4.3.0", "the message did not come to its end in time");
	return verdict_make(TEMP, "4.3.0", "only %lld of %lld octets came: the mail server has stopped half-way",
		s->came, s->limits->claimed);
}

struct verdict intake_read(struct intake *in, int fd, const struct intake_limits *limits)
{
	static char block[1 + BLOCK];
	struct source s = { .fd = fd, .limits = limits, .block = block, .stray = -1 };
	struct sha256 hash;
	size_t end;

	*in = (struct intake){ .fd = file_scratch() };
	ptrdiff_t blank = read_header(&s, &in->text);
	text_string(&in->text);		/* never NULL, since a pointer plus 0 is not defined then */
	struct span all = text_span(&in->text);
	size_t from = mta_from_line(all);
	struct span header = { all.at + from, (blank < 0 ? all.len : (size_t)blank) - from };
	struct verdict v = parse(in, header, s.stray - (long long)from, &end);
	if (s.late || (s.ended && too_short(&s)))
		return stopped_short(&s);
	if (v.code)
		return v;
	in->header.blank = blank >= 0 || end < header.len;
	in->return_path = mta_take_lines(&in->header);
	if (!in->header.count)
		return verdict_make(PERM, "5.6.0", NO_HEADER);
	sha256_init(&hash);
	post_id_header(&hash, &in->header);
	message_write_header(&in->header, in->fd);
	in->octets = lseek(in->fd, 0, SEEK_CUR);
	size_t body = from + end + (end == header.len && blank >= 0);
	read_body(in, &s, &hash, (struct span){ all.at + body, all.len - body });
	if (too_large(in, limits))
		return verdict_make(PERM, "5.3.4", "the message is larger than the list's limit of %lld octets",
			limits->octets);
	if (s.late || too_short(&s))
		return stopped_short(&s);
	sha256_end(&hash, in->post_id);
	if (in->octets < 0 || lseek(in->fd, 0, SEEK_SET) < 0)
		die_sys("cannot rewind the message");
	return v;
}
