/* digest: see digest.h */
#include "digest_form.h"
#include "address.h"
#include "archive.h"
#include "date.h"
#include "die.h"
#include "file.h"
#include "line.h"
#include "list.h"
#include "name.h"
#include "words.h"
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	BLOCK = 65536,
	SHOWN = 200		/* octets of a subject in the table of contents */
};

/* ---- posts ---- */

static void one_post(struct writer *w, unsigned long long number, void (*each)(struct writer *w, struct post *p))
{
	static struct header header;
	struct text path = { 0 };
	archive_path(&path, w->d->folder, number);
	struct post p = { .number = number, .fd = file_open(text_string(&path)), .header = &header };
	if (p.fd >= 0 && !header_read(&header, p.fd)) {
		struct memory_mark mark = memory_mark();
		each(w, &p);
		memory_release(mark);
	}
	if (p.fd >= 0)
		close(p.fd);
	text_free(&path);
}

/* Calls each with every post that is there. */
void digest_each_post(struct writer *w, void (*each)(struct writer *w, struct post *p))
{
	for (size_t i = 0; i < w->d->ranges; i++)
		for (unsigned long long n = w->d->range[i].first; n <= w->d->range[i].last; n++)
			one_post(w, n, each);
}

/* Reads a post to its end and rewinds it: what is in it goes into `hash`, if there is one. True if all lines are
 * short. */
static bool lines_fit(int fd, struct sha256 *hash)
{
	static char block[BLOCK];
	size_t column = 0;
	bool fit = true;
	for (size_t n; (n = read_some(fd, block, sizeof block, "the archive")) > 0; ) {
		if (hash)
			sha256_add(hash, (struct span){ block, n });
		fit = fit && line_fits((struct span){ block, n }, &column);
	}
	if (lseek(fd, 0, SEEK_SET) < 0)
		die_sys("cannot rewind a post");
	return fit;
}

/* Whoever wrote it, by name. */
static struct span author_of(const struct writer *w, const struct post *p)
{
	struct mailboxes all;
	struct span from = post_author(&p->header->m);
	if (!from.at || address_parse(from, &all) || all.count != 1)
		return SPAN("-");
	struct span name = name_read(all.at[0].name, w->d->list->name);
	return name.len ? name : name_read(all.at[0].local, SPAN(""));
}

/* ---- text ---- */

static void flush_text(struct writer *w, bool all)
{
	if (all || w->text.out.len > BLOCK) {
		write_all(w->fd, text_span(&w->text.out), "the digest");
		w->text.out.len = 0;
	}
}

void digest_add_text(struct writer *w, struct span s)
{
	encode_quoted(&w->text, s);
	flush_text(w, false);
}

void digest_end_text(struct writer *w)
{
	encode_quoted_end(&w->text);
	flush_text(w, true);
	text_free(&w->text.out);
	w->text = (struct encoder){ 0 };
}

void digest_add_content(struct writer *w, struct post *p)
{
	struct text t = { 0 };
	struct span subject = words_shown(message_value(&p->header->m, "Subject"), SHOWN, "(no subject)");
	struct span author = author_of(w, p);
	text_addf(&t, "%6llu  %.*s (%.*s)\n", p->number, PRINTF(subject), PRINTF(author));
	digest_add_text(w, text_span(&t));
	text_free(&t);
}

static void count_one(struct writer *w, struct post *p)
{
	w->count++;
	lines_fit(p->fd, &w->hash);
}

/* What a post of that size may have in a digest, in octets. */
static unsigned long long counted(off_t size, bool plain)
{
	unsigned long long octets = (unsigned long long)size;
	return plain ? (octets < DIGEST_TEXT ? octets : DIGEST_TEXT) : octets <= DIGEST_OCTETS ? octets : 0;
}

unsigned long long digest_octets(const char *folder, unsigned long long number, bool plain)
{
	struct text path = { 0 };
	struct stat st;
	archive_path(&path, folder, number);
	unsigned long long octets = stat(text_string(&path), &st) < 0 ? 0 : counted(st.st_size, plain);
	text_free(&path);
	return octets;
}

/* ---- multipart/digest ---- */

#define TEXT_PART "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n"

void digest_put(struct writer *w, const struct text *t) { write_all(w->fd, text_span(t), "the digest"); }

/* Can it be in it as it is? */
static bool can_be_part(const struct post *p)
{
	struct stat st;
	if (fstat(p->fd, &st) < 0)
		die_sys("cannot look at a post");
	return counted(st.st_size, false) && lines_fit(p->fd, NULL);
}

