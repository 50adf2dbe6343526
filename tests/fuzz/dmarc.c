/* Any TXT record: one of DMARC says the same with an unknown tag behind it, and in any case of its letters but for
 * DMARC1. */
#include "dmarc_record.h"
#include "fuzz.h"
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool same(const struct dmarc_record *a, const struct dmarc_record *b)
{
	return a->p == b->p && a->sp == b->sp && a->np == b->np && a->strict_dkim == b->strict_dkim &&
		a->strict_spf == b->strict_spf && a->testing == b->testing && a->psd == b->psd && a->bad == b->bad;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dmarc_record r = { 0 }, other = { 0 };
	struct span txt = { (const char *)data, size };
	struct text t = { 0 };
	bool is = dmarc_record_read(txt, &r);
	check(!is || (size >= 8 && ascii_lower(txt.at[0]) == 'v' && span_find_nocase(txt, SPAN("DMARC1")) > 0));
	check(!r.bad || (r.p == DMARC_NONE && r.sp == DMARC_NONE && r.np == DMARC_NONE));

	text_add(&t, txt);
	text_adds(&t, ";unknown=x");
	check(dmarc_record_read(text_span(&t), &other) == is && (!is || same(&r, &other)));

	/* Behind the version. The scheme of a URI has no case, and none of its letters is bound to one. */
	ptrdiff_t end = span_find(txt, ';');
	for (size_t i = end < 0 ? size : (size_t)end; i < size; i++)
		t.at[i] = (char)ascii_lower(txt.at[i]);
	check(dmarc_record_read(text_span(&t), &other) == is && (!is || same(&r, &other)));
	text_free(&t);
	memory_reset();
	return 0;
}
