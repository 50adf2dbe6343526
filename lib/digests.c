/* digests: see digests.h */
#include "digests.h"
#include "die.h"
#include "file.h"
#include <stdlib.h>
#include <string.h>

enum { FILE_MAX = 65536, DAY = 86400, LETTERS = 8, HOURS = 36, NAME = 2 + LETTERS };

/* True if s is a class; lower-cased into name. */
static bool name_read(struct span s, char name[NAME + 1])
{
	unsigned long long hours;
	size_t digits = 0;
	while (digits < s.len && s.at[digits] >= '0' && s.at[digits] <= '9')
		digits++;
	if (digits > 2 || s.len > NAME || !span_number((struct span){ s.at, digits }, &hours) || hours < 1 || hours > HOURS)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		name[i] = (char)ascii_lower(s.at[i]);
		if (i >= digits && (name[i] < 'a' || name[i] > 'z'))
			return false;
	}
	name[s.len] = '\0';
	return true;
}

int digests_hours(struct span s)
{
	char name[NAME + 1];
	return name_read(s, name) ? atoi(name) : 0;
}

struct digests_class *digests_class(struct digests *d, struct span s, unsigned long long last)
{
	char name[NAME + 1];
	if (!name_read(s, name))
		return NULL;
	for (size_t i = 0; i < d->count; i++)
		if (strcmp(d->at[i].name, name) == 0)
			return &d->at[i];
	d->at = memory_grow(d->at, d->count, &d->room, sizeof *d->at);
	d->at[d->count] = (struct digests_class){ .name = memory_keep(span(name)).at, .sent = last };
	return &d->at[d->count++];
}

static bool line_read(struct digests *d, struct span line)
{
	unsigned long long number[3] = { 0 };
	size_t n = 0;
	struct span name = span_take_word(&line);
	bool seen = span_is(name, SPAN("seen"));
	struct digests_class *c = seen ? NULL : digests_class(d, name, 0);
	for (; line.len; n++)
		if (n == 3 || !span_number(span_take_word(&line), &number[n]))
			return false;
	if (seen) {
		d->seen = number[0];
		d->seen_at = (time_t)number[1];
		return n == 2;
	}
	if (!c || (n != 1 && n != 3))
		return false;
	c->sent = number[0];
	c->going = number[1];
	c->date = (time_t)number[2];
	return true;
}

unsigned long long digests_look(struct digests *d, unsigned long long last, time_t now)
{
	unsigned long long from = d->seen_at > now - DAY && d->seen < last ? d->seen : last;
	d->seen = last;
	d->seen_at = now;
	return from;
}

void digests_read(struct digests *d)
{
	struct text all = { 0 };
	*d = (struct digests){ 0 };
	file_read("digests", &all, FILE_MAX);
	for (struct span rest = text_span(&all); rest.len; )
		if (!line_read(d, span_take(&rest, '\n')))
			die(TEMP, "4.3.5", "the file digests has a line that is none of ours; see make-digest(1)");
	text_free(&all);
}

void digests_write(const struct digests *d)
{
	struct text t = { 0 };
	for (size_t i = 0; i < d->count; i++) {
		const struct digests_class *c = &d->at[i];
		if (c->going)
			text_addf(&t, "%s %llu %llu %lld\n", c->name, c->sent, c->going, (long long)c->date);
		else if (c->wanted)
			text_addf(&t, "%s %llu\n", c->name, c->sent);
	}
	if (d->seen_at)
		text_addf(&t, "seen %llu %lld\n", d->seen, (long long)d->seen_at);
	file_replace("digests", text_span(&t), 0600);
	text_free(&t);
}

bool digests_due(const struct digests_class *c, int hour)
{
	int every = atoi(c->name);
	return every <= DIGESTS_EVERY ? hour % every == 0 : hour == every % 24;
}

bool digests_plain(const struct digests_class *c) { return strchr(c->name, 'd') != NULL; }
