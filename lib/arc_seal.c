/* arc_seal: see arc.h. The next set of a chain (RFC 8617 section 5.1). */
#include "arc.h"
#include "canon.h"

/* i= stands first in all three (section 4.1). What the seal signs is put together while the set grows, from the bottom
 * up: the sets before it, then each of its own fields. */
void arc_seal(struct message *m, const struct arc *a, enum arc_result status, struct span results,
	const struct sign_key *k)
{
	struct text value = { 0 };
	struct sign_content content, chain = { 0 };

	text_addf(&value, "i=%u", a->highest + 1);
	const char *instance = memory_keep(text_span(&value)).at;
	text_adds(&value, "; ");
	text_add(&value, results);
	for (unsigned i = 1; i <= a->highest && status == ARC_PASS; i++)
		arc_add_set(a, i, &chain.header);
	message_prepend(m, arc_name[ARC_RESULTS], text_span(&value));
	canon_field(CANON_RELAXED, m->field[0].raw, &chain.header);

	sign_content_read(m, true, &content);
	sign_prepend(m, arc_name[ARC_MESSAGE], instance, "c=relaxed/relaxed", &content, k);
	canon_field(CANON_RELAXED, m->field[0].raw, &chain.header);

	sign_prepend(m, arc_name[ARC_SEAL], instance, status == ARC_NONE ? "cv=none" : status == ARC_PASS ? "cv=pass" :
		"cv=fail", &chain, k);
	sign_content_free(&content);
	sign_content_free(&chain);
	text_free(&value);
}
