/* authres: the field Authentication-Results (RFC 8601), read and written.
 *
 * Three jobs, each with its own view of the same bytes. Taking away what a stranger has put under our name is
 * generous in what it takes for our name (authres_remove). Believing a field is strict: all of it parses, or it
 * says nothing (authres_parse). Writing one lets no value become more than a value (authres_begin and on).
 *
 *	authres_remove(&m, id);
 *	authres_begin(&t, id);
 *	authres_result(&t, "dkim", "pass");
 *	authres_property(&t, "header.d", domain);
 *	authres_result(&t, "dmarc", "none");
 *	authres_property(&t, "header.from", author.domain);
 *	authres_prepend(&m, &t);
 *
 * Names, quotes off and case as written, are compared without case; a value is what it stands for. */
#ifndef AUTHRES_H
#define AUTHRES_H
#include "message.h"
#include "text.h"

#define AUTHRES_NAME "Authentication-Results"

enum {
	AUTHRES_MAX = 10000,	/* results and properties in a field that is believed; ours have a few dozen */
	AUTHRES_VALUE = 600,	/* octets of a value as it is written, quotes included; an address has up to 512 */
};

/* True if id can be an authserv-id of ours: letters, digits, `-`, `_` and single dots between them, as in the name
 * of a host (RFC 8601 section 2.5 advises one), at most 255 octets. Every id given to a function below is one;
 * authres_begin dies with TEMP for any other. */
bool authres_is_id(struct span id);

/* True if the value of a field claims to come from id: the id stands before the first semicolon, whole, in
 * any case, with quotes, comments, folds, version and whatever else around it, also in a comment, where readers
 * disagree about where a comment ends; without a semicolon, or with a comment or quote that does not end,
 * anywhere. In doubt it does (RFC 8601 section 5: what claims our id and is not ours must go, and anything else
 * may). Not as part of a longer name, other.ID or ID.other; but `ID .other` and `"ID".other` do, since some readers
 * end a name at a blank or a quote. Linear. */
bool authres_claims(struct span value, struct span id);

/* Removes each Authentication-Results that claims id, and says how many went. Linear. */
size_t authres_remove(struct message *m, struct span id);

struct authres_item {
	bool property;		/* of the result before it; else a result itself */
	struct span name;	/* "header.d", "reason"; "dkim" */
	struct span value;	/* "example.org"; "pass" */
};

struct authres {
	struct span value;	/* what it was parsed from */
	struct span id;
	struct authres_item *item;	/* results, each followed by its properties, in the field's order */
	size_t count, room;
};

/* Parses a field's value. Returns NULL, or what is wrong: then nothing in it may be believed. More tolerant than
 * the grammar where nothing is ambiguous (values that should be quoted, properties without a type, an empty
 * result), less where a value may have run out of its place: a comment that touches it, as in
 * `header.d=a.example(.evil.example)`. Results of a method in another version than 1 are left out (section
 * 2.6); so is `none`. The spans point into value or memory_get memory. Linear, no recursion. */
const char *authres_parse(struct span value, struct authres *out);

/* The next result of a method with a value (NULL: any), at or after from; or -1. Each signature that passes:
 *
 *	for (ptrdiff_t i = -1; (i = authres_find(&a, "dkim", "pass", (size_t)(i + 1))) >= 0; )
 *		… authres_get(&a, i, "header.d") … */
ptrdiff_t authres_find(const struct authres *a, const char *method, const char *result, size_t from);

/* The first result of a method that has this property with this value (without case), or -1: the result
 * of dmarc with header.from=example.org. */
ptrdiff_t authres_find_with(const struct authres *a, const char *method, const char *property, struct span value);

/* A property of the result at i ("header.d", "smtp.mailfrom", "reason"). at is NULL if it has none of that name, or
 * two: nobody can say which one counts. */
struct span authres_get(const struct authres *a, ptrdiff_t i, const char *property);

/* The constant ("pass") for a result that came from elsewhere, to be written again: one of pass, fail, none,
 * neutral, softfail, policy, temperror, permerror (RFC 8601 section 2.7; hardfail is fail); else NULL. */
const char *authres_known(struct span result);

/* Writes a field's value into t, which is empty: the id, then results, each with its properties behind it. Without a
 * result it becomes `none`. Method, result and property are constants of the program's, made of letters, digits and
 * `-`, with one dot in a property; anything else, and a property without a result before it, dies with TEMP.
 *
 * Any value can be given. It is quoted where the grammar wants it, a control character becomes `?`, what is no UTF-8
 * U+FFFD, a run of blanks one blank. One that is empty or longer than AUTHRES_VALUE is left out, for part of a name
 * is another name. Lines are folded before column 78 where there is a blank. Some readers (python3-authres 1.2) see
 * a quoted value only if it is the last of its result, so let header.b be the last. */
void authres_begin(struct text *t, struct span id);
void authres_result(struct text *t, const char *method, const char *result);
void authres_reason(struct text *t, struct span reason);	/* before the properties (section 2.2) */
void authres_property(struct text *t, const char *property, struct span value);

/* Ends the value and puts it as a new field on top of the header: a trace field is never put elsewhere (section
 * 4.1), and what stands above the first Received nobody outside can have written. Frees t. */
void authres_prepend(struct message *m, struct text *t);
#endif
