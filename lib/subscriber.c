/* subscriber: see subscriber.h */
#include "subscriber.h"
#include "setting.h"

struct span subscriber_setting(const struct subscriber *x, const char *name)
{
	struct span rest = x->settings;
	struct setting word;
	while (!setting_next(&rest, &word) && word.word.len)
		if (word.name.at && span_is_nocase(word.name, span(name)))
			return word.value.at ? word.value : SPAN("");
	return (struct span){ NULL, 0 };
}

bool subscriber_gets_mail(const struct subscriber *x)
{
	return !x->settings.len || (!subscriber_setting(x, "s").at && !subscriber_setting(x, "m").at
		&& !subscriber_setting(x, "digest").at);
}

struct span subscriber_digest(const struct subscriber *x)
{
	if (!x->settings.len || subscriber_setting(x, "s").at)
		return (struct span){ NULL, 0 };
	struct span m = subscriber_setting(x, "m");
	return m.at ? m : subscriber_setting(x, "digest");
}

bool subscriber_gets_digest(const struct subscriber *x, struct span class)
{
	struct span own = subscriber_digest(x);
	return own.at && span_is_nocase(own, class);
}
