/* advice: what new-list tells about the world outside the list's folder. See setup.h. */
#include "setup.h"
#include "die.h"
#include "key.h"
#include <string.h>
#include <unistd.h>

enum { TXT_STRING = 255 };	/* octets of one character-string (RFC 1035 section 3.3.14) */

static void add_dns(struct text *t, const struct setup *s, struct span key)
{
	char own[256] = "";
	bool known = gethostname(own, sizeof own - 1) == 0 && strchr(own, '.');
	const char *host = known ? own : "your.mail.server";

	text_addf(t, "%s._domainkey.%.*s. IN TXT (", s->selector, PRINTF(s->domain));
	while (key.len) {
		size_t n = key.len < TXT_STRING ? key.len : TXT_STRING;
		text_addf(t, "\n\t\"%.*s\"", (int)n, key.at);
		key.at += n;
		key.len -= n;
	}
	text_adds(t, " )\n");
	text_addf(t, "%.*s. IN TXT \"v=spf1 mx ~all\"\n", PRINTF(s->domain));
	text_addf(t, "_dmarc.%.*s. IN TXT \"v=DMARC1; p=none; rua=mailto:%.*s-dmarc@%.*s\"\n",
		PRINTF(s->domain), PRINTF(s->local), PRINTF(s->domain));
	text_addf(t, "%.*s. IN MX 10 %s.\n", PRINTF(s->domain), host);
}

/* s for a regular expression of Postfix: dots and plus signs are themselves. */
static void add_pattern(struct text *t, struct span s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (strchr(".+", s.at[i]))
			text_addc(t, '\\');
		text_addc(t, s.at[i]);
	}
}

static void advise_postfix(struct text *t, const struct setup *s)
{
	text_addf(t,
		"Append to /etc/postfix/master.cf, once for all lists in %s:\n"
		"\n"
		"tutti     unix  -       n       n       -       -       pipe\n"
		"  user=%s null_sender= argv=" PREFIX "/bin/tutti -l %s -f ${sender} -r ${recipient} -s ${size}\n"
		"\n"
		"Append to /etc/postfix/tutti, for each list:\n"
		"\n/^", s->parent, s->user, s->parent);
	add_pattern(t, s->local);
	text_adds(t, "(-.+)?@");
	add_pattern(t, s->domain);
	text_addf(t, "$/  tutti:\n"
		"\n"
		"Append to /etc/postfix/main.cf, once; a setting that is there already gets the new word at its end:\n"
		"\n"
		"transport_maps = regexp:/etc/postfix/tutti\n"
		"tutti_destination_recipient_limit = 1\n"
		"\n"
		"and, so that Postfix refuses addresses which are not in that file, when %.*s\n"
		"is a domain for lists only (and not in mydestination):\n"
		"\n"
		"relay_domains = %.*s\n"
		"relay_recipient_maps = regexp:/etc/postfix/tutti\n"
		"\n"
		"or else, when it is in mydestination:\n"
		"\n"
		"local_recipient_maps = proxy:unix:passwd.byname $alias_maps regexp:/etc/postfix/tutti\n"
		"\n"
		"Then: postfix reload\n"
		"\n"
		"(Without master.cf, for a domain in mydestination: put these lines into a file %s/aliases\n"
		"that %s owns, since commands in a file of root's run as nobody; in main.cf:\n"
		"alias_maps = hash:/etc/aliases regexp:%s/aliases\n"
		"\n", PRINTF(s->domain), PRINTF(s->domain), s->parent, s->user, s->parent);
	static const struct { const char *address, *score; } alias[] = {
		{ "", "post" }, { "-owner", "owner" }, { "-return(-.*)?", "return" }, { "-dmarc", "dmarc" },
		{ "-.+", "request" },
	};
	for (size_t i = 0; i < sizeof alias / sizeof *alias; i++) {
		text_adds(t, "/^");
		add_pattern(t, s->local);
		text_addf(t, "%s$/  \"|%s/%s\"\n", alias[i].address, s->folder, alias[i].score);
	}
	text_adds(t, ")\n");
}

void setup_add_dot_name(struct text *t, const char *dot, struct span local)
{
	text_addf(t, "%s-", dot);
	for (size_t k = 0; k < local.len; k++)
		text_addc(t, local.at[k] == '.' ? ':' : (char)ascii_lower(local.at[k]));
}

/* The .qmail or .courier files. */
static void add_dot_files(struct text *t, const struct setup *s, const char *dot)
{
	static const struct { const char *extension, *score; } file[] = {
		{ "", "post" }, { "-owner", "owner" }, { "-return", "return" }, { "-return-default", "return" },
		{ "-dmarc", "dmarc" }, { "-default", "request" },
	};
	for (size_t i = 0; i < sizeof file / sizeof *file; i++) {
		text_addf(t, "echo '|%s/%s' >", s->folder, file[i].score);
		setup_add_dot_name(t, dot, s->local);
		text_addf(t, "%s\n", file[i].extension);
	}
}

