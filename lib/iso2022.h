/* iso2022: the Japanese and Korean charsets that change state, taken apart here and not by glibc, which under
 * these names refuses what mailers have been writing for thirty years: NEC's row 13 (circled digits), the
 * IBM kanji of many surnames in rows 89 to 92, and half-width kana. The three that decode append valid UTF-8. */
#ifndef ISO2022_H
#define ISO2022_H
#include "text.h"

/* ISO-2022-JP (RFC 1468), -1 (RFC 2237), Microsoft's CP5022x. A state left open at the end is tolerated. */
void iso2022_jp_decode(struct span bytes, struct text *out);
void euc_jp_decode(struct span bytes, struct text *out);	/* with the same additions: CP51932 */
void iso2022_kr_decode(struct span bytes, struct text *out);	/* RFC 1557 */

/* And back: ASCII and JIS X 0208 by the letter of RFC 1468, without anybody's additions, so that every reader shows it.
 * False if there is another character; then some of it may have been appended. utf8 must be valid. */
bool iso2022_jp_encode(struct span utf8, struct text *out);
bool euc_jp_encode(struct span utf8, struct text *out);
#endif
