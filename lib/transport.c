/* transport: which way out, by the option or by what the machine has. See delivery.h. */
#include "delivery.h"
#include "die.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct transport transports[] = {
	{ "qmail", qmail_deliver },
	{ "sendmail", sendmail_deliver },
	{ "qmqp", qmqp_deliver },
	{ "smtp", smtp_deliver },
	{ "maildir", maildirs_deliver },
};

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

const struct transport *transport_choose(const char *option, const char **where)
{
	if (!option)
		option = access(qmail_queue(), X_OK) == 0 ? "qmail" : "sendmail";
	const char *colon = strchr(option, ':');
	size_t n = colon ? (size_t)(colon - option) : strlen(option);
	for (size_t i = 0; i < sizeof transports / sizeof *transports; i++) {
		const struct transport *t = &transports[i];
		bool local = i < 2;
		if (strlen(t->name) != n || memcmp(t->name, option, n) != 0 || local != !colon
		    || (colon && !colon[1]))
			continue;
		*where = i == 0 ? qmail_queue() : i == 1 ? find_sendmail() : colon + 1;
		if (!*where)
			die(TEMP, "4.3.5", "there is no sendmail here; say -t smtp:HOST:PORT, for instance");
		return t;
	}
	die(TEMP, "4.3.5", "unknown transport %.200s; there are qmail, sendmail, qmqp:HOST:PORT, "
		"smtp:HOST:PORT and maildir:DIR", option);
}
