/* domain: see domain.h */
#include "domain.h"
#include "punycode.h"

enum { LABEL_MAX = 63 };	/* RFC 1035 section 2.3.4 */

bool domain_is(struct span s)
{
	size_t label = 0;
	for (size_t i = 0; i < s.len; i++) {
		char c = s.at[i];
		if (c == '.' ? label == 0 : ++label > LABEL_MAX)
			return false;
		if (c == '.')
			label = 0;
		else if (!ascii_alnum(c) && c != '-' && c != '_')
			return false;
	}
	return label > 0 && s.len <= DOMAIN_MAX;
}

static bool is_ascii(struct span s)
{
	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char)s.at[i] >= 0x80)
			return false;
	return true;
}

/* Empty if one of the labels can't be one. */
static struct span with_a_labels(struct span s)
{
	struct text t = { 0 };
	bool good = true;
	for (bool more = true; more && good; ) {
		more = span_find(s, '.') >= 0;
		struct span label = span_take(&s, '.');
		if (is_ascii(label))
			text_add(&t, label);
		else
			good = punycode_add(&t, label);
		if (more)
			text_addc(&t, '.');
	}
	struct span name = good ? memory_keep(text_span(&t)) : (struct span){ NULL, 0 };
	text_free(&t);
	return name;
}

struct span domain_read(struct span s)
{
	if (s.len && s.at[s.len - 1] == '.')
		s.len--;
	if (!is_ascii(s))
		s = with_a_labels(s);
	if (!domain_is(s))
		return (struct span){ NULL, 0 };
	char *lower = memory_get(s.len + 1);
	for (size_t i = 0; i < s.len; i++)
		lower[i] = (char)ascii_lower(s.at[i]);
	return (struct span){ lower, s.len };
}

size_t domain_labels(struct span d)
{
	size_t n = d.len > 0;
	for (size_t i = 0; i < d.len; i++)
		n += d.at[i] == '.';
	return n;
}

struct span domain_end(struct span d, size_t labels)
{
	for (size_t i = d.len; i > 0; i--)
		if (d.at[i - 1] == '.' && --labels == 0)
			return (struct span){ d.at + i, d.len - i };
	return d;
}

bool domain_within(struct span d, struct span above)
{
	if (d.len <= above.len)
		return span_is(d, above);
	size_t over = d.len - above.len;
	return above.len && d.at[over - 1] == '.' && span_is((struct span){ d.at + over, above.len }, above);
}

bool domain_related(struct span a, struct span b)
{
	struct span x = domain_read(a), y = domain_read(b);
	struct span up = x.len < y.len ? x : y, down = x.len < y.len ? y : x;
	return up.at && domain_within(down, up) && (up.len == down.len || domain_labels(up) > 1);
}

size_t domain_shared(struct span a, struct span b)
{
	struct span x = domain_read(a), y = domain_read(b);
	size_t n = 0, most = domain_labels(x) < domain_labels(y) ? domain_labels(x) : domain_labels(y);
	while (n < most && span_is(domain_end(x, n + 1), domain_end(y, n + 1)))
		n++;
	return n;
}
