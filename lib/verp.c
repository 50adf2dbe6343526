/* verp: see verp.h */
#include "verp.h"
#include "spec.h"

void verp_add(struct text *t, struct span sender, struct span local, struct span domain)
{
	text_add(t, sender);
	text_addc(t, '-');
	text_add(t, local);
	text_addc(t, '=');
	text_add(t, domain);
}

bool verp_read(struct span extension, struct mailbox *out)
{
	unsigned long long number;
	if (!span_number(span_take(&extension, '-'), &number))
		return false;
	struct span rest = extension;
	size_t seam = rest.len;
	while (seam && rest.at[seam - 1] != '=')
		seam--;
	if (seam < 2)
		return false;
	*out = (struct mailbox){ .local = { rest.at, seam - 1 }, .domain = { rest.at + seam, rest.len - seam } };
	return spec_is_domain(out->domain);
}
