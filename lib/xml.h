/* xml: an XML document of a stranger, read with expat by a grammar: which element may stand in which, by local names.
 *
 * Elements that the grammar does not know are passed over with all that is in them, and so are attributes. The limits:
 * XML_ELEMENTS elements, XML_DEPTH of them inside each other, XML_MEMORY octets for expat (a longer tag, or more names
 * than fit), XML_VALUE octets of a value, no DOCTYPE. */
#ifndef XML_H
#define XML_H
#include "source.h"
#include "text.h"

/* An element costs time, however short it is. So many are 200,000 rows with one result of DKIM and one of SPF, which
 * have 20 each by the schema (RFC 7489 Appendix C). */
enum { XML_ELEMENTS = 4000000, XML_DEPTH = 32, XML_MEMORY = 2 << 20, XML_VALUE = 4096 };
enum { XML_OUTSIDE = 0, XML_UNKNOWN = -1 };	/* elements that every grammar has */

struct xml_rule {
	int in;			/* XML_OUTSIDE: it is the root */
	const char *name;
	int is;			/* above 0 */
	bool value;		/* its text is wanted */
};

struct xml {
	const struct xml_rule *rule;
	size_t rules;
	/* An element has ended; value is its text in UTF-8, without blanks at its ends and cut to XML_VALUE octets. */
	void (*end)(struct xml *x, int element, struct span value);
	void *with;		/* end's own */
	struct text wrong;	/* why it can't be read */
	/* the rest belongs to xml.c */
	void *parser;
	int open[XML_DEPTH];
	size_t depth, elements;
	bool in_value, other;
	struct text value;
};

enum xml_answer { XML_READ, XML_OTHER /* another root than the grammar's, or a web page */, XML_WRONG };

/* Reads s to its end. Dies with TEMP without memory. */
enum xml_answer xml_read(struct xml *x, struct source *s);

/* For end(), and for who judges the whole of it: it can't be read, and why. The first reason counts. */
void xml_stop(struct xml *x, const char *why);
void xml_free(struct xml *x);
#endif
