/* charset: the charsets that mail comes in, to UTF-8 and back.
 *
 * A name from a mail is looked up in a table of ours and never reaches iconv_open: glibc brings some two
 * hundred converters, a few of which have had holes, and each would be loaded on a stranger's word. */
#ifndef CHARSET_H
#define CHARSET_H
#include "text.h"

/* Appends bytes, which are in the charset of that name, as valid UTF-8. What can't be decoded becomes U+FFFD.
 * False, and nothing appended, if the name is not in the table. Dies with TEMP if the C library lacks a
 * converter that the table needs (its gconv folder is incomplete, or memory or descriptors have run out). */
bool charset_decode(struct span name, struct span bytes, struct text *out);

/* Appends utf8, which must be valid, in the charset of that name. False, and nothing appended, if that can't be done
 * without loss: it does not hold a character, or we do not write it. An ASCII character is itself. Each line starts and
 * ends in ASCII. Dies like charset_decode. */
bool charset_encode(struct span name, struct span utf8, struct text *out);

/* The same for bytes of which nobody says what they are, in files of old Japanese programs: UTF-8, ISO-2022-JP or
 * EUC-JP. False, and nothing appended, if they are none of these. */
bool charset_decode_unnamed(struct span bytes, struct text *out);
#endif
