/* reports: see reports.h */
#include "reports.h"
#include "die.h"
#include "file.h"
#include "intake.h"
#include "mime.h"
#include "unpack.h"
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	HEAD = 1024,		/* octets that say what something is */
	DEPTH = 4,		/* a zip in a gzip in a mail in a mail */
	UNREAD_MAX = 800	/* octets of what we tell */
};

static const char failure[] = "it is a failure report (RFC 9991)", too_deep[] = "it is packed too many times";

enum kind { KIND_XML, KIND_GZIP, KIND_ZIP, KIND_TLS, KIND_FAILURE, KIND_OTHER };

/* Where the text begins, behind a byte order mark and blanks. */
static size_t text_begins(struct span head)
{
	size_t i = span_starts(head, SPAN("\xef\xbb\xbf")) ? 3 : 0;
	while (i < head.len && ascii_blank(head.at[i]))
		i++;
	return i;
}

static enum kind kind_of(struct span head)
{
	size_t skipped = text_begins(head);
	struct span text = { head.at + skipped, head.len - skipped };
	if (span_starts(head, SPAN("\x1f\x8b")))
		return KIND_GZIP;
	if (span_starts(head, SPAN("PK\3\4")) || span_starts(head, SPAN("PK\5\6")))
		return KIND_ZIP;
	if (span_starts(text, SPAN("<")) || span_starts(head, SPAN("\0<")) || span_starts(head, SPAN("\xff\xfe<"))
			|| span_starts(head, SPAN("\xfe\xff\0<")))
		return KIND_XML;
	if (span_starts(text, SPAN("{")) && (span_find_nocase(text, SPAN("\"organization-name\"")) >= 0
			|| span_find_nocase(text, SPAN("\"policies\"")) >= 0))
		return KIND_TLS;
	return span_starts_nocase(text, SPAN("Feedback-Type:")) ? KIND_FAILURE : KIND_OTHER;
}

static void tell(struct reports *f, struct span why)
{
	struct span told = text_span(&f->unread);
	if (f->unread.len + why.len > UNREAD_MAX || span_find_nocase(told, why) >= 0)
		return;
	if (told.len)
		text_adds(&f->unread, "; ");
	text_add(&f->unread, why);
}

static void tells(struct reports *f, const char *why) { tell(f, span(why)); }

static void look(struct reports *f, struct source *s, unsigned depth, bool sure);

/* ---- one report ---- */

static void look_at_xml(struct reports *f, struct source *s, bool sure)
{
	struct span head = source_see(s, HEAD);
	sure |= span_find_nocase(head, SPAN("<feedback")) >= 0;
	source_take(s, text_begins(head));
	enum xml_answer answer = report_read(&f->report, s);
	if (answer == XML_WRONG && sure)
		tell(f, text_span(&f->report.wrong));
	if (answer != XML_READ)
		return;
	if (f->count == REPORTS_MAX) {
		tells(f, "there are more than 100 reports in it");
		return;
	}
	f->count++;
	const char *why = f->found(f->with, &f->report);
	if (why)
		tells(f, why);
}

/* ---- what is packed ---- */

/* True if something was found in between, or told. */
static bool has_changed(const struct reports *f, unsigned count, size_t unread)
{
	return f->count != count || f->unread.len != unread;
}

static void look_into_gzip(struct reports *f, struct source *s, unsigned depth)
{
	struct unpacked u;
	unsigned count = f->count;
	size_t unread = f->unread.len;
	unpack_gzip(&u, s, &f->left);
	look(f, &u.s, depth + 1, true);
	if (!has_changed(f, count, unread))
		tells(f, u.s.wrong ? u.s.wrong : "it is packed, and no report is in it");
	unpack_end(&u);
}

static void look_into_zip(struct reports *f, struct source *s, unsigned depth)
{
	struct zip z;
	struct zip_member m;
	struct stat st;
	struct unpacked u;
	struct source_file packed;
	unsigned count = f->count;
	size_t unread = f->unread.len;
	int fd = source_to_file(s);
	if (fstat(fd, &st) < 0)
		die_sys("cannot look at a scratch file");
	const char *wrong = s->wrong ? s->wrong : zip_open(&z, fd, 0, st.st_size);
	while (!wrong && zip_next(&z, &m, &wrong)) {
		if (m.folder)
			continue;
		wrong = unpack_member(&u, &packed, &z, &m, &f->left);
		if (wrong)
			break;
		look(f, &u.s, depth + 1, true);
		wrong = u.s.wrong;
		unpack_end(&u);
	}
	if (wrong)
		tells(f, wrong);
	else if (!has_changed(f, count, unread))
		tells(f, "it is packed, and no report is in it");
	close(fd);
}

/* ---- mail ---- */

