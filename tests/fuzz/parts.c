/* Any body, with a footer or without some of its parts: what comes out has the parts that went in, with their octets,
 * and one more or some less; and a second time changes nothing.
 *
 * The first octet chooses the footer, the second what is stripped; then the header's Content fields, a blank line, and
 * the body. */
#include "decode.h"
#include "file.h"
#include "footer.h"
#include "fuzz.h"
#include "mime.h"
#include "strip.h"
#include "utf8.h"
#include <stdint.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct mail {
	struct text all;	/* its octets */
	struct message m;
	struct mime mime;
	struct span body;
	bool made;
};

/* From the octets that a step could be given: the runner has made sure of a header. */
static void mail_make(struct mail *x)
{
	text_string(&x->all);
	struct span s = text_span(&x->all);
	ptrdiff_t header = message_header_end(s, 0);
	size_t end = header < 0 ? s.len : (size_t)header;
	x->m = (struct message){ .blank = header >= 0, .fd = -1 };
	if (message_parse(&x->m, (struct span){ s.at, end }))
		return;
	end += header >= 0;
	x->body = (struct span){ s.at + end, s.len - end };
	x->m.fd = file_scratch();
	write_all(x->m.fd, x->body, "a scratch file");
	check(lseek(x->m.fd, 0, SEEK_SET) == 0);
	message_settle_body(&x->m);
	mime_read(&x->mime, &x->m);
	x->made = true;
}

static void mail_end(struct mail *x)
{
	if (x->m.fd >= 0)
		close(x->m.fd);
	text_free(&x->all);
}

static struct span content(const struct mail *x, size_t i)
{
	const struct mime_part *p = &x->mime.part[i];
	return (struct span){ x->body.at + p->body, (size_t)(p->end - p->body) };
}

static bool is_leaf(const struct mail *x, size_t i) { return !x->mime.part[i].has_children; }

/* ---- a footer ---- */

static const struct footer footers[] = {
	{ { "-- \nlist\n", 9 } }, { { " Gr\xc3\xbc\xc3\x9f" "e >\n\n>  \n", 15 } }, { { "--a\n--b\n", 8 } },
	{ { "\xe6\x9d\xb1\xe4\xba\xac\n", 7 } }, { { "\xe2\x91\xa0\n", 4 } },
};

static void with_footer(struct mail *x, const struct footer *f, struct mail *out)
{
	int fd = file_scratch(), kept = dup(fd);
	check(kept >= 0);
	*out = (struct mail){ 0 };
	footer_write(f, &x->m, fd);
	out->all = whole(kept);
	close(kept);
	mail_make(out);
	check(out->made);
}

static struct text read_text(const struct mail *x)
{
	struct text t = { 0 };
	const struct mime_part *p = &x->mime.part[0];
	decode_text(content(x, 0), &p->type, p->encoding, &t);
	return t;
}

static void check_text(const struct mail *x, const struct mail *y)
{
	struct text old = read_text(x), new = read_text(y);
	/* What could not be decoded may read otherwise with something behind it. */
	bool exact = span_find_nocase(text_span(&old), SPAN("\xef\xbf\xbd")) < 0;
	check(!exact || (new.len >= old.len && (old.len == 0 || memcmp(old.at, new.at, old.len) == 0)));
	text_free(&old);
	text_free(&new);
}

static void check_mixed(const struct mail *x, const struct mail *y)
{
	size_t same = 0, n = x->body.len, more = y->body.len - n;
	check(y->body.len > n && y->mime.count == x->mime.count + 1);
	while (same < n && x->body.at[same] == y->body.at[same])
		same++;
	check(n == same || memcmp(x->body.at + same, y->body.at + same + more, n - same) == 0);
	for (size_t i = 1; i < x->mime.count; i++)
		check(!is_leaf(x, i) || span_is(content(x, i), content(y, i)));
}

static void check_wrapped(const struct mail *x, const struct mail *y)
{
	check(mime_is(&y->mime.part[0], "multipart", "mixed") && y->mime.count > 2 && y->mime.part[1].depth == 1);
	check(span_is(x->body, content(y, 1)));
	const struct mime_part *last = &y->mime.part[y->mime.count - 1];
	check(mime_is(last, "text", "plain") && last->depth == 1 && y->mime.part[0].close >= last->end);
}

static void try_footer(struct mail *x, const struct footer *f)
{
	struct mail y, z;
	with_footer(x, f, &y);
	if (span_is(text_span(&x->all), text_span(&y.all)))
		check(x->mime.count > MIME_PARTS || x->body.len > 0);	/* it was there */
	else if (mime_is(&y.mime.part[0], "text", "plain"))
		check_text(x, &y);
	else if (y.mime.count > MIME_PARTS)
		check(x->mime.count + 2 >= y.mime.count);
	else if (span_is(x->mime.part[0].type.boundary, y.mime.part[0].type.boundary))
		check_mixed(x, &y);
	else
		check_wrapped(x, &y);
	with_footer(&y, f, &z);
	check(span_is(text_span(&y.all), text_span(&z.all)));
	mail_end(&y);
	mail_end(&z);
}

/* ---- some parts less ---- */

static void stripped(struct mail *x, const struct strip *s, struct mail *out)
{
	int fd = file_scratch(), kept = dup(fd);
	check(kept >= 0);
	*out = (struct mail){ 0 };
	strip_write(&x->m, s, fd);
	out->all = whole(kept);
	close(kept);
	mail_make(out);
	check(out->made);
}

static void try_strip(struct mail *x, unsigned which)
{
	static const struct span patterns[] = { { ".exe", 4 }, { "text/html", 9 }, { "image/*", 7 }, { "multipart/r*", 12 } };
	struct texts texts = { .language = "en", .own = SPAN(""),
		.common = SPAN("stripped: [{{NAME}} {{TYPE}} {{SIZE}}]\nstripped-unnamed: [{{TYPE}} {{SIZE}}]\n") };
	struct strip s = { patterns + which % 4, 1, which & 4, &texts };
	struct mail y, z;
	stripped(x, &s, &y);
	check(y.mime.count <= x->mime.count);
	/* What stays stays in its order, and each that is not from x is a note. */
	for (size_t i = 0, k = 0; i < y.mime.count; i++) {
		if (!is_leaf(&y, i))
			continue;
		struct span c = content(&y, i);
		size_t found = k;
		while (found < x->mime.count && !(is_leaf(x, found) && span_is(content(x, found), c)))
			found++;
		if (found < x->mime.count)
			k = found + 1;
		else
			check(mime_is(&y.mime.part[i], "text", "plain") && y.mime.part[i].encoding != ENCODING_UNKNOWN);
	}
	if (x->mime.count <= MIME_PARTS) {
		stripped(&y, &s, &z);
		check(span_is(text_span(&y.all), text_span(&z.all)));
		mail_end(&z);
	}
	mail_end(&y);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct mail x = { 0 };
	if (size < 3)
		return 0;
	for (int step = 0; step < 2; step++) {
		x = (struct mail){ 0 };
		text_adds(&x.all, "From: a@b.c\n");
		text_add(&x.all, (struct span){ (const char *)data + 2, size - 2 });
		mail_make(&x);
		if (x.made && step == 0)
			try_footer(&x, &footers[data[0] % (sizeof footers / sizeof *footers)]);
		else if (x.made)
			try_strip(&x, data[1]);
		mail_end(&x);
	}
	memory_reset();
	return 0;
}
