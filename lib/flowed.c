/* flowed: see flowed.h */
#include "flowed.h"
#include "content.h"

bool flowed_is(struct span type)
{
	struct span rest = content_parameters(type);
	for (struct span name, value; content_next_parameter(&rest, &name, &value); )
		if (span_is_nocase(name, SPAN("format")))
			return span_is_nocase(value, SPAN("flowed"));
	return false;
}

bool flowed_goes_on(struct span line)
{
	return line.len && line.at[line.len - 1] == ' ' && !span_is(line, SPAN("-- "));
}

void flowed_add(struct text *out, struct span text)
{
	while (text.len) {
		struct span line = span_take(&text, '\n');
		while (flowed_goes_on(line))
			line.len--;
		if (line.len && (line.at[0] == ' ' || line.at[0] == '>' || span_starts_nocase(line, SPAN("From "))))
			text_addc(out, ' ');
		text_add(out, line);
		text_addc(out, '\n');
	}
}
