/* align: see align.h */
#include "align.h"

bool align_relaxed(struct span signer, struct span author)
{
	struct span up = signer.len < author.len ? signer : author, down = signer.len < author.len ? author : signer;
	if (up.len == down.len)
		return span_is_nocase(up, down);
	size_t over = down.len - up.len;
	return up.len && down.at[over - 1] == '.' && span_find(up, '.') > 0 &&
		span_is_nocase(up, (struct span){ down.at + over, up.len });
}
