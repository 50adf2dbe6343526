/* The names in a folder, each once. */
#include "names.h"
#include "die.h"
#include "file.h"
#include "scratch.h"
#include "tap.h"
#include <sys/stat.h>

static size_t count(const char *folder, const char *wanted, bool *there)
{
	struct names n;
	size_t all = 0, found = 0;
	*there = names_begin(&n, folder);
	for (const char *name; (name = names_next(&n)); all++)
		found += strcmp(name, wanted) == 0;
	ok(names_next(&n) == NULL, "%s: nothing after the end", folder);
	ok(found == (*wanted != '\0'), "%s: <%s>", folder, wanted);
	return all;
}

static void read_file(void *path)
{
	struct names n;
	names_begin(&n, path);
}

int main(void)
{
	bool there;
	scratch_begin();
	ok(count(".", "", &there) == 0 && there, "an empty folder");
	ok(count("none", "", &there) == 0 && !there, "none");
	mkdir("sub", 0700);
	file_replace("one", SPAN(""), 0600);
	file_replace(".two", SPAN(""), 0600);
	ok(count(".", ".two", &there) == 3 && there, "files and folders, hidden or not");
	ok(count("sub", "", &there) == 0 && there, "a folder in it");
	ok(in_child(read_file, (char[]){ "one" }) == TEMP, "a file is no folder");
	rmdir("sub");
	scratch_end();
	return tap_end();
}
