/* fuzz: what the fuzz targets share. */
#ifndef FUZZ_H
#define FUZZ_H
#include "file.h"
#include "text.h"
#include <stdlib.h>
#include <unistd.h>

/* A property that does not hold is a crash, which libFuzzer keeps the input of. */
static inline void check(bool good)
{
	if (!good)
		abort();
}

/* All of a file, from its start, with a NUL behind it that does not count. */
static inline struct text whole(int fd)
{
	struct text t = { 0 };
	char block[4096];
	check(lseek(fd, 0, SEEK_SET) == 0);
	for (size_t n; (n = read_some(fd, block, sizeof block, "a scratch file")) > 0; )
		text_add(&t, (struct span){ block, n });
	text_string(&t);
	return t;
}
#endif
