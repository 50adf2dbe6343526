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
	ptrdiff_t dash = span_find(extension, '-');
	if (dash < 0 || !span_number((struct span){ extension.at, (size_t)dash }, &number))
		return false;
	struct span rest = { extension.at + dash + 1, extension.len - (size_t)dash - 1 };
	size_t seam = rest.len;
	while (seam && rest.at[seam - 1] != '=')
		seam--;
	if (seam < 2)
		return false;
	*out = (struct mailbox){ .local = { rest.at, seam - 1 }, .domain = { rest.at + seam, rest.len - seam } };
	return spec_is_domain(out->domain);
}
