/* setup_scores: the scores of a new list, each with what stands above a step for its owner to read; see setup.h */
#include "setup.h"
#include "file.h"
#include "utf8.h"
#include <string.h>

/* In double quotes of a score only these mean something (score(5)). */
static void add_quoted(struct text *t, struct span s)
{
	text_addc(t, '"');
	for (size_t i = 0; i < s.len; i++) {
		if (strchr("\"\\$", s.at[i]))
			text_addc(t, '\\');
		text_addc(t, s.at[i]);
	}
	text_addc(t, '"');
}

static void begin_score(struct text *t, const struct setup *s, const char *what)
{
	text_addf(t, "#!" PREFIX "/bin/tutti\n# %s\n\nLIST=%.*s\nLIST_NAME=", what, PRINTF(s->address));
	add_quoted(t, s->name);
	text_adds(t, "\n\n");
}

static void write_score(const char *path, struct text *t)
{
	file_replace(path, text_span(t), 0755);
	text_free(t);
}

/* Kana, or anything beyond ASCII in a Japanese domain. */
static bool is_japanese(const struct setup *s)
{
	struct span rest = s->name, jp = SPAN(".jp");
	bool other = false;
	while (rest.len) {
		uint32_t c = utf8_next(&rest);
		if (c >= 0x3040 && c <= 0x30ff)
			return true;
		other = other || c > 127;
	}
	return other && s->domain.len > jp.len
		&& span_is_nocase((struct span){ s->domain.at + s->domain.len - jp.len, jp.len }, jp);
}

static void add_language(struct text *t, const struct setup *s)
{
	text_addf(t, "LANGUAGE=%s\n", is_japanese(s) ? "ja" : "en");
}

static void add_sign(struct text *t, const struct setup *s)
{
	text_addf(t, "dkim-sign -d %.*s -s %s -k keys/%s.pem\n", PRINTF(s->domain), s->selector, s->selector);
}

/* Courier's sendmail must be told of VERP in its own words. Elsewhere inject finds the way out by itself. */
static void add_inject(struct text *t, const struct setup *s, const char *rest)
{
	text_addf(t, "inject%s %s\n", strcmp(s->mta, "courier") == 0 ? " -t courier" : "", rest);
}

/* The two ways a list can look. What a step is there for stands above it, since this file is read by its owner. */
static const char fml_subject[] =
	"# The same number in the subject.\n"
	"tag-subject \"[%.*s:%%05d]\"\n"
	"\n";
static const char fml_from[] =
	"# Answers go to the list. From: Anne via the list, for the tag has broken Anne's signature (of most\n"
	"# mail), and we can sign in our name only; who gives no name is shown with name= of members. Last of\n"
	"# all that change the post.\n"
	"munge-from -m members.cdb\n";
static const char clean_from[] =
	"# Anne's signature still passes on what leaves here, and her From stays. Where it doesn't, or there is\n"
	"# none: From: Anne via the list; who gives no name is shown with name= of members. Answers go where\n"
	"# Anne wanted them. Last of all that change the post.\n"
	"munge-from -r keep -m members.cdb\n";
static const char fml_seal[] =
	"# The tag breaks most authors' signatures: a seal (ARC) tells receivers that care what verify-auth found\n"
	"# before. To have it, take off this # and that of verify-auth.\n";
static const char clean_seal[] =
	"# For authors whose signature is broken all the same, a seal (ARC) tells receivers that care what\n"
	"# verify-auth found; few lists of this style need it. To have it, take off this # and that of verify-auth.\n";

