/* roll: see roll.h */
#include "roll.h"
#include "address.h"
#include "charset.h"
#include "members.h"
#include "utf8.h"
#include "words.h"
#include <stdlib.h>
#include <string.h>

static struct roll_one *grow(struct roll *r)
{
	r->at = memory_grow(r->at, r->count, &r->room, sizeof *r->at);
	struct roll_one *one = &r->at[r->count];
	*one = (struct roll_one){ .order = r->count++ };
	return one;
}

const char *roll_add(struct roll *r, struct span address, struct span settings, struct span note)
{
	struct mailbox b;
	const char *wrong = address_one(address, &b);
	if (!wrong && !utf8_ok(address))
		wrong = "an address that is not UTF-8";
	if (wrong)
		return wrong;
	struct roll_one *one = grow(r);
	one->key = address_key(&b);
	one->address = memory_keep(address);
	one->settings = memory_keep(settings);
	one->note = memory_keep(note);
	return NULL;
}

/* False if it can't be read. */
static bool add_note(struct text *note, struct span s)
{
	struct text decoded = { 0 };
	bool good = charset_decode_unnamed(s, &decoded);
	if (good && note->len)
		text_addc(note, ' ');
	if (good)
		words_clean(text_span(&decoded), note);
	text_free(&decoded);
	return good;
}

/* What stands behind an address: settings, and words for people. */
static bool read_rest(struct span rest, struct text *settings, struct text *note, bool *relay)
{
	bool good = true;
	for (bool first = true; (rest = span_trim(rest)).len; first = false) {
		struct members_word w = { 0 };
		if (rest.at[0] != '#' && members_word(&rest, first, &w))
			return good;	/* as members_read has said already, unless the line is off and nobody minds */
		if (!w.text.len) {
			while (rest.len && (rest.at[0] == '#' || ascii_blank(rest.at[0])))
				rest = (struct span){ rest.at + 1, rest.len - 1 };
			return add_note(note, rest) && good;
		}
		if (!w.name.at) {
			good = add_note(note, w.text) && good;
		} else if (span_is_nocase(w.name, SPAN("r"))) {
			*relay = true;
		} else if (!span_is_nocase(w.name, SPAN("m")) || !span_is(w.value, SPAN("0"))) {
			text_adds(settings, settings->len ? " " : "");
			setting_add(settings, w.name, w.value);
		}
	}
	return good;
}

static void leave(struct tally *left, const char *what, const char *place, struct span of)
{
	struct text t = { 0 };
	text_addf(&t, "%s: ", place);
	text_add(&t, of);
	tally_add(left, what, text_span(&t));
	text_free(&t);
}

bool roll_add_line(struct roll *r, struct members_line *m, struct span line, const char *place, struct tally *left)
{
	struct text settings = { 0 }, note = { 0 };
	struct span s = span_trim(line);
	bool relay = false, was_header = m->in_header;
	const char *wrong = members_read(m, line);
	if (wrong) {
		struct text what = { 0 };
		text_addf(&what, "not taken, %s", wrong);
		leave(left, text_string(&what), place, s);
		text_free(&what);
		return false;
	}
	if (!m->member.key.len) {
		if (!was_header && span_starts_nocase(s, SPAN("##BYE")))
			tally_add(left, "not taken, they have left (##BYE)", span_trim((struct span){ s.at + 5, s.len - 5 }));
		return false;
	}
	const char *behind = m->member.address.at + m->member.address.len;
	text_adds(&settings, m->off ? "s=off" : "");
	if (!read_rest((struct span){ behind, (size_t)(line.at + line.len - behind) }, &settings, &note, &relay))
		leave(left, "words left out, in a charset that nobody knows", place, m->member.address);
	if (relay)
		leave(left, "relays left out (r=), since mail goes out through the mail server", place, m->member.address);
	struct roll_one *one = grow(r);
	one->key = memory_keep(m->member.key);
	one->address = memory_keep(m->member.address);
	one->settings = text_keep(&settings);
	one->note = text_keep(&note);
	one->off = m->off;
	return true;
}

static int compare(struct span x, struct span y)
{
	int order = memcmp(x.at, y.at, x.len < y.len ? x.len : y.len);
	return order ? order : (x.len > y.len) - (x.len < y.len);
}

static int by_key(const void *a, const void *b)
{
	const struct roll_one *x = *(struct roll_one *const *)a, *y = *(struct roll_one *const *)b;
	int order = compare(x->key, y->key);
	if (order == 0)
		order = x->off - y->off;
	return order ? order : (x->order > y->order) - (x->order < y->order);
}

void roll_settle(struct roll *r, struct tally *left)
{
	size_t kept = 0;
	if (!r->count)
		return;
	r->by_key = memory_get(r->count * sizeof *r->by_key);
	for (size_t i = 0; i < r->count; i++)
		r->by_key[i] = &r->at[i];
	qsort(r->by_key, r->count, sizeof *r->by_key, by_key);
	for (size_t i = 0; i < r->count; i++)
		if (kept && span_is(r->by_key[kept - 1]->key, r->by_key[i]->key)) {
			tally_add(left, "not taken, the same address again", r->by_key[i]->address);
			r->by_key[i]->key = (struct span){ NULL, 0 };
		} else
			r->by_key[kept++] = r->by_key[i];
	struct roll_one **sorted = r->by_key;
	/* Those that stay move up in their order, and the pointers with them. */
	size_t *to = memory_get(r->count * sizeof *to), n = 0;
	for (size_t i = 0; i < r->count; i++)
		if (r->at[i].key.len)
			to[i] = n++;
	for (size_t i = 0; i < kept; i++)
		sorted[i] = &r->at[to[sorted[i]->order]];
	for (size_t i = 0; i < r->count; i++)
		if (r->at[i].key.len)
			r->at[to[i]] = r->at[i];
	r->count = n;
}

const struct roll_one *roll_find(const struct roll *r, struct span key)
{
	size_t low = 0, high = r->by_key ? r->count : 0;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = compare(r->by_key[middle]->key, key);
		if (order == 0)
			return r->by_key[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}
