/* line: see line.h */
#include "line.h"
#include <string.h>

bool line_fits(struct span s, size_t *column)
{
	while (s.len) {
		bool whole = memchr(s.at, '\n', s.len) != NULL;
		*column += span_take(&s, '\n').len;
		if (*column > LINE_OCTETS)
			return false;
		if (whole)
			*column = 0;
	}
	return true;
}
