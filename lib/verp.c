/* verp: see verp.h */
#include "verp.h"
#include "decode.h"
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

struct span verp_decode(struct span address)
{
	struct text t = { 0 };
	for (size_t i = 0; i < address.len; i++) {
		int c = address.at[i] == '+' && address.len - i > 2 ? decode_hex(address.at[i + 1], address.at[i + 2]) : -1;
		text_addc(&t, c < 0 ? address.at[i] : (char)c);
		i += c < 0 ? 0 : 2;
	}
	return text_keep(&t);
}
