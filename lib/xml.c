/* xml: see xml.h */
#include "xml.h"
#include "die.h"
#include "utf8.h"
#include <expat.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

void xml_stop(struct xml *x, const char *why)
{
	if (!x->wrong.len)
		text_adds(&x->wrong, why);
	if (x->parser)
		XML_StopParser(x->parser, XML_FALSE);
}

void xml_free(struct xml *x)
{
	text_free(&x->wrong);
	text_free(&x->value);
}

/* After that expat may still tell of the end of an empty element. */
static bool stopped(const struct xml *x) { return x->other || x->wrong.len; }

static void XMLCALL on_start(void *with, const XML_Char *name, const XML_Char **attributes)
{
	struct xml *x = with;
	const char *colon = strrchr(name, ':');
	int in = x->depth ? x->open[x->depth - 1] : XML_OUTSIDE, is = XML_UNKNOWN;
	(void)attributes;
	name = colon ? colon + 1 : name;
	x->in_value = false;
	x->value.len = 0;
	for (size_t i = 0; in != XML_UNKNOWN && i < x->rules; i++)
		if (x->rule[i].in == in && strcmp(x->rule[i].name, name) == 0) {
			is = x->rule[i].is;
			x->in_value = x->rule[i].value;
			break;
		}
	if (x->depth == XML_DEPTH) {
		xml_stop(x, "its elements are more than 32 deep");
	} else if (++x->elements > XML_ELEMENTS) {
		xml_stop(x, "it has more than 4,000,000 elements");
	} else if (x->depth == 0 && is == XML_UNKNOWN) {
		x->other = true;
		XML_StopParser(x->parser, XML_FALSE);
	} else {
		x->open[x->depth++] = is;
	}
}

static void XMLCALL on_end(void *with, const XML_Char *name)
{
	struct xml *x = with;
	(void)name;
	if (stopped(x))
		return;
	int is = x->open[--x->depth];
	x->in_value = false;
	if (is != XML_UNKNOWN)
		x->end(x, is, span_trim(text_span(&x->value)));
	x->value.len = 0;
}

static void XMLCALL on_text(void *with, const XML_Char *s, int len)
{
	struct xml *x = with;
	size_t room = XML_VALUE - x->value.len;
	if (x->in_value)
		text_add(&x->value, (struct span){ s, (size_t)len < room ? (size_t)len : room });
}

static void XMLCALL on_doctype(void *with, const XML_Char *name, const XML_Char *at, const XML_Char *id, int own)
{
	struct xml *x = with;
	(void)at, (void)id, (void)own;
	x->other = span_is_nocase(span(name), SPAN("html"));
	xml_stop(x, "it has a DOCTYPE, which no report needs");
}

/* expat's memory, counted: each piece has its length before it. */
union counted { size_t size; max_align_t align; };
static size_t parser_memory;
static bool parser_refused;

static void *parser_realloc(void *p, size_t n)
{
	union counted *old = p ? (union counted *)p - 1 : NULL;
	size_t had = old ? old->size : 0;
	if (n > XML_MEMORY || parser_memory - had + n > XML_MEMORY) {
		parser_refused = true;
		return NULL;
	}
	union counted *c = realloc(old, sizeof *c + n);
	if (!c)
		return NULL;
	parser_memory += n - had;
	c->size = n;
	return c + 1;
}

static void *parser_malloc(size_t n) { return parser_realloc(NULL, n); }

static void parser_free(void *p)
{
	union counted *old = p ? (union counted *)p - 1 : NULL;
	if (old)
		parser_memory -= old->size;
	free(old);
}

/* What to tell expat. Not what the XML declares, which is a claim: UTF-16 by its octets, Latin-1 by name (and
 * windows-1252, which differs in quotation marks only), all else is UTF-8, damaged or not. */
static const char *encoding_of(struct span head)
{
	if (head.len >= 2 && (memcmp(head.at, "\xfe\xff", 2) == 0 || memcmp(head.at, "\0<", 2) == 0))
		return "UTF-16BE";
	if (head.len >= 2 && (memcmp(head.at, "\xff\xfe", 2) == 0 || memcmp(head.at, "<\0", 2) == 0))
		return "UTF-16LE";
	ptrdiff_t end = span_find(head, '>');
	struct span declared = { head.at, end < 0 ? 0 : (size_t)end };
	if (span_starts_nocase(declared, SPAN("<?xml")) && (span_find_nocase(declared, SPAN("\"iso-8859-1\"")) >= 0
			|| span_find_nocase(declared, SPAN("\"windows-1252\"")) >= 0))
		return "ISO-8859-1";
	return "UTF-8";
}

/* How much of s does not end in the middle of a character. */
static size_t whole_characters(struct span s)
{
	for (size_t n = 1; n <= 3 && n <= s.len; n++) {
		unsigned char c = (unsigned char)s.at[s.len - n];
		if (c >= 0xC0)		/* the first octet of a character says how many it has */
			return (c >= 0xF0 ? 4u : c >= 0xE0 ? 3u : 2u) > n ? s.len - n : s.len;
		if (c < 0x80)
			break;
	}
	return s.len;
}

static enum XML_Status feed(struct xml *x, struct source *s, bool utf8)
{
	struct text repaired = { 0 };
	enum XML_Status status = XML_STATUS_OK;
	for (struct span next; status == XML_STATUS_OK && (next = source_see(s, 4)).len; ) {
		if (utf8 && next.len >= 4)
			next.len = whole_characters(next);
		bool good = !utf8 || utf8_ok(next);
		repaired.len = 0;
		if (!good)
			utf8_repair(next, &repaired);
		source_take(s, next.len);
		if (!good)
			next = text_span(&repaired);
		status = XML_Parse(x->parser, next.at, (int)next.len, 0);
	}
	text_free(&repaired);
	return status == XML_STATUS_OK && !s->wrong ? XML_Parse(x->parser, "", 0, 1) : status;
}

static void tell(struct xml *x)
{
	enum XML_Error e = XML_GetErrorCode(x->parser);
	if (e == XML_ERROR_NO_MEMORY && !parser_refused)
		die(TEMP, "4.3.0", "out of memory");
	if (e == XML_ERROR_NO_MEMORY)
		text_adds(&x->wrong, "its elements are too long or have too many names");
	else
		text_addf(&x->wrong, "it is no good XML: %s in line %lu", XML_ErrorString(e),
			(unsigned long)XML_GetCurrentLineNumber(x->parser));
}

enum xml_answer xml_read(struct xml *x, struct source *s)
{
	static const XML_Memory_Handling_Suite memory = { parser_malloc, parser_realloc, parser_free };
	const char *encoding = encoding_of(source_see(s, 256));
	parser_refused = false;
	x->wrong.len = 0;
	x->depth = x->elements = 0;
	x->in_value = x->other = false;
	x->parser = XML_ParserCreate_MM(encoding, &memory, NULL);
	if (!x->parser)
		die(TEMP, "4.3.0", "out of memory");
	XML_SetUserData(x->parser, x);
	XML_SetElementHandler(x->parser, on_start, on_end);
	XML_SetCharacterDataHandler(x->parser, on_text);
	XML_SetStartDoctypeDeclHandler(x->parser, on_doctype);
	enum XML_Status status = feed(x, s, strcmp(encoding, "UTF-8") == 0);
	if (!stopped(x) && s->wrong)
		text_adds(&x->wrong, s->wrong);
	else if (!stopped(x) && status != XML_STATUS_OK)
		tell(x);
	XML_ParserFree(x->parser);
	x->parser = NULL;
	return x->other ? XML_OTHER : x->wrong.len ? XML_WRONG : XML_READ;
}
