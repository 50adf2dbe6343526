/* note: see note.h */
#include "note.h"
#include "encode.h"

static bool collides(struct span text, struct span boundary)
{
	while (boundary.len && text.len) {
		struct span line = span_take(&text, '\n');
		if (line.len < 2 || line.at[0] != '-' || line.at[1] != '-')
			continue;
		line.at += 2, line.len -= 2;
		if (span_starts_nocase(line, boundary))
			return true;
	}
	return false;
}

void note_add(struct text *out, struct span lines, struct span boundary)
{
	struct encoder e = { 0 };
	size_t high = 0;
	for (size_t i = 0; i < lines.len; i++)
		high += (unsigned char)lines.at[i] >= 0x80;
	bool ascii = high == 0, base64 = 6 * high > lines.len || collides(lines, boundary);	/* shorter; has no hyphen */
	text_addf(out, "Content-Type: text/plain; charset=%s\nContent-Transfer-Encoding: %s\nContent-Disposition: inline\n\n",
		ascii ? "us-ascii" : "UTF-8", base64 ? "base64" : ascii ? "7bit" : "quoted-printable");
	if (ascii && !base64) {
		text_add(out, lines);
		return;
	}
	(base64 ? encode_base64 : encode_quoted)(&e, lines);
	(base64 ? encode_base64_end : encode_quoted_end)(&e);
	text_add(out, text_span(&e.out));
	text_free(&e.out);
}