static void advise_qmail(struct text *t, const struct setup *s)
{
	text_addf(t,
		"Append to /var/qmail/control/virtualdomains (the domain must not be in control/locals):\n"
		"\n"
		"%.*s:%s\n"
		"\n"
		"and to /var/qmail/control/rcpthosts:\n"
		"\n"
		"%.*s\n"
		"\n"
		"As %s, in its home folder (not writable by others):\n"
		"\n", PRINTF(s->domain), s->user, PRINTF(s->domain), s->user);
	add_dot_files(t, s, ".qmail");
	text_adds(t,
		"\n"
		"Then make qmail-send read virtualdomains again, with a HUP: svc -h /service/qmail-send\n"
		"(For a list in a domain of control/locals: the list made with -u alias, these files in ~alias.)\n");
}

static void advise_courier(struct text *t, const struct setup *s)
{
	text_addf(t,
		"Append to /etc/courier/aliases/tutti, then run makealiases:\n"
		"\n"
		"@%.*s: %s\n"
		"\n"
		"and to /etc/courier/esmtpacceptmailfor.dir/tutti, then run makeacceptmailfor:\n"
		"\n"
		"%.*s\n"
		"\n"
		"As %s, in its home folder:\n"
		"\n", PRINTF(s->domain), s->user, PRINTF(s->domain), s->user);
	add_dot_files(t, s, ".courier");
}

static const struct {
	const char *name, *sign;	/* sign: a file that is there when it is installed */
	void (*advise)(struct text *, const struct setup *);
} mtas[] = {
	{ "qmail", "/var/qmail/control", advise_qmail },
	{ "courier", "/etc/courier/courierd", advise_courier },
	{ "postfix", "/etc/postfix", advise_postfix },
};
enum { MTAS = sizeof mtas / sizeof *mtas };

bool setup_knows_mta(const char *mta)
{
	for (size_t i = 0; i < MTAS; i++)
		if (strcmp(mta, mtas[i].name) == 0)
			return true;
	return false;
}

const char *setup_find_mta(void)
{
	for (size_t i = 0; i < MTAS; i++)
		if (access(mtas[i].sign, F_OK) == 0)
			return mtas[i].name;
	return "postfix";
}

/* Without these lines members can ask for digests, and get none. */
static void add_cron(struct text *t, const struct setup *s)
{
	static const struct { const char *when, *before, *after; } line[] = {
		{ "*/5 * * * *", "cd ", " && build-list -u members.cdb && build-list -u owners.cdb" },
		{ "0 * * * *", "make-digest ", "" },
		{ "10 18 * * *", "count-bounce -C ", " members.cdb" },
		{ "15 18 * * *", "tidy-list ", "" },
		{ "30 18 * * *", "check-list -q ", "" },
	};
	text_addf(t, "\n== Cron\n"
		"What happens by the hour or the day, digests above all: crontab -u %s -e, and append\n\n"
		"PATH=" PREFIX "/bin:/usr/sbin:/usr/bin:/bin\n", s->user);
	for (size_t i = 0; i < sizeof line / sizeof *line; i++)
		text_addf(t, "%s  %s%s%s\n", line[i].when, line[i].before, s->folder, line[i].after);
}

void setup_tell(struct text *t, const struct setup *s)
{
	struct text key = { 0 }, pem = { 0 };
	text_addf(&pem, "keys/%s.pem", s->selector);
	const char *wrong = key_record(text_string(&pem), &key);
	if (wrong)
		die(TEMP, "4.3.0", "cannot read the new key: %s", wrong);
	text_addf(t, "The list %.*s is in %s.\n\n", PRINTF(s->address), s->folder);
	text_addf(t, "== Members\n"
		"They join by a mail to %.*s-subscribe, leave by one to %.*s-unsubscribe; %.*s-help tells more.\n"
		"Or write them into the file members, an address a line. Then: build-list %s/members.cdb\n"
		"Mail to %.*s-owner goes to %.*s (file owners).\n\n",
		PRINTF(s->local), PRINTF(s->local), PRINTF(s->local), s->folder, PRINTF(s->local), PRINTF(s->owner));
	text_adds(t, "== DNS\n"
		"Publish these records. One that is there already is changed: two of a kind count as none.\n"
		"In a web form a TXT record is its strings joined, without the quotes.\n\n");
	add_dns(t, s, text_span(&key));
	text_addf(t, "\nReceivers report to the address after rua=, of which a domain needs one, not one for each list.\n"
		"What they say: dmarc-summary %s/dmarc-reports\n", s->folder);
	text_addf(t, "\n== Mail server (%s)\n", s->mta);
	if (strcmp(s->user, "root") == 0)
		text_adds(t, "No mail server runs a list as root: for real use make it with -u USER.\n");
	for (size_t i = 0; i < MTAS; i++)
		if (strcmp(s->mta, mtas[i].name) == 0)
			mtas[i].advise(t, s);
	add_cron(t, s);
	text_addf(t, "\n== Is all well?\ncheck-list %s\n", s->folder);
	text_free(&key);
	text_free(&pem);
}
