/* change_read: what is asked for; see change.h */
#include "change.h"
#include "lines.h"
#include "members.h"

/* What a line of the file says of itself, if it can stand there. */
static const char *read_line(struct span line, struct span address, struct span *key)
{
	struct members_line l = { 0 };
	const char *wrong = line.len > LINES_MAX ? "a line that is too long" : members_read(&l, line);
	if (!wrong && (l.off || !span_is(l.member.address, address)))
		wrong = "an address can't begin with #";
	if (!wrong)
		*key = memory_keep(l.member.key);
	text_free(&l.key);
	text_free(&l.settings);
	return wrong;
}

static const char *read_address(struct span address, struct span *key)
{
	return address.len ? read_line(address, address, key) : "no address";
}

/* Whatever stands behind an address is allowed there, so a second address would be lost without a word. */
static const char *check_add(const struct change *c)
{
	struct text t = { 0 };
	struct span rest = c->words, key;
	struct members_word w;
	struct mailbox b;
	text_add(&t, c->address);
	text_addc(&t, ' ');
	text_add(&t, c->words);
	const char *wrong = read_line(text_span(&t), c->address, &key);
	for (bool first = true; !wrong && !(wrong = members_word(&rest, first, &w)) && w.text.len; first = false)
		if (!w.name.at && !address_one(w.text, &b))
			wrong = "two addresses";
	text_free(&t);
	return wrong;
}

static const char *check_settings(struct span rest)
{
	struct setting w = { 0 };
	const char *wrong = rest.len ? NULL : "no NAME=VALUE";
	while (!wrong && (rest = span_trim(rest)).len && !(wrong = setting_next(&rest, &w)))
		wrong = w.name.at ? NULL : "no NAME=VALUE";
	return wrong;
}

static const char *check_names(struct span rest)
{
	bool good = rest.len;
	while (good && rest.len)
		good = setting_is_name(span_next_word(&rest));
	return good ? NULL : "no name of a setting";
}

bool change_is_kind(struct span word, enum change_kind *kind)
{
	static const char *const kinds[] = { "add", "remove", "set", "unset", "move" };
	size_t i = 0, count = sizeof kinds / sizeof *kinds;
	while (i < count && !span_is(word, span(kinds[i])))
		i++;
	*kind = (enum change_kind)i;
	return i < count;
}

const char *change_read(struct change *c, struct span line)
{
	enum change_kind kind;
	struct span rest = memory_keep(line);
	for (size_t i = 0; i < rest.len; i++)
		if (((unsigned char)rest.at[i] < ' ' && rest.at[i] != '\t' && rest.at[i] != '\r') || rest.at[i] == 127)
			return "a control character";
	if (!change_is_kind(span_next_word(&rest), &kind))
		return "no such change; there are add, remove, set, unset and move";
	*c = (struct change){ .kind = kind, .address = span_next_word(&rest), .words = rest };
	const char *wrong = read_address(c->address, &c->key);
	if (wrong)
		return wrong;
	switch (c->kind) {
	case CHANGE_ADD: return check_add(c);
	case CHANGE_REMOVE: return rest.len ? "more than one address" : NULL;
	case CHANGE_SET: return check_settings(rest);
	case CHANGE_UNSET: return check_names(rest);
	case CHANGE_MOVE: break;
	}
	c->words = span_next_word(&rest);
	return rest.len ? "more than two addresses" : read_address(c->words, &c->to_key);
}
