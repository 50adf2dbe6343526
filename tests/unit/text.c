/* Texts that are kept, and memory for many messages in one run: what was got since a mark goes back, zeroed, and nothing
 * else. */
#include "tap.h"
#include "text.h"

int main(void)
{
	struct span kept = memory_keep(SPAN("kept"));
	struct memory_mark mark = memory_mark();
	char *first = memory_get(100);
	memset(first, 'x', 100);
	for (int i = 0; i < 100; i++)
		memory_get(5000);
	memory_release(mark);
	ok(span_is(kept, SPAN("kept")), "what was there before the mark stays");
	char *again = memory_get(100);
	bool zero = true;
	for (int i = 0; i < 100; i++)
		zero = zero && again[i] == 0;
	ok(again == first && zero, "what came after it is given out once more, zeroed");
	memory_reset();
	mark = memory_mark();
	memory_get(1);
	memory_release(mark);
	ok(memory_mark().block == NULL, "a mark at the very beginning");

	struct span word = SPAN("kept");
	ok(span_starts(word, SPAN("ke")) && span_starts(word, SPAN("")) && !span_starts(word, SPAN("kept!"))
		&& !span_starts(word, SPAN("Ke")), "how it starts");

	struct span line = SPAN(" one\ttwo  three\n");
	is(span_next_word(&line), "one", "a word");
	is(line, "two  three", "what follows");
	is(span_next_word(&line), "two", "the next one");
	is(span_next_word(&line), "three", "the last one");
	ok(!line.len && !span_next_word(&line).len, "no more");

	struct text t = { 0 };
	text_addf(&t, "%d and", 1);
	struct span one = text_keep(&t);
	ok(!t.at && !t.len && one.at[one.len] == '\0', "an empty text is left, and a NUL follows");
	is(one, "1 and", "what was in it");
	ok(text_keep(&t).at && !text_keep(&t).len, "of nothing nothing");
	is(memory_format("%s %.*s", one.at, PRINTF(SPAN("more"))), "1 and more", "formatted");
	return tap_end();
}
