/* lines: see lines.h */
#include "lines.h"
#include "file.h"
#include <string.h>

/* Brings more octets behind those that are there; false if there are none. */
static bool fill(struct lines *l)
{
	memmove(l->block, l->block + l->start, l->end - l->start);
	l->end -= l->start;
	l->start = 0;
	size_t n = read_some(l->fd, l->block + l->end, sizeof l->block - l->end, l->name);
	l->end += n;
	return n > 0;
}

bool lines_next(struct lines *l, struct span *line)
{
	size_t seen = 0, have;
	const char *newline;
	for (;;) {
		have = l->end - l->start;
		newline = have > seen ? memchr(l->block + l->start + seen, '\n', have - seen) : NULL;
		seen = have;
		if (newline || have > LINES_MAX || !fill(l))
			break;
	}
	*line = (struct span){ l->block + l->start, newline ? (size_t)(newline - l->block) - l->start : have };
	l->newline = newline;
	l->at = l->next;
	size_t taken = line->len + (newline != NULL);
	l->next += (off_t)taken;
	l->start += taken;
	l->number += taken > 0;
	return taken > 0;
}
