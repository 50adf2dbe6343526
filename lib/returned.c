/* returned: see returned.h */
#include "returned.h"
#include "bounce_text.h"
#include "decode.h"
#include "dsn.h"
#include "mime.h"
#include "source.h"
#include <string.h>

enum { PART_MAX = 1 << 18 };	/* octets of a part: what is longer quotes more than it says */

struct reading {
	struct message *m;
	struct mime mime;
	struct failures failures;
	struct text words;	/* of all parts that are for people, as UTF-8 */
	bool has_dsn, has_other;	/* a delivery status; a report of another kind */
};

static void read_part(const struct reading *r, const struct mime_part *p, struct text *out)
{
	static struct source_file f;
	struct text raw = { 0 };
	source_file(&f, r->m->fd, r->m->body + p->body, r->m->body + p->end);
	for (struct span s; raw.len < PART_MAX && (s = source_next(&f.s)).len; )
		text_add(&raw, s);
	decode_text(text_span(&raw), &p->type, p->encoding, out);
	text_free(&raw);
}

/* The words of HTML: tags go, and what stands for `<` and the like comes back. */
static void strip_tags(struct span s, struct text *out)
{
	static const struct { const char *name; char c; } entities[] = {
		{ "&lt;", '<' }, { "&gt;", '>' }, { "&amp;", '&' }, { "&quot;", '"' }, { "&nbsp;", ' ' }, { "&#64;", '@' },
	};
	bool tag = false;
	for (size_t i = 0; i < s.len; i++) {
		struct span rest = { s.at + i, s.len - i };
		if (s.at[i] == '<' || (tag && s.at[i] == '>')) {
			tag = s.at[i] == '<';
			text_addc(out, tag ? '\n' : ' ');
			continue;
		}
		char c = s.at[i];
		for (size_t k = 0; !tag && c == '&' && k < sizeof entities / sizeof *entities; k++)
			if (span_starts_nocase(rest, span(entities[k].name))) {
				c = entities[k].c;
				i += strlen(entities[k].name) - 1;
				break;
			}
		if (!tag)
			text_addc(out, c);
	}
}

static void read_html(const struct reading *r, const struct mime_part *p, struct text *out)
{
	struct text html = { 0 };
	read_part(r, p, &html);
	strip_tags(text_span(&html), out);
	text_free(&html);
}

static bool is_copy(const struct mime_part *p)
{
	return mime_is(p, "message", "rfc822") || mime_is(p, "message", "global") || mime_is(p, "text", "rfc822-headers")
		|| mime_is(p, "message", "global-headers") || mime_is(p, "message", "partial");
}

static bool is_words(const struct mime_part *p, const char *subtype)
{
	return !p->has_children && mime_is(p, "text", subtype);
}

/* The words before the copy of what was sent: plain, or else of HTML. A multipart without parts (its boundary is
 * another than it says) is words from end to end. */
static void read_words(struct reading *r, const char *subtype, void (*read)(const struct reading *,
	const struct mime_part *, struct text *))
{
	if (r->mime.count == 1 && mime_is(&r->mime.part[0], "multipart", NULL))
		read(r, &r->mime.part[0], &r->words);
	for (size_t i = 0; i < r->mime.count && !is_copy(&r->mime.part[i]); i++)
		if (is_words(&r->mime.part[i], subtype) && r->words.len < PART_MAX) {
			read(r, &r->mime.part[i], &r->words);
			text_addc(&r->words, '\n');
		}
}

static void read_parts(struct reading *r)
{
	message_settle_body(r->m);
	mime_read(&r->mime, r->m);
	for (size_t i = 0; i < r->mime.count; i++) {
		const struct mime_part *p = &r->mime.part[i];
		struct text t = { 0 };
		if (mime_is(p, "message", "delivery-status") || mime_is(p, "message", "global-delivery-status")) {
			r->has_dsn = true;
			read_part(r, p, &t);
			dsn_read(text_span(&t), &r->failures);
		}
		r->has_other |= mime_is(p, "message", "feedback-report") || mime_is(p, "message", "disposition-notification");
		text_free(&t);
	}
	read_words(r, "plain", read_part);
	if (!span_trim(text_span(&r->words)).len)
		read_words(r, "html", read_html);
}

