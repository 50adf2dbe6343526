/* dmarc_record: see dmarc_record.h */
#include "dmarc_record.h"
#include "tags.h"

enum { P, SP, NP, ADKIM, ASPF, T, PSD, RUA, TAGS };

static const char *const tags[TAGS] = { "p", "sp", "np", "adkim", "aspf", "t", "psd", "rua" };

static bool is_digit(int c) { return c >= '0' && c <= '9'; }
static bool is_alpha(int c) { return ascii_alnum(c) && !is_digit(c); }
static bool is_hex(int c) { return is_digit(c) || (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'f'); }

static bool is_one_of(char c, const char *those) { return span_find(span(those), c) >= 0; }

/* A URI of RFC 3986 with something behind its scheme, and perhaps the size that RFC 7489 allowed, `!10m`. */
static bool is_uri(struct span s)
{
	struct span size = s, uri = span_take(&size, '!');
	if (size.len && !is_digit(size.at[size.len - 1]) && is_one_of((char)ascii_lower(size.at[size.len - 1]), "kmgt"))
		size.len--;
	unsigned long long n;
	if (uri.len != s.len && !span_number(size, &n))
		return false;

	struct span rest = uri, scheme = span_take(&rest, ':');
	if (!scheme.len || !is_alpha(scheme.at[0]) || !rest.len)
		return false;
	for (size_t i = 0; i < scheme.len; i++)
		if (!ascii_alnum(scheme.at[i]) && !is_one_of(scheme.at[i], "+-."))
			return false;
	for (size_t i = 0; i < rest.len; i++)
		if (rest.at[i] == '%') {
			if (rest.len - i < 3 || !is_hex(rest.at[i + 1]) || !is_hex(rest.at[i + 2]))
				return false;
		} else if (!ascii_alnum(rest.at[i]) &&
		    !is_one_of(rest.at[i], "-._~:/?#[]@$&'()*+;=")) {
			return false;
		}
	return true;
}

static bool has_uri(struct span list)
{
	while (list.len)
		if (is_uri(span_trim(span_take(&list, ','))))
			return true;
	return false;
}

static bool says(struct span value, const char *word) { return span_is_nocase(value, span(word)); }

const char *dmarc_request_word(enum dmarc_request r)
{
	return (const char *const[]){ "none", "quarantine", "reject" }[r];
}

/* What a tag asks for, without the tag the same as other; any other word makes the record bad. */
static enum dmarc_request request(struct span value, enum dmarc_request other, bool *bad)
{
	if (!value.at)
		return other;
	for (enum dmarc_request r = DMARC_NONE; r <= DMARC_REJECT; r++)
		if (says(value, dmarc_request_word(r)))
			return r;
	*bad = true;
	return other;
}

bool dmarc_record_read(struct span txt, struct dmarc_record *out)
{
	struct span found[TAGS] = { { NULL, 0 } }, name, value;
	/* No blank may stand before the v. */
	if (!txt.len || ascii_lower(txt.at[0]) != 'v')
		return false;
	if (!tag_take(&txt, &name, &value) || !says(name, "v") || !span_is(value, SPAN("DMARC1")))
		return false;
	while (tag_take(&txt, &name, &value))
		for (size_t i = 0; i < TAGS; i++)
			if (says(name, tags[i]) && !found[i].at)
				found[i] = value;

	bool bad = !found[P].at;
	*out = (struct dmarc_record){ 0 };
	out->p = request(found[P], DMARC_NONE, &bad);
	out->sp = request(found[SP], out->p, &bad);
	out->np = request(found[NP], out->sp, &bad);
	if (bad) {
		out->p = out->sp = out->np = DMARC_NONE;
		out->bad = !has_uri(found[RUA]);
	}
	out->strict_dkim = says(found[ADKIM], "s");
	out->strict_spf = says(found[ASPF], "s");
	out->testing = says(found[T], "y");
	out->psd = says(found[PSD], "y") ? DMARC_PSD_Y : says(found[PSD], "n") ? DMARC_PSD_N : DMARC_PSD_U;
	return true;
}
