/* column: what strangers wrote in a report, made fit for a column of a table (dmarc-reports(5)). */
#ifndef COLUMN_H
#define COLUMN_H
#include "text.h"

enum {	/* octets */
	COLUMN_MAX = 255, COLUMN_COMMENT_MAX = 1000, COLUMN_LIST_MAX = 16000,
	COLUMN_TIME = 20	/* 2026-11-24T00:00:00Z */
};

/* Appends s, which must be UTF-8, as one line without what can't be seen; cut between characters to max octets. */
void column_add_text(struct text *out, struct span s, size_t max);

/* The same as one word of at most COLUMN_MAX octets: ASCII letters small, blanks and commas as '_'. */
void column_add_word(struct text *out, struct span s);

/* Appends an IPv4 or IPv6 address in its shortest form; nothing if s is none. An IPv4 address inside IPv6 (RFC 4291
 * section 2.5.5.2) is IPv4. */
void column_add_address(struct text *out, struct span s);

/* Appends the number of messages; false if s is no number or above 999999999999. Nothing is appended of nothing. */
bool column_add_count(struct text *out, struct span s);

/* The seconds since 1970 that s says, maybe with a fraction, which is dropped. False if it says none, or not before
 * the year 10000. */
bool column_read_time(struct span s, long long *seconds);
void column_add_time(struct text *out, long long seconds);
#endif