static void write_post(const struct setup *s)
{
	struct text t = { 0 };
	begin_score(&t, s,
		"What happens to a post to the list, from top to bottom. Each line is a program with a manual\n"
		"# page of its own: it gets the post, checks or changes it, and hands it on. See score(5).");
	text_adds(&t,
		"# Not what was here before, and no answers of machines.\n"
		"check-loop\n"
		"\n"
		"# Members may post. What others write waits in hold/ (-x refuse: it goes back to them).\n"
		"check-subscriber members.cdb\n"
		"\n");
	text_addf(&t,
		"# Anyone can write a member's address into From. To want proof that he wrote it (or a domain that\n"
		"# publishes no policy), put a # before the line above, and take it off these two. Does your mail server\n"
		"# write what SPF says under a name of its own? Then verify-auth -t THAT-NAME.\n"
		"#verify-auth -i %.*s\n"
		"#check-subscriber -a %.*s members.cdb\n"
		"\n", PRINTF(s->domain), PRINTF(s->domain));
	text_adds(&t,
		"# X-Mail-Count: 00001.\n"
		"number-post\n"
		"\n");
	if (!s->clean)
		text_addf(&t, fml_subject, PRINTF(s->local));
	text_adds(&t,
		"# How to leave the list, and what mail programs sort it by.\n"
		"add-list-headers\n"
		"\n"
		"# A line over 998 octets would be broken on the way, and signatures with it.\n"
		"wrap-lines\n"
		"\n");
	text_adds(&t, s->clean ? clean_from : fml_from);
	text_adds(&t,
		"\n"
		"# The list's signature, for nothing may change the post after it.\n");
	add_sign(&t, s);
	text_addf(&t,
		"\n"
		"%s"
		"#arc-seal -d %.*s -s %s -k keys/%s.pem -i %.*s\n"
		"\n"
		"# A copy by its number, archive/00001.eml, for digests and whoever asks for it.\n"
		"archive\n"
		"\n"
		"# To every member, each once.\n", s->clean ? clean_seal : fml_seal,
		PRINTF(s->domain), s->selector, s->selector, PRINTF(s->domain));
	add_inject(&t, s, "members.cdb");
	write_score("post", &t);
}

/* What a machine writes to the owner, a bounce above all, is for a person too; nothing answers it. */
static void write_owner(const struct setup *s)
{
	struct text t = { 0 };
	begin_score(&t, s, "Mail to the -owner address goes to the people in the file owners.");
	text_adds(&t, "check-loop -am\n");
	add_inject(&t, s, "owners.cdb");
	write_score("owner", &t);
}

static void write_request(const struct setup *s)
{
	struct text t = { 0 };
	begin_score(&t, s,
		"Mail to the -request address, and to -subscribe, -unsubscribe and all others of the list: commands.");
	text_adds(&t, "# en or ja. Texts of your own go into the folder texts, see list-command(1).\n");
	add_language(&t, s);
	text_adds(&t,
		"\n"
		"# Not what was here before, and no answers of machines.\n"
		"check-loop -a\n"
		"\n"
		"# What a moderator says about a post that is held.\n"
		"hear-moderator\n"
		"\n"
		"# subscribe, unsubscribe, help and so on. A person reads the -owner address.\n"
		"list-command members\n");
	write_score("request", &t);
}

static void write_return(const struct setup *s)
{
	struct text t = { 0 };
	begin_score(&t, s,
		"Mail that could not be delivered comes back here. A member whom mail does not reach for 5 of 14 days\n"
		"# gets a probe, and if that comes back too, nothing more. What tells nothing is kept in bounces/.");
	add_language(&t, s);
	text_adds(&t, "\ncount-bounce -k bounces members.cdb\n");
	write_score("return", &t);
}

static void write_answer(const struct setup *s)
{
	struct text t = { 0 };
	begin_score(&t, s, "What the list itself writes to one address goes out through here, signed as a post is.");
	add_sign(&t, s);
	add_inject(&t, s, "-r");
	write_score("answer", &t);
}

static void write_held(const struct setup *s)
{
	struct text t = { 0 };
	begin_score(&t, s,
		"A post that is held is shown to the owners, who answer ok or discard. Shall others decide? Write their\n"
		"# addresses into moderators, run build-list moderators.cdb, and name that in the place of owners.cdb.");
	add_language(&t, s);
	text_adds(&t, "\nask-moderator\n");
	add_sign(&t, s);
	add_inject(&t, s, "owners.cdb");
	write_score("held", &t);
}

static void write_digest(const struct setup *s)
{
	struct text t = { 0 };
	begin_score(&t, s, "Digests, for the members with m= or digest=, as make-digest makes them each hour (cron).");
	add_language(&t, s);
	text_adds(&t, "\nadd-list-headers\n");
	add_sign(&t, s);
	add_inject(&t, s, "-D members.cdb");
	write_score("digest", &t);
}

static void write_dmarc(const struct setup *s)
{
	struct text t = { 0 };
	begin_score(&t, s,
		"What receivers report about mail of the list's domain comes here (DMARC, rua=). Rows are added to\n"
		"# the tables in dmarc-reports/; dmarc-summary says what they come to. Anyone can send a report: those about\n"
		"# other domains than -o names (it may be there several times) are kept aside in unread/.");
	text_addf(&t, "dmarc-report -o %.*s\n", PRINTF(s->domain));
	write_score("dmarc", &t);
}

void setup_write_scores(const struct setup *s)
{
	write_post(s);
	write_request(s);
	write_owner(s);
	write_return(s);
	write_answer(s);
	write_digest(s);
	write_held(s);
	write_dmarc(s);
}
