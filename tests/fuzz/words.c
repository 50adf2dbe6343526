/* Any bytes decode to valid UTF-8, and what was decoded and cleaned comes back from its encoding. */
#include "utf8.h"
#include "words.h"
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text decoded = { 0 }, clean = { 0 }, encoded = { 0 }, again = { 0 }, phrase = { 0 };

	words_decode((struct span){ (const char *)data, size }, &decoded);
	if (!utf8_ok(text_span(&decoded)))
		abort();
	words_clean(text_span(&decoded), &clean);
	words_encode(text_span(&clean), size % 90, &encoded);
	words_decode(text_span(&encoded), &again);
	/* What finds no room in its line begins with a fold, which is no part of a value. */
	if (!span_is(text_span(&clean), span_trim(text_span(&again))))
		abort();
	words_encode_phrase(text_span(&clean), 6, &phrase);
	text_free(&decoded);
	text_free(&clean);
	text_free(&encoded);
	text_free(&again);
	text_free(&phrase);
	memory_reset();
	return 0;
}
