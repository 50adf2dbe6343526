/* text: bytes and the memory they lie in.
 *
 * What comes from a mail is a span: a pointer and a length, never a C string, for it may hold any byte.
 * A text is a span that grows. Memory from memory_get lives until the program ends, or until
 * memory_reset or memory_release: a step handles one message and exits. No memory: the program dies with TEMP. */
#ifndef TEXT_H
#define TEXT_H
#include <stdbool.h>
#include <stddef.h>

struct span { const char *at; size_t len; };
struct text { char *at; size_t len, room; };	/* all zero is an empty text */

#define SPAN(literal) ((struct span){ literal, sizeof(literal) - 1 })
#define PRINTF(s) (int)(s).len, (s).at		/* for "%.*s"; cut long spans before */

struct span span(const char *cstring);		/* of a C string; NULL gives an empty span */
struct span text_span(const struct text *t);	/* valid until the text changes */
bool span_is(struct span a, struct span b);	/* equal, byte for byte */
bool span_is_nocase(struct span a, struct span b);	/* equal but for ASCII case */
bool span_starts(struct span s, struct span start);
bool span_starts_nocase(struct span s, struct span start);
struct span span_trim(struct span s);		/* without blanks, tabs, CR and LF at both ends */
ptrdiff_t span_find(struct span s, char c);	/* index of the first c, or -1 */
ptrdiff_t span_find_nocase(struct span hay, struct span needle);
struct span span_take(struct span *rest, char c);	/* off the front: to the first c, which goes too; all if none */
struct span span_take_word(struct span *line);	/* the same, to the first blank */
struct span span_next_word(struct span *rest);	/* the same, to the first of span_trim's; without those around it */
bool span_number(struct span s, unsigned long long *n);	/* all digits, no overflow */

void text_add(struct text *t, struct span s);
void text_adds(struct text *t, const char *cstring);
void text_addc(struct text *t, char c);
void text_addf(struct text *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void text_free(struct text *t);			/* leaves an empty text */
const char *text_string(struct text *t);	/* NUL-terminated, the NUL not counted; valid until it changes */
struct span text_keep(struct text *t);		/* what is in it, as memory_keep has it; leaves an empty text */

static inline int ascii_lower(int c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; }	/* no locale */
static inline bool ascii_alnum(int c)
{
	return (c >= '0' && c <= '9') || (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z');
}
static inline bool ascii_blank(int c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

void *memory_get(size_t n);			/* zeroed; never NULL; not to be freed */
struct span memory_keep(struct span s);		/* a copy in such memory, followed by a NUL not counted */
struct span memory_format(const char *fmt, ...) __attribute__((format(printf, 1, 2)));	/* the same of a text_addf */
void *memory_grow(void *p, size_t count, size_t *room, size_t size);	/* an array with room for one more element:
						 * p from here or NULL; never freed by itself */
void memory_reset(void);			/* gives back all of memory_get */

/* For who handles many messages in one run: what memory_get has given since the mark was made. */
struct memory_mark { void *block; size_t used; };
struct memory_mark memory_mark(void);
void memory_release(struct memory_mark mark);
#endif
