/* words: encoded words (RFC 2047) in subjects and display names, to and from UTF-8. */
#ifndef WORDS_H
#define WORDS_H
#include "text.h"

/* Appends value decoded to UTF-8: folds removed, adjacent words of one charset joined before conversion, the
 * blanks between encoded words dropped. Raw UTF-8 stays; raw ISO-2022-JP is converted; what can't be decoded
 * becomes U+FFFD (a word of unknown charset keeps its ASCII). The result is always valid UTF-8. Control
 * characters are kept: see words_clean. Never fails. */
void words_decode(struct span value, struct text *out);

/* The length of what s begins with and nobody may break: an encoded word, or raw ISO-2022-JP from its escape to the
 * one back, where the octets of a comma or a quote are parts of other characters; neither with a blank in it. 0 if it
 * begins with none of these. */
size_t words_whole(struct span s);

/* Appends s (UTF-8) without control characters, bidi and zero-width ones (U+200B-U+200F, U+202A-U+202E,
 * U+2060-U+2069, U+FEFF, C0, C1), each run of blanks and line ends as one blank, none at the ends. */
void words_clean(struct span s, struct text *out);

/* Both: appends a field's value as a person is to read it. */
void words_read(struct span value, struct text *out);

/* The same in at most max octets, cut between characters; otherwise if there is nothing to read. In memory_get
 * memory. */
struct span words_shown(struct span value, size_t max, const char *otherwise);

/* Appends s (UTF-8, cleaned) as the value of an unstructured field: plain if ASCII, else as encoded words of
 * at most 75 characters, split between characters, lines of at most 76; folded with "\n ". column is where
 * the text starts in its line. Where the line has no room left it begins with a fold, and a blank that out
 * ends with goes, since the fold stands for it. */
void words_encode(struct span s, size_t column, struct text *out);

/* The same as a phrase (a display name): an ASCII name is quoted where the grammar wants it (RFC 5322
 * section 3.2.3), another one is encoded with the narrower alphabet of RFC 2047 section 5 (3). */
void words_encode_phrase(struct span s, size_t column, struct text *out);

/* True if s holds nothing but ASCII that needs no encoding: printable, no "=?". */
bool words_plain(struct span s);
#endif