/* In the place of a post. */
static void add_note(struct writer *w, unsigned long long number)
{
	static struct text digits;	/* texts_set wants them for longer than this post's memory is there */
	struct text t = { 0 };
	text_adds(&t, TEXT_PART);
	digest_put(w, &t);
	t.len = digits.len = 0;
	text_addf(&digits, "%llu", number);
	texts_set(w->d->texts, "NUMBER", text_span(&digits));
	texts_phrase(&t, w->d->texts, "digest-left-out");
	text_addc(&t, '\n');
	digest_add_text(w, text_span(&t));
	digest_end_text(w);
	text_free(&t);
}

static void add_part(struct writer *w, struct post *p)
{
	struct text t = { 0 };
	bool can = can_be_part(p);
	text_addf(&t, "--p%s\n%s", w->boundary, can ? "\n" : "");	/* message/rfc822, as each part (RFC 2046 section 5.1.5) */
	digest_put(w, &t);
	if (can)
		copy_rest(p->fd, w->fd, "the digest");
	else
		add_note(w, p->number);
	t.len = 0;
	text_addc(&t, '\n');			/* belongs to the boundary */
	digest_put(w, &t);
	text_free(&t);
}

static void write_parts(struct writer *w)
{
	struct text t = { 0 };
	text_addf(&t, "Content-Type: multipart/mixed; boundary=\"c%s\"\nContent-Transfer-Encoding: 8bit\n\n--c%s\n"
		TEXT_PART, w->boundary, w->boundary);
	digest_put(w, &t);
	digest_each_post(w, digest_add_content);
	digest_end_text(w);
	t.len = 0;
	text_addf(&t, "\n--c%s\nContent-Type: multipart/digest; boundary=\"p%s\"\nContent-Transfer-Encoding: 8bit\n\n",
		w->boundary, w->boundary);
	digest_put(w, &t);
	digest_each_post(w, add_part);
	t.len = 0;
	text_addf(&t, "--p%s--\n\n--c%s--\n", w->boundary, w->boundary);
	digest_put(w, &t);
	text_free(&t);
}

/* "Orchestra digest: posts 3 to 5". */
static void add_subject(struct text *t, const struct digest *d, unsigned long long first, unsigned long long last)
{
	texts_set(d->texts, "LIST_NAME", d->list->name);
	texts_set(d->texts, "FIRST", memory_format("%llu", first));
	texts_set(d->texts, "LAST", memory_format("%llu", last));
	texts_phrase(t, d->texts, first == last ? "digest-one" : "digest-many");
}

static void write_head(struct writer *w)
{
	const struct digest *d = w->d;
	struct text t = { 0 }, subject = { 0 };
	unsigned long long last = d->range[d->ranges - 1].last;
	text_adds(&t, "From: ");
	words_encode_phrase(d->list->name, strlen("From: "), &t);
	text_addf(&t, "\n <%.*s>\nTo: %.*s\nSubject: ", PRINTF(d->list->address), PRINTF(d->list->address));
	add_subject(&subject, d, d->range[0].first, last);
	words_encode(text_span(&subject), strlen("Subject: "), &t);
	text_adds(&t, "\nDate: ");
	date_add(&t, d->date);
	text_addf(&t, "\nMessage-ID: <digest.%s.%llu.%lld@%.*s>\nAuto-Submitted: auto-generated\nMIME-Version: 1.0\n",
		d->class, last, (long long)d->date, PRINTF(d->list->domain));
	digest_put(w, &t);
	text_free(&t);
	text_free(&subject);
}

static size_t write_digest(const struct digest *d, int fd, bool head)
{
	static struct writer w;
	struct text no_text = { 0 };
	texts_phrase(&no_text, d->texts, "digest-no-text");	/* also reads the phrases, in memory that no post's end releases */
	w = (struct writer){ .d = d, .fd = fd, .no_text = text_span(&no_text) };
	sha256_init(&w.hash);
	digest_each_post(&w, count_one);
	sha256_end(&w.hash, w.boundary);
	w.boundary[40] = '\0';		/* with its letter 41 characters, of 70 */
	if (w.count && head)
		write_head(&w);
	if (w.count)
		(d->plain ? digest_write_plain : write_parts)(&w);
	text_free(&no_text);
	return w.count;
}

size_t digest_write(const struct digest *d, int fd) { return write_digest(d, fd, true); }
size_t digest_write_body(const struct digest *d, int fd) { return write_digest(d, fd, false); }
