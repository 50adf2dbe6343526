/* list: see list.h */
#include "list.h"
#include "address.h"
#include "die.h"
#include "file.h"
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LOCAL_MAX = 64 };	/* octets of a local part, RFC 5321 section 4.5.3.1.1 */

static struct span setting(const char *name)
{
	struct span s = span(getenv(name));
	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char)s.at[i] < ' ' || s.at[i] == 127)
			die(TEMP, "4.3.5", "%s has a control character in it; correct it in the score", name);
	return s;
}

void list_read(struct list *l)
{
	struct mailbox b;
	l->address = setting("LIST");
	if (!l->address.len)
		die(TEMP, "4.3.5", "LIST is not set; the score must say LIST=name@domain");
	const char *wrong = address_one(l->address, &b);
	if (wrong)
		die(TEMP, "4.3.5", "LIST=%.200s is no address: %s", l->address.at, wrong);
	l->local = b.local;
	l->domain = b.domain;
	l->name = span_trim(setting("LIST_NAME"));
	if (!l->name.len)
		l->name = l->local;
}

void list_address(struct text *t, const struct list *l, const char *extension)
{
	struct text local = { 0 };
	struct span delimiter = setting("DELIMITER");
	text_add(&local, l->local);
	if (*extension) {
		text_add(&local, delimiter.len ? delimiter : SPAN("-"));
		text_adds(&local, extension);
	}
	address_add(t, &(struct mailbox){ .local = text_span(&local), .domain = l->domain });
	text_free(&local);
}

bool list_address_fits(const struct list *l, const char *extension)
{
	struct span delimiter = setting("DELIMITER");
	return l->local.len + (delimiter.len ? delimiter.len : 1) + strlen(extension) <= LOCAL_MAX;
}

/* What an MTA adds on the way, other at each retry (DESIGN section 2.5). */
static bool field_is_trace(const struct field *f)
{
	static const char *const trace[] = { "Return-Path", "Received", "Delivered-To", "X-Original-To",
		"Authentication-Results", "Received-SPF" };
	for (size_t i = 0; i < sizeof trace / sizeof *trace; i++)
		if (field_is(f, trace[i]))
			return true;
	return false;
}

void post_id_header(struct sha256 *s, const struct message *m)
{
	for (size_t i = 0; i < m->count; i++)
		if (!field_is_trace(&m->field[i]))
			sha256_add(s, m->field[i].raw);
	sha256_add(s, SPAN("\n"));
}

const char *post_id(struct message *m)
{
	struct span given = span(getenv("POST_ID"));
	struct sha256 s;
	char *hex = memory_get(65), block[65536];
	size_t n;

	if (given.len == 64 && strspn(given.at, "0123456789abcdef") == 64)
		return given.at;
	if (given.len)
		die(TEMP, "4.3.5", "POST_ID is not 64 hexadecimal digits");
	sha256_init(&s);
	post_id_header(&s, m);
	message_settle_body(m);
	while ((n = read_some(m->fd, block, sizeof block, "the message")))
		sha256_add(&s, (struct span){ block, n });
	message_settle_body(m);
	sha256_end(&s, hex);
	return hex;
}

static bool is_on(const char *name)
{
	const char *value = getenv(name);
	return value && strcmp(value, "1") == 0;
}

bool post_is_dry(void) { return is_on("DRY_RUN"); }
bool post_is_released(void) { return is_on("RELEASED"); }

bool list_is(const struct list *l, const struct mailbox *b)
{
	return span_is_nocase(b->local, l->local) && span_is_nocase(b->domain, l->domain);
}

struct span post_author(const struct message *m)
{
	struct span from = message_value(m, "From"), original = message_value(m, "X-Original-From");
	struct mailboxes all;
	struct list l;
	if (!original.at || !getenv("LIST"))
		return original.at ? original : from;
	list_read(&l);
	bool munged = from.at && !address_parse(from, &all) && all.count == 1 && list_is(&l, &all.at[0]);
	return munged ? original : from;
}

long long post_deadline(void)
{
	unsigned long long seconds;
	struct span s = span(getenv("DEADLINE"));
	return span_number(s, &seconds) && seconds < LLONG_MAX ? (long long)seconds : LLONG_MAX;
}