/* A sender that forgets to say that it is base64, or says so of what is not. */
static enum content_encoding encoding_of(const struct mime_part *p, struct span head)
{
	enum kind kind = kind_of(head);
	if (kind == KIND_GZIP || kind == KIND_ZIP)
		return ENCODING_NONE;
	if (p->encoding == ENCODING_BASE64)
		return kind == KIND_XML ? ENCODING_NONE : ENCODING_BASE64;
	size_t skipped = text_begins(head);
	head.at += skipped;
	head.len -= skipped;
	return span_starts(head, SPAN("H4sI")) || span_starts(head, SPAN("UEsDB")) ? ENCODING_BASE64 : p->encoding;
}

/* True if only a report would be sent as this. */
static bool is_packed_type(const struct mime_part *p)
{
	struct span s = p->type.subtype;
	return span_find_nocase(s, SPAN("zip")) >= 0 || span_find_nocase(s, SPAN("xml")) >= 0
		|| span_find_nocase(s, SPAN("tlsrpt")) >= 0;
}

static bool look_at_mail(struct reports *f, int fd, unsigned depth);

static void look_at_part(struct reports *f, const struct message *m, const struct mime_part *p, unsigned depth)
{
	struct source_file raw;
	struct source_decoded decoded;
	source_file(&raw, m->fd, m->body + p->body, m->body + p->end);
	source_decoded(&decoded, &raw.s, encoding_of(p, source_see(&raw.s, HEAD)));
	if (mime_is(p, "message", "rfc822") || mime_is(p, "message", "global")) {
		int fd = source_to_file(&decoded.s);
		if (lseek(fd, 0, SEEK_SET) < 0)
			die_sys("cannot rewind a scratch file");
		look_at_mail(f, fd, depth + 1);
		close(fd);
	} else {
		look(f, &decoded.s, depth, is_packed_type(p));
	}
}

/* The mail that a failure report is about is a stranger's, and its parts are none of ours. */
static bool is_failure_report(const struct mime *mime)
{
	for (size_t i = 0; i < mime->count; i++)
		if (mime_is(&mime->part[i], "message", "feedback-report"))
			return true;
	return false;
}

static void look_at_parts(struct reports *f, struct message *m, unsigned depth)
{
	struct mime mime = { 0 };
	message_settle_body(m);
	mime_read(&mime, m);
	if (is_failure_report(&mime))
		tells(f, failure);
	else
		for (size_t i = 0; i < mime.count; i++)
			if (!mime.part[i].has_children)
				look_at_part(f, m, &mime.part[i], depth);
}

/* From where fd stands. False if it is no mail. */
static bool look_at_mail(struct reports *f, int fd, unsigned depth)
{
	struct intake in;
	struct intake_limits limits = { .claimed = -1, .until = LLONG_MAX };
	if (depth > DEPTH) {
		tells(f, too_deep);
		return true;
	}
	bool mail = intake_read(&in, fd, &limits).code == 0;
	if (mail) {
		struct message m = in.header;
		m.fd = in.fd;
		m.begun = (struct text){ 0 };
		m.body = m.blank;	/* the blank line */
		for (size_t i = 0; i < m.count; i++)
			m.body += (off_t)m.field[i].raw.len;
		look_at_parts(f, &m, depth);
	}
	text_free(&in.text);
	close(in.fd);
	return mail;
}

/* ---- all of them ---- */

static void look(struct reports *f, struct source *s, unsigned depth, bool sure)
{
	if (depth > DEPTH) {
		tells(f, too_deep);
		return;
	}
	switch (kind_of(source_see(s, HEAD))) {
	case KIND_XML: look_at_xml(f, s, sure); break;
	case KIND_GZIP: look_into_gzip(f, s, depth); break;
	case KIND_ZIP: look_into_zip(f, s, depth); break;
	case KIND_TLS: tells(f, "it is a TLS report (RFC 8460)"); break;
	case KIND_FAILURE: tells(f, failure); break;
	case KIND_OTHER: break;
	}
}

void reports_read(struct reports *f, int fd, off_t at)
{
	struct source_file file;
	struct stat st;
	if (fstat(fd, &st) < 0 || lseek(fd, at, SEEK_SET) < 0)
		die_sys("cannot look at the message");
	f->count = 0;
	f->unread.len = 0;
	f->left = UNPACK_MAX;
	source_file(&file, fd, at, st.st_size);
	if (kind_of(source_see(&file.s, HEAD)) != KIND_OTHER)
		look(f, &file.s, 0, true);
	else if (!look_at_mail(f, fd, 0))
		tells(f, "it is neither mail nor a report");
	if (f->count == 0 && f->unread.len == 0)
		tells(f, "there is no report in it");
}

void reports_free(struct reports *f)
{
	text_free(&f->unread);
	report_free(&f->report);
}
