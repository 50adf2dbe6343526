/* import_folder: a folder of posts with numbers for names, as fml, mlmmj and ezmlm keep them; see import.h */
#include "become.h"
#include "import.h"
#include "outside.h"
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int by_number(const void *a, const void *b)
{
	unsigned long long x = *(const unsigned long long *)a, y = *(const unsigned long long *)b;
	return (x > y) - (x < y);
}

/* A name that is a number as its program writes it, with so many digits at least. */
static bool is_number(struct span name, size_t digits, unsigned long long *number)
{
	return name.len >= digits && name.len <= 15 && (name.at[0] != '0' || name.len == digits) && span_number(name, number);
}

/* A file called 20240101 is no post, and must not make the next one 20240102. */
static void list_post(struct import *i, unsigned long long number)
{
	struct text name = { 0 };
	if (i->number && number > i->number) {
		text_addf(&name, "%llu", number);
		tally_add(&i->left, "posts not taken, for their numbers are above the last one", text_span(&name));
		text_free(&name);
	} else
		text_add(&i->numbers, (struct span){ (const char *)&number, sizeof number });
}

/* The numbers of the posts in a folder: 1, 2, 3; or of ezmlm's, 0/01, 0/02, 1/00. */
static void list_folder(struct import *i, int folder, bool hundreds, unsigned long long above)
{
	struct outside_names names = { 0 };
	outside_read(folder, &names);
	for (size_t k = 0; k < names.count; k++) {
		unsigned long long number;
		struct span name = span(names.at[k]);
		bool inside = !hundreds && above != ULLONG_MAX;
		if (!is_number(name, inside ? 2 : 1, &number) || (inside && name.len != 2)) {
			if (!inside && !hundreds)	/* ezmlm has indices beside the posts */
				tally_add(&i->left, "files in the archive not taken, for their names are no numbers", name);
		} else if (hundreds) {
			int below = outside_folder(folder, names.at[k]);
			list_folder(i, below, false, number * 100);
			close(below);
		} else if (number || inside)
			list_post(i, inside ? above + number : number);
	}
}

void import_find_posts(struct import *i)
{
	const struct import_kind *kind = i->kind;
	i->posts_fd = i->summary_fd = -1;
	if (!kind->posts)
		return;
	i->posts_fd = *kind->posts ? outside_folder(i->fd, kind->posts) : i->fd;
	if (kind->summary)
		i->summary_fd = outside_file(i->fd, kind->summary);
	if (i->posts_fd < 0 || kind->mbox)
		return;
	list_folder(i, i->posts_fd, kind->hundreds, ULLONG_MAX);
	size_t count = i->numbers.len / sizeof(unsigned long long);
	if (count)
		qsort(i->numbers.at, count, sizeof(unsigned long long), by_number);
	if (count)
		memcpy(&i->highest, i->numbers.at + i->numbers.len - sizeof i->highest, sizeof i->highest);
}

int import_open_post(const struct import *i, unsigned long long number, struct text *name)
{
	bool hundreds = i->kind->hundreds;
	int folder = i->posts_fd, inside = folder, fd = -1;
	name->len = 0;
	become_reader(true);
	if (hundreds) {
		text_addf(name, "%llu", number / 100);
		inside = outside_open_folder(folder, text_string(name));
		name->len = 0;
	}
	text_addf(name, hundreds ? "%02llu" : "%llu", hundreds ? number % 100 : number);
	if (inside >= 0)
		fd = outside_open(inside, text_string(name));
	int error = errno;
	become_reader(false);
	if (hundreds && inside >= 0)
		close(inside);
	errno = error;
	name->len = 0;
	text_addf(name, "%llu", number);
	return fd;
}
