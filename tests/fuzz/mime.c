/* Any body: its parts lie within each other and in order, and wrap_write changes no octet that a reader decodes,
 * finds nothing to do the second time, and leaves every part where it was.
 *
 * The input is the header's Content fields, a blank line, and the body. An `@` stands for 1,000 octets, since no
 * fuzzer finds long lines by itself. */
#include "file.h"
#include "fuzz.h"
#include "line.h"
#include "mime.h"
#include "wrap.h"
#include <stdint.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int scratch(struct span s)
{
	int fd = file_scratch();
	write_all(fd, s, "a scratch file");
	check(lseek(fd, 0, SEEK_SET) == 0);
	return fd;
}

/* A message whose header is in memory, as message_read would make it. */
static bool message_make(struct message *m, struct span s)
{
	*m = (struct message){ .blank = true, .fd = -1 };
	struct text t = { 0 };
	text_adds(&t, "From: a@b.c\n");
	size_t end = 0;
	while (end < s.len && s.at[end] != '\n') {	/* lines up to the first empty one */
		ptrdiff_t line = span_find((struct span){ s.at + end, s.len - end }, '\n');
		end = line < 0 ? s.len : end + (size_t)line + 1;
	}
	text_add(&t, (struct span){ s.at, end });
	struct span header = memory_keep(text_span(&t));
	text_free(&t);
	if (message_parse(m, header))
		return false;
	if (end < s.len)
		end++;
	m->fd = scratch((struct span){ s.at + end, s.len - end });
	m->body = 0;
	return true;
}

/* Quoted-printable of our own making: nothing in it is damaged. */
static struct text unquote(struct span s)
{
	static const char hex[] = "0123456789ABCDEF";
	struct text t = { 0 };
	for (size_t i = 0; i < s.len; i++) {
		if (s.at[i] != '=') {
			text_addc(&t, s.at[i]);
			continue;
		}
		check(i + 1 < s.len);
		if (s.at[++i] == '\n')
			continue;
		check(i + 1 < s.len && memchr(hex, s.at[i], 16) && memchr(hex, s.at[i + 1], 16));
		text_addc(&t, (char)((strchr(hex, s.at[i]) - hex) << 4 | (strchr(hex, s.at[i + 1]) - hex)));
		i++;
	}
	return t;
}

static struct text without(struct span s, const char *what)
{
	struct text t = { 0 };
	size_t n = strlen(what);
	for (size_t i = 0; i < s.len; i++) {
		if (s.len - i >= n && memcmp(s.at + i, what, n) == 0)
			i += n - 1;
		else
			text_addc(&t, s.at[i]);
	}
	return t;
}

static struct span content(const struct text *body, const struct mime_part *p)
{
	return (struct span){ body->at + p->body, (size_t)(p->end - p->body) };
}

static void check_places(const struct mime *mime, off_t length)
{
	for (size_t i = 0; i < mime->count; i++) {
		const struct mime_part *p = &mime->part[i], *up = &mime->part[p->parent];
		check(0 <= p->header && p->header <= p->body && p->body <= p->end && p->end <= length);
		check(i == 0 || (p->parent < i && up->has_children && p->depth == up->depth + 1));
		check(i == 0 || (up->body <= p->header && p->end <= up->end));
		check(i == 0 || p->header >= mime->part[i - 1].header);
		check(i < 2 || mime->part[i - 1].has_children || p->header > mime->part[i - 1].end);
		check(i == 0 || (p->line < p->header && (i == 1 || p->line >= mime->part[i - 1].header)));
		check(p->end <= p->stop && p->stop <= length && (p->stop == length || p->stop <= p->end + 1));
		check(p->close == -1 || (p->has_children && p->body <= p->close && p->close < length));
		check(p->depth <= MIME_DEPTH && p->longest <= (size_t)(p->end - p->body) + 1);
	}
	check(mime->count <= MIME_PARTS + 1);
}

static struct text wrapped(struct message *m)
{
	int out = file_scratch(), kept = dup(out);
	check(kept >= 0);
	wrap_write(m, out);
	struct text t = whole(kept);
	close(kept);
	return t;
}

static void check_same(const struct text *one, const struct mime *a, const struct text *two, const struct mime *b)
{
	check(a->count == b->count);
	for (size_t i = 0; i < a->count; i++) {
		const struct mime_part *p = &a->part[i], *q = &b->part[i];
		check(p->parent == q->parent && p->unclear == q->unclear && p->has_children == q->has_children);
		check(span_is(p->type.type, q->type.type) && span_is(p->type.subtype, q->type.subtype));
		if (p->has_children)
			continue;
		struct span x = content(one, p), y = content(two, q);
		if (span_is(x, y))
			continue;
		check(!p->unclear && p->longest > LINE_OCTETS && !mime_is(p, "message", NULL));
		struct text s = { 0 }, t = { 0 };
		if (p->encoding == ENCODING_NONE) {
			check(q->encoding == ENCODING_QUOTED_PRINTABLE && q->longest <= 76);
			text_add(&s, x);
			t = unquote(y);
		} else if (p->encoding == ENCODING_BASE64) {
			s = without(x, "\n");
			t = without(y, "\n");
		} else {
			check(p->encoding == ENCODING_QUOTED_PRINTABLE);
			struct text u = without(x, "=\n"), v = without(y, "=\n");
			s = without(text_span(&u), "=2D");	/* and what it stands for */
			t = without(text_span(&v), "=2D");
			struct text w = without(text_span(&s), "-");
			text_free(&s);
			s = w;
			w = without(text_span(&t), "-");
			text_free(&t);
			t = w;
			text_free(&u);
			text_free(&v);
		}
		check(span_is(text_span(&s), text_span(&t)));
		text_free(&s);
		text_free(&t);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text in = { 0 };
	struct message m, n;
	struct mime a = { 0 }, b = { 0 };
	for (size_t i = 0; i < size; i++)
		for (int k = data[i] == '@' ? 1000 : 1; k > 0; k--)
			text_addc(&in, (char)data[i]);
	text_string(&in);	/* never NULL, since a pointer plus 0 is not defined then */
	if (message_make(&m, text_span(&in))) {
		struct text one = whole(m.fd);
		off_t length = message_settle_body(&m);
		mime_read(&a, &m);
		check_places(&a, length);
		struct text out = wrapped(&m);
		close(m.fd);

		struct span rest = text_span(&out), from = SPAN("From: a@b.c\n");
		check(span_starts_nocase(rest, from));
		rest.at += from.len;
		rest.len -= from.len;
		check(message_make(&n, rest));
		struct text two = whole(n.fd);
		length = message_settle_body(&n);
		mime_read(&b, &n);
		check_places(&b, length);
		check_same(&one, &a, &two, &b);
		struct text again = wrapped(&n);
		close(n.fd);
		check(span_is(text_span(&again), text_span(&out)));
		text_free(&one);
		text_free(&two);
		text_free(&out);
		text_free(&again);
	} else if (m.fd >= 0)
		close(m.fd);
	text_free(&in);
	memory_reset();
	return 0;
}
