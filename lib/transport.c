/* transport: which way out, by the option or by what the machine has. See delivery.h. */
#include "delivery.h"
#include "die.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *qmail_queue(void)
{
	const char *set = getenv("QMAILQUEUE");
	return set && *set ? set : "/var/qmail/bin/qmail-queue";
}

/* As a shell would find it, then where it has always been. NULL if there is none. */
static const char *find_sendmail(void)
{
	struct text path = { 0 };
	text_adds(&path, getenv("PATH") ? getenv("PATH") : "");
	text_adds(&path, ":/usr/sbin:/usr/lib");
	for (struct span rest = text_span(&path); rest.len; ) {
		struct span folder = span_take(&rest, ':');
		struct text name = { 0 };
		text_add(&name, folder);
		text_adds(&name, "/sendmail");
		if (folder.len && access(text_string(&name), X_OK) == 0)
			return name.at;
		text_free(&name);
	}
	return NULL;
}

static const struct {
	struct transport t;
	const char *(*find)(void);	/* where a program lies; NULL: what stands behind the colon says where to */
} transports[] = {
	{ { "qmail", qmail_deliver, false }, qmail_queue },
	{ { "sendmail", sendmail_deliver, false }, find_sendmail },
	{ { "courier", courier_deliver, true }, find_sendmail },
	{ { "qmqp", qmqp_deliver, false }, NULL },
	{ { "smtp", smtp_deliver, false }, NULL },
	{ { "maildir", maildirs_deliver, false }, NULL },
};

const struct transport *transport_choose(const char *option, const char **where)
{
	if (!option)
		option = access(qmail_queue(), X_OK) == 0 ? "qmail" : "sendmail";
	const char *colon = strchr(option, ':');
	struct span name = { option, colon ? (size_t)(colon - option) : strlen(option) };
	for (size_t i = 0; i < sizeof transports / sizeof *transports; i++) {
		const char *(*find)(void) = transports[i].find;
		if (!span_is(name, span(transports[i].t.name)) || (find ? colon != NULL : !colon || !colon[1]))
			continue;
		*where = find ? find() : colon + 1;
		if (!*where)
			die(TEMP, "4.3.5", "there is no sendmail here; say -t smtp:HOST:PORT, for instance");
		return &transports[i].t;
	}
	die(TEMP, "4.3.5", "unknown transport %.200s; there are qmail, sendmail, courier, qmqp:HOST:PORT, "
		"smtp:HOST:PORT and maildir:DIR", option);
}
