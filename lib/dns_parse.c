/* dns_parse: what a packet of the DNS says (RFC 1035 section 4). glibc's own parser would be one more library to
 * load. */
#if defined(__linux__) && !defined(_DEFAULT_SOURCE)
#define _DEFAULT_SOURCE		/* glibc's resolver */
#endif
#include "dns.h"
#include <arpa/nameser.h>
#include <netinet/in.h>
#include <resolv.h>
#include <string.h>

enum { ALIASES = 8 };

struct packet { const unsigned char *at, *end; };

/* One record of an answer (section 4.1.3). */
struct record {
	char owner[NS_MAXDNAME];
	unsigned type, class;
	const unsigned char *data;
	size_t len;
};

static unsigned number(const unsigned char *p) { return (unsigned)p[0] << 8 | p[1]; }

static bool is_named(const char *a, struct span b) { return span_is_nocase(span(a), b); }

/* Where the records begin: after the question, which must be ours. NULL if it is not. */
static const unsigned char *skip_question(struct packet p, struct span name, enum dns_type type)
{
	char asked[NS_MAXDNAME];
	int len = dn_expand(p.at, p.end, p.at + NS_HFIXEDSZ, asked, sizeof asked);
	if (number(p.at + 4) != 1 || len < 0 || p.end - p.at - NS_HFIXEDSZ < len + NS_QFIXEDSZ)
		return NULL;
	const unsigned char *after = p.at + NS_HFIXEDSZ + len;
	bool ours = is_named(asked, name) && number(after) == (unsigned)type && number(after + 2) == ns_c_in;
	return ours ? after + NS_QFIXEDSZ : NULL;
}

/* Reads the record at *at and moves *at behind it. False if it does not fit into the packet. */
static bool record_next(struct packet p, const unsigned char **at, struct record *r)
{
	int len = dn_expand(p.at, p.end, *at, r->owner, sizeof r->owner);
	if (len < 0 || p.end - *at < len + NS_RRFIXEDSZ)
		return false;
	const unsigned char *fixed = *at + len;
	r->type = number(fixed);
	r->class = number(fixed + 2);
	r->len = number(fixed + 8);
	r->data = fixed + NS_RRFIXEDSZ;
	if ((size_t)(p.end - r->data) < r->len)
		return false;
	*at = r->data + r->len;
	return true;
}

/* The data of a record, joined or copied. at is NULL if it is not well-formed. */
static struct span record_data(struct packet p, const struct record *r)
{
	struct text t = { 0 };
	char host[NS_MAXDNAME];
	struct span bad = { NULL, 0 };
	size_t before = r->type == DNS_MX ? 2 : 0;	/* the preference */
	bool good = true;

	switch ((int)r->type) {
	case DNS_TXT:
		for (size_t i = 0; good && i < r->len; i += 1 + (size_t)r->data[i]) {
			good = r->data[i] < r->len - i;
			text_add(&t, (struct span){ (const char *)r->data + i + 1, good ? r->data[i] : 0 });
		}
		break;
	case DNS_MX:
	case DNS_PTR:
		good = r->len > before && dn_expand(p.at, p.end, r->data + before, host, sizeof host) >= 0;
		text_adds(&t, good ? host : "");
		break;
	default:
		good = r->len == (r->type == DNS_A ? 4 : 16);
		text_add(&t, (struct span){ (const char *)r->data, r->len });
	}
	struct span data = good ? memory_keep(text_span(&t)) : bad;
	text_free(&t);
	return data;
}

/* Replaces name by what it is an alias for. False if the records say nothing of the kind. */
static bool follow_alias(struct packet p, const unsigned char *at, char *name)
{
	struct record r;
	for (unsigned n = number(p.at + 6); n && record_next(p, &at, &r); n--)
		if (r.type == ns_t_cname && r.class == ns_c_in && is_named(r.owner, span(name)))
			return dn_expand(p.at, p.end, r.data, name, NS_MAXDNAME) >= 0;
	return false;
}

/* The records of that type whose owner is name. False if one of the answer is broken. */
static bool collect(struct packet p, const unsigned char *at, const char *name, enum dns_type type,
	struct dns_answer *out)
{
	struct record r;
	size_t room = 0;
	for (unsigned n = number(p.at + 6); n; n--) {
		if (!record_next(p, &at, &r))
			return false;
		if (r.type != (unsigned)type || r.class != ns_c_in || !is_named(r.owner, span(name)))
			continue;
		struct span data = record_data(p, &r);
		if (!data.at)
			return false;
		out->at = memory_grow(out->at, out->count, &room, sizeof *out->at);
		out->at[out->count++] = data;
	}
	return true;
}

enum dns_result dns_parse(struct span packet, struct span asked, enum dns_type type, struct dns_answer *out)
{
	const unsigned char *start = (const unsigned char *)packet.at;
	struct packet p = { start, start + packet.len };
	struct dns_answer found = { .at = NULL };
	char name[NS_MAXDNAME] = "";
	int aliases = 0;

	*out = found;
	if (packet.len < NS_HFIXEDSZ)
		return DNS_FAILED;
	unsigned rcode = p.at[3] & 15;
	bool answer = p.at[2] & 0x80, cut = p.at[2] & 2;
	const unsigned char *records = skip_question(p, asked, type);
	if (!answer || cut || !records || (rcode != ns_r_noerror && rcode != ns_r_nxdomain))
		return DNS_FAILED;

	memcpy(name, asked.at, asked.len);
	while (follow_alias(p, records, name))
		if (++aliases > ALIASES)
			return DNS_FAILED;
	found.authentic = p.at[3] & 0x20;
	/* The name that does not exist is the last one of the aliases (RFC 6604 section 3). */
	if (rcode == ns_r_nxdomain && !aliases) {
		out->authentic = found.authentic;
		return DNS_NO_NAME;
	}
	if (!collect(p, records, name, type, &found))
		return DNS_FAILED;
	*out = found;
	return found.count ? DNS_OK : DNS_NO_DATA;
}
