/* pattern: see pattern.h */
#include "pattern.h"

bool pattern_matches(struct span pattern, struct span s)
{
	size_t p = 0, i = 0, star = 0, tried = 0;
	bool starred = false;
	/* Only the last star needs another try: what the ones before it took can stay as short as it is. */
	while (i < s.len) {
		if (p < pattern.len && pattern.at[p] == '*') {
			star = ++p;
			tried = i;
			starred = true;
		} else if (p < pattern.len && ascii_lower(pattern.at[p]) == ascii_lower(s.at[i])) {
			p++;
			i++;
		} else if (starred) {
			p = star;
			i = ++tried;
		} else
			return false;
	}
	while (p < pattern.len && pattern.at[p] == '*')
		p++;
	return p == pattern.len;
}
