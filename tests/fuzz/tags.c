/* Any list of tags: each is taken once, from front to back; what the strict reader finds the tolerant one does, too. */
#include "tags.h"
#include "fuzz.h"
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool lies_in(struct span s, struct span whole) { return s.at >= whole.at && s.at + s.len <= whole.at + whole.len; }

static size_t count_all(struct span list)
{
	struct span rest = list, name, value;
	size_t n = 0, left = list.len;
	while (tag_take(&rest, &name, &value)) {
		check(rest.len < left);
		left = rest.len;
		check(lies_in(name, list) && span_find(name, ';') < 0 && span_find(name, '=') < 0);
		check(!value.at || (lies_in(value, list) && span_find(value, ';') < 0));
		check(span_is(span_trim(name), name) && span_is(span_trim(value), value));
		n++;
	}
	check(!rest.len);
	return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span list = { (const char *)data, size };
	struct tags tags;
	size_t n = size ? count_all(list) : 0;
	if (!tags_read(list, &tags)) {
		check(tags.count && tags.count <= TAGS_MAX && tags.count <= n);
		for (size_t i = 0; i < tags.count; i++) {
			struct span rest = list, value = { NULL, 0 };
			const char *name = memory_keep(tags.at[i].name).at;
			check(span_is(tags_get(&tags, name), tags.at[i].value));
			check(tag_next(&rest, name, &value) && span_is(value, tag_compact(tags.at[i].value)));
			check(!tag_next(&rest, name, &value));
		}
	}
	memory_reset();
	return 0;
}
