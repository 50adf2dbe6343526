/* environment: see environment.h */
#include "environment.h"
#include <stdlib.h>
#include <string.h>

static bool is_name(char c, size_t at)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' || (at && c >= '0' && c <= '9');
}

struct span environment_name(struct span s)
{
	size_t n = 0;
	while (n < s.len && is_name(s.at[n], n))
		n++;
	return (struct span){ s.at, n };
}

static size_t find(const struct environment *e, struct span name)
{
	size_t i = 0;
	while (i < e->count && (strncmp(e->at[i], name.at, name.len) != 0 || e->at[i][name.len] != '='))
		i++;
	return i;
}

void environment_set(struct environment *e, struct span name, struct span value)
{
	size_t i = find(e, name);
	char *s = memory_get(name.len + value.len + 2);
	memcpy(s, name.at, name.len);
	s[name.len] = '=';
	if (value.len)
		memcpy(s + name.len + 1, value.at, value.len);
	if (e->count + 1 >= e->room)	/* room for the NULL too */
		e->at = memory_grow(e->at, e->room, &e->room, sizeof *e->at);
	e->at[i] = s;
	if (i == e->count)
		e->at[++e->count] = NULL;
}

const char *environment_get(const struct environment *e, struct span name)
{
	size_t i = find(e, name);
	return i < e->count ? e->at[i] + name.len + 1 : NULL;
}

void environment_inherit(struct environment *e)
{
	static const char *const names[] = { "HOME", "USER", "TZ", "LANG", "MAIL_CONFIG" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (getenv(names[i]))
			environment_set(e, span(names[i]), span(getenv(names[i])));
}

bool environment_is_runners(struct span name)
{
	static const char *const names[] = { "SENDER", "RECIPIENT", "EXTENSION", "POST_ID", "DEADLINE", "DRY_RUN",
		"RELEASED" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (span_is(name, span(names[i])))
			return true;
	return false;
}
