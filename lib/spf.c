/* spf: see spf.h */
#include "spf.h"
#include "address.h"
#include "authres.h"
#include "spec.h"

/* Takes a result at i if it is the first, or the first that names MAIL FROM. */
static void consider(const struct authres *a, ptrdiff_t i, struct span mailfrom, struct span helo, struct span source,
	struct spf *out)
{
	struct spf found = { authres_known(a->item[i].value), mailfrom, helo, source };
	if (found.result && (mailfrom.len || helo.len) && (!out->result || (!out->mailfrom.len && mailfrom.len)))
		*out = found;
}

static void read_results(const struct message *m, struct span trusted, struct spf *out)
{
	bool begun = false;
	for (size_t i = 0; i < m->count && !(begun && field_is(&m->field[i], "Received")); i++) {
		struct authres a;
		struct span value = field_value(&m->field[i]);
		if (!field_is(&m->field[i], AUTHRES_NAME) || !authres_claims(value, trusted))
			continue;
		begun = true;
		if (authres_parse(value, &a) || !span_is_nocase(a.id, trusted))
			continue;
		for (ptrdiff_t k = -1; (k = authres_find(&a, "spf", NULL, (size_t)(k + 1))) >= 0; )
			consider(&a, k, authres_get(&a, k, "smtp.mailfrom"), authres_get(&a, k, "smtp.helo"), trusted, out);
	}
}

/* `pass (comment) client-ip=…; envelope-from=…` is a result as Authentication-Results has it, but for the semicolons
 * between its properties. */
static void add_as_result(struct text *t, struct span value)
{
	text_adds(t, "border; spf=");
	while (value.len) {
		struct span rest = value, inside;
		char c = value.at[0];
		if ((c == '(' || c == '"') && !spec_read_quoted(&rest, c, c == '(' ? ')' : '"', &inside)) {
			text_add(t, (struct span){ value.at, value.len - rest.len });
			value = rest;
		} else {
			text_addc(t, c == ';' ? ' ' : c);
			value.at++, value.len--;
		}
	}
}

/* `<anne@example.org>` is written, too. */
static struct span without_brackets(struct span s)
{
	bool both = s.len >= 2 && s.at[0] == '<' && s.at[s.len - 1] == '>';
	return both ? (struct span){ s.at + 1, s.len - 2 } : s;
}

static void read_field(struct span value, struct spf *out)
{
	struct text t = { 0 };
	struct authres a;
	add_as_result(&t, value);
	struct span result = text_keep(&t);
	ptrdiff_t k = authres_parse(result, &a) ? -1 : authres_find(&a, "spf", NULL, 0);
	if (k < 0)
		return;
	bool of_helo = span_is_nocase(authres_get(&a, k, "identity"), SPAN("helo"));
	consider(&a, k, of_helo ? SPAN("") : without_brackets(authres_get(&a, k, "envelope-from")),
		authres_get(&a, k, "helo"), SPAN("Received-SPF"), out);
}

/* qmail-queue puts a Received of its own above that of qmail-smtpd; nobody else can have it write `network`. */
static bool is_of_qmail_queue(const struct field *f)
{
	return span_starts_nocase(field_value(f), SPAN("(qmail ")) &&
		span_find_nocase(field_value(f), SPAN(" invoked from network)")) > 0;
}

void spf_read(const struct message *m, struct span trusted, struct spf *out)
{
	size_t received = 0;
	*out = (struct spf){ .result = NULL };
	if (trusted.len)
		read_results(m, trusted, out);
	for (size_t i = 0; i < m->count && !out->mailfrom.len; i++)
		if (field_is(&m->field[i], "Received") && (received++ || !is_of_qmail_queue(&m->field[i])))
			break;
		else if (field_is(&m->field[i], "Received-SPF"))
			read_field(field_value(&m->field[i]), out);
}

static struct span domain_of(struct span who)
{
	while (span_find(who, '@') >= 0)
		span_take(&who, '@');
	return who;
}

bool spf_is_about(const struct spf *s, const char *sender)
{
	struct mailbox b;
	return s->result && sender && !address_one(span(sender), &b) && span_is_nocase(domain_of(s->mailfrom), b.domain);
}

struct span spf_domain(const struct spf *s)
{
	return s->result && span_is(span(s->result), SPAN("pass")) ? domain_of(s->mailfrom) : SPAN("");
}
