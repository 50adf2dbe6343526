/* spec: see spec.h */
#include "spec.h"
#include <string.h>

enum { DEPTH_MAX = 100 };	/* of nested comments */

/* Reads a comment or quoted string that starts at rest; its text without quotes and backslashes goes to *out.
 * RFC 5322 sections 3.2.2 and 3.2.4; comments nest. */
const char *spec_read_quoted(struct span *rest, char open, char close, struct span *out)
{
	size_t end = 1, depth = 1;
	for (; end < rest->len; end++) {
		char c = rest->at[end];
		if (spec_is_control(c) && !ascii_blank(c))
			return "a control character in an address";
		if (c == '\\' && end + 1 < rest->len)
			end++;
		else if (c == close && --depth == 0)
			break;
		else if (c == open && open != close && ++depth > DEPTH_MAX)
			return "comments nested too deep";
	}
	if (end >= rest->len)
		return open == '(' ? "an unclosed comment" : "an unclosed quote";
	char *to = memory_get(end);
	size_t n = 0;
	for (size_t i = 1; i < end; i++) {
		if (rest->at[i] == '\\' && i + 1 < end)
			i++;
		if (spec_is_control(rest->at[i]) && !ascii_blank(rest->at[i]))
			return "a control character in an address";
		if (rest->at[i] != '\n' && rest->at[i] != '\r')	/* a fold: the blank after it stays */
			to[n++] = rest->at[i];
	}
	*out = (struct span){ to, n };
	rest->at += end + 1;
	rest->len -= end + 1;
	return NULL;
}

/* atext of RFC 5322 section 3.2.3 and the UTF-8 of RFC 6532, and dots wherever they stand: docomo and au gave
 * out `foo..bar@` and `.foo.@` until 2009. An encoded word is none (RFC 2047 section 5): some readers would
 * decode it, and see another address than we do. */
bool spec_is_local(struct span s)
{
	if (span_starts_nocase(s, SPAN("=?")))
		return false;
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.at[i];
		if (!ascii_alnum(c) && c < 128 && (!c || !strchr("!#$%&'*+-/=?^_`{|}~.", c)))
			return false;
	}
	return s.len > 0;
}

static bool is_literal(struct span s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.at[i] == '\0' || !strchr("0123456789abcdefABCDEF.:IPvipv", s.at[i]))
			return false;
	return true;
}

bool spec_is_domain(struct span s)
{
	if (s.len > 255)
		return false;
	if (s.len > 2 && s.at[0] == '[' && s.at[s.len - 1] == ']')	/* an address literal, RFC 5321 section 4.1.3 */
		return is_literal((struct span){ s.at + 1, s.len - 2 });
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.at[i];
		if (!ascii_alnum(c) && c < 128 && !strchr("-_.", c))
			return false;
		if (c == '.' && (i == 0 || i + 1 == s.len || s.at[i - 1] == '.'))
			return false;
	}
	return s.len > 0;
}

/* dot-atom, RFC 5322 section 3.2.3: dots only between other characters. */
bool spec_is_dot_atom(struct span s)
{
	if (!spec_is_local(s) || s.at[0] == '.' || s.at[s.len - 1] == '.')
		return false;
	for (size_t i = 1; i < s.len; i++)
		if (s.at[i] == '.' && s.at[i - 1] == '.')
			return false;
	return true;
}
