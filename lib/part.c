/* part: see part.h */
#include "part.h"
#include "decode.h"
#include "die.h"
#include "filename.h"
#include "html.h"
#include "pattern.h"
#include <unistd.h>

enum { PART_HEADER_MAX = 65536 };	/* octets: what lib/mime reads */

/* At most max octets from an offset of the body. */
static struct span octets(const struct message *m, off_t from, off_t to, size_t max)
{
	size_t n = to - from < (off_t)max ? (size_t)(to - from) : max, got = 0;
	char *at = memory_get(n + 1);
	while (got < n) {
		ssize_t some = pread(m->fd, at + got, n - got, m->body + from + (off_t)got);
		if (some < 0)
			die_sys("cannot read the message");
		if (some == 0)
			break;
		got += (size_t)some;
	}
	return (struct span){ at, got };
}

/* The fields of p's header; of number 0 the message's own. A header that does not parse has none. */
static struct message header_of(const struct message *m, const struct mime_part *p)
{
	struct message header = { 0 };
	if (p->depth == 0)
		return *m;
	struct span s = octets(m, p->header, p->body, PART_HEADER_MAX);
	ptrdiff_t end = message_header_end(s, 0);
	if (s.len == 0 || message_parse(&header, (struct span){ s.at, end < 0 ? s.len : (size_t)end }))
		header.count = 0;
	return header;
}

struct span part_name(const struct message *m, const struct mime_part *p)
{
	struct message header = header_of(m, p);
	return filename_read(message_value(&header, "Content-Disposition"), message_value(&header, "Content-Type"));
}

static bool is_named(const struct message *header, struct span extension)
{
	for (size_t i = 0; i < header->count; i++) {
		const struct field *f = &header->field[i];
		struct span name = { NULL, 0 };
		if (span_is_nocase(field_name(f), SPAN("Content-Disposition")))
			name = filename_read(field_value(f), SPAN(""));
		else if (span_is_nocase(field_name(f), SPAN("Content-Type")))
			name = filename_read(SPAN(""), field_value(f));
		if (name.len && span_is_nocase(filename_extension(name), extension))
			return true;
	}
	return false;
}

bool part_is_pattern(struct span s)
{
	return s.len > 1 && (s.at[0] == '.' || span_find(s, '/') >= 0);
}

const struct span *part_match(const struct message *m, const struct mime_part *p, const struct span *pattern,
	size_t patterns)
{
	struct message header = header_of(m, p);
	struct text type = { 0 };
	const struct span *found = NULL;
	text_addf(&type, "%.*s/%.*s", PRINTF(p->type.type), PRINTF(p->type.subtype));
	for (size_t i = 0; i < patterns && !found; i++) {
		struct span s = pattern[i];
		bool by_name = s.len && s.at[0] == '.';
		if (by_name ? is_named(&header, (struct span){ s.at + 1, s.len - 1 })
				: pattern_matches(s, text_span(&type)))
			found = &pattern[i];
	}
	text_free(&type);
	return found;
}

void part_text(const struct message *m, const struct mime_part *p, size_t max, struct text *out)
{
	decode_text(octets(m, p->body, p->end, max), &p->type, p->encoding, out);
}

/* Its parents are multiparts, up to the message itself. */
static bool is_own(const struct mime *mime, size_t i)
{
	while (mime->part[i].depth) {
		i = mime->part[i].parent;
		if (!mime_is(&mime->part[i], "multipart", NULL))
			return false;
	}
	return true;
}

static const struct mime_part *own_text(const struct message *m, const struct mime *mime, const char *subtype)
{
	for (size_t i = 0; i < mime->count; i++) {
		const struct mime_part *p = &mime->part[i];
		if (!mime_is(p, "text", subtype) || p->has_children || !is_own(mime, i))
			continue;
		struct message header = header_of(m, p);
		if (!span_starts_nocase(message_value(&header, "Content-Disposition"), SPAN("attachment")))
			return p;
	}
	return NULL;
}

const struct mime_part *part_written(const struct message *m, const struct mime *mime)
{
	return own_text(m, mime, "plain");
}

void part_written_text(const struct message *m, const struct mime *mime, size_t max, struct text *out)
{
	const struct mime_part *plain = part_written(m, mime), *html = plain ? NULL : own_text(m, mime, "html");
	struct text source = { 0 };
	if (plain)
		part_text(m, plain, max, out);
	else if (html) {
		part_text(m, html, max, &source);
		html_text(text_span(&source), out);
	}
	text_free(&source);
}