/* A mail system by the name it gives itself, or no name; or the field that only Exim and Gmail write. */
static bool is_from_mail_system(const struct message *m)
{
	static const char *const names[] = { "mailer-daemon", "mailer daemon", "postmaster", "post_master", "mail deliver",
		"mail.deliver", "mail system", "mail administrator", "system administrator", "maildelivery",
		"no-reply@" };	/* au one net */
	struct span from = message_value(m, "From");
	if (!from.len || span_is(from, SPAN("<>")) || message_find(m, "X-Failed-Recipients", 0) >= 0)
		return true;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (span_find_nocase(from, span(names[i])) >= 0)
			return true;
	return false;
}

/* A subject that a person's holiday reply could not have, unless somebody writes to the list under it. */
static bool is_called_failure(const struct message *m)
{
	static const char *const starts[] = { "undeliver", "returned mail", "failure notice", "mail delivery fail",
		"delivery status notification", "delivery fail", "mail system error", "message delivery has failed" };
	struct span subject = message_value(m, "Subject");
	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
		if (span_starts_nocase(subject, span(starts[i])))
			return true;
	return false;
}

static void add(struct bounces *out, const struct failure *f)
{
	out->at = memory_grow(out->at, out->count, &out->room, sizeof *out->at);
	out->at[out->count++] = (struct bounce){ f->address, f->final, judge(f), f->text };
}

/* A delivery status that says no more than that it failed: the words for people may say more. */
static bool is_mute(const struct failure *f)
{
	return !f->text.len && (!f->status.len || f->status.at[f->status.len - 1] == '0');
}

static void add_words(struct failures *all, struct span own)
{
	struct failures said = { 0 };
	struct text known = { 0 };
	for (size_t i = 0; i < all->count; i++) {
		text_add(&known, all->at[i].final);
		text_addc(&known, '\n');
	}
	bounce_text_read(own, text_span(&known), &said);
	for (size_t i = 0; i < all->count; i++)
		for (size_t k = 0; is_mute(&all->at[i]) && k < said.count; k++)
			if (span_is_nocase(said.at[k].final, all->at[i].final))
				all->at[i].text = said.at[k].text;
	text_free(&known);
}

/* A report without a delivery status of its own; some have the fields of one among the words. */
static void read_text(struct reading *r, struct span own)
{
	if (span_find_nocase(own, SPAN("\nFinal-Recipient:")) >= 0)
		dsn_read(own, &r->failures);
	if (!r->failures.count)
		bounce_text_read(own, message_value(r->m, "X-Failed-Recipients"), &r->failures);
	struct failure nameless = { .text = own, .action = bounce_text_says_so(own) ? SPAN("failed") : SPAN("") };
	if (!r->failures.count && judge(&nameless).class != JUDGED_NOTHING) {
		r->failures.at = memory_grow(r->failures.at, 0, &r->failures.room, sizeof nameless);
		r->failures.at[r->failures.count++] = nameless;
	}
}

void returned_read(struct message *m, struct bounces *out)
{
	struct reading r = { .m = m };
	read_parts(&r);
	struct span own = memory_keep(bounce_text_own(text_span(&r.words)));
	bool counts = !r.has_other && (r.has_dsn || is_from_mail_system(m) || is_called_failure(m));
	if (r.failures.count)
		add_words(&r.failures, own);
	else if (counts)
		read_text(&r, own);
	for (size_t i = 0; i < r.failures.count; i++)
		add(out, &r.failures.at[i]);
	text_free(&r.words);
}

static bool is_of(const struct bounce *b, struct span key)
{
	struct mailbox one;
	return (!address_one(b->address, &one) && span_is(address_key(&one), key))
		|| (!address_one(b->final, &one) && span_is(address_key(&one), key));
}

struct bounce returned_about(const struct bounces *all, const struct mailbox *member)
{
	struct bounce mildest = { 0 };
	struct text t = { 0 };
	struct span key = address_key(member);
	for (int own = 1; own >= 0 && !mildest.text.at; own--)
		for (size_t i = 0; i < all->count; i++) {
			const struct bounce *b = &all->at[i];
			if ((!own || is_of(b, key)) && (!mildest.text.at || b->judged.class < mildest.judged.class))
				mildest = *b;
		}
	address_add(&t, member);
	mildest.final = mildest.address;
	mildest.address = text_keep(&t);
	return mildest;
}
