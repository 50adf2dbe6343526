/* Any bytes as a score: a structure or a complaint, in bounded memory, and never the end of the program. */
#include "score.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct score s = { .name = "fuzz" };
	environment_set(&s.env, SPAN("HOME"), SPAN("/home/orch"));
	const char *wrong = score_parse(&s, (struct span){ (const char *)data, size });
	if (wrong && strncmp(wrong, "fuzz:", 5) != 0)
		abort();
	for (size_t i = 0; i < s.count; i++) {
		if (s.step[i].argc == 0 && !wrong)
			abort();
		for (size_t k = 0; k < s.step[i].argc; k++)
			if (strlen(s.step[i].argv[k]) > SCORE_WORDS_MAX)
				abort();
		if (s.step[i].argc && s.step[i].argv[s.step[i].argc])
			abort();
	}
	for (size_t i = 0; i < s.env.count; i++)
		if (!strchr(s.env.at[i], '='))
			abort();
	memory_reset();
	return 0;
}
