/* inspect_mta: the ways of mail into the list and out of it, as far as they can be seen from outside. It only
 * asks: postconf, postmap -q, the existence of a file. */
#include "dial.h"
#include "inspect.h"
#include "setup.h"
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { PATIENCE = 5 };	/* seconds, for a connection */

static void inspect_way_out(struct inspection *i, const struct step *inject)
{
	const char *where = step_option(inject, 't', 0);
	struct text why = { 0 };
	if (!where || (strncmp(where, "smtp:", 5) != 0 && strncmp(where, "qmqp:", 5) != 0))
		return;	/* a program: inject itself says whether it is there, see inspect_sample */
	int fd = dial(where + 5, (long long)time(NULL) + PATIENCE, &why);
	if (fd < 0)
		inspect_found(i, "%s: %s; start the mail server there, or correct -t", score_place(&i->post, inject),
			text_string(&why));
	else
		close(fd);
}

/* The output of a command without blanks around it, in memory_get memory; at is NULL if it failed. */
static struct span answer(const char *const words[])
{
	char *argv[16] = { NULL };
	struct text out = { 0 }, err = { 0 };
	for (size_t k = 0; k < 15 && words[k]; k++) {
		size_t size = strlen(words[k]) + 1;
		argv[k] = memcpy(memory_get(size), words[k], size);
	}
	int code = command_run(argv, NULL, getenv("PATH"), SPAN(""), &out, &err);
	struct span kept = { NULL, 0 };
	if (code == 0)
		kept = memory_keep(text_span(&out));
	text_free(&out);
	text_free(&err);
	return kept;
}
#define ANSWER(...) span_trim(answer((const char *const[]){ __VA_ARGS__, NULL }))

/* What main.cf says, with all $names replaced, asked for at once: a start of postconf is not cheap. */
enum parameter { ALIASES, VIRTUAL_ALIASES, TRANSPORTS, VIRTUAL, RELAY, LOCAL, PARAMETERS };
static struct span parameter[PARAMETERS];

static bool read_parameters(void)
{
	struct span all = answer((const char *const[]){ "postconf", "-hx", "alias_maps", "virtual_alias_maps",
		"transport_maps", "virtual_transport", "relay_transport", "local_transport", NULL });
	for (size_t k = 0; k < PARAMETERS; k++) {
		if (span_find(all, '\n') < 0)
			return false;
		parameter[k] = span_take(&all, '\n');
	}
	return true;
}

/* The next of a list of maps, apart by blanks and commas; `inline:{…}` may hold both. */
static struct span map_next(struct span *rest)
{
	size_t n = 0, depth = 0;
	while (rest->len && (ascii_blank(rest->at[0]) || rest->at[0] == ','))
		rest->at++, rest->len--;
	while (n < rest->len && (depth || (!ascii_blank(rest->at[n]) && rest->at[n] != ','))) {
		depth += rest->at[n] == '{';
		depth -= depth && rest->at[n] == '}';
		n++;
	}
	struct span map = { rest->at, n };
	rest->at += n;
	rest->len -= n;
	return map;
}

/* What the maps say about a key; empty if nothing. */
static struct span look_up(enum parameter maps, const char *key)
{
	struct span rest = parameter[maps], map;
	while ((map = map_next(&rest)).len) {
		struct span found = ANSWER("postmap", "-q", key, memory_keep(map).at);
		if (found.len)
			return found;
	}
	return (struct span){ "", 0 };
}

/* The pipe(8) service that runs tutti. */
static void inspect_service(struct inspection *i, const char *name)
{
	struct text key = { 0 }, user = { 0 }, limit = { 0 };
	const struct passwd *owner = getpwuid(i->owner);
	text_addf(&key, "%s/unix", name);
	struct span service = ANSWER("postconf", "-M", text_string(&key));
	if (!service.len) {
		inspect_found(i, "Postfix: there is no service %s in master.cf; new-list prints it", name);
		return;
	}
	ptrdiff_t flags = span_find_nocase(service, SPAN("flags="));
	for (size_t k = flags < 0 ? service.len : (size_t)flags; k < service.len && service.at[k] != ' '; k++)
		if (service.at[k] == 'q') {
			inspect_found(i, "Postfix: flags=q of the service %s puts quotes into addresses; take the q out",
				name);
			break;
		}
	text_addf(&user, " user=%s", owner ? owner->pw_name : "");
	ptrdiff_t at = span_find_nocase(service, text_span(&user));
	size_t after = (size_t)at + user.len;
	if (owner && (at < 0 || (after < service.len && !strchr(" :", service.at[after]))))
		inspect_found(i, "Postfix: the service %s does not run as %s, whom the folder belongs to; write user=%s",
			name, owner->pw_name, owner->pw_name);
	text_addf(&limit, "%s_destination_recipient_limit", name);
	if (!span_is(ANSWER("postconf", "-h", text_string(&limit)), SPAN("1")))
		inspect_found(i, "Postfix: a mail to two lists would reach one; write %s = 1 into main.cf",
			text_string(&limit));
	text_free(&key);
	text_free(&user);
	text_free(&limit);
}

/* The name of the service that a transport (`tutti:`, `tutti:nexthop`) leads to. */
static const char *service_of(struct span transport)
{
	return memory_keep(span_take(&transport, ':')).at;
}

/* The service that mail for an address goes to by its domain alone, if that service runs tutti. */
static const char *default_service(void)
{
	for (enum parameter k = VIRTUAL; k <= LOCAL; k++) {
		const char *name = service_of(parameter[k]);
		struct text key = { 0 };
		text_addf(&key, "%s/unix", name);
		struct span service = ANSWER("postconf", "-M", text_string(&key));
		text_free(&key);
		if (span_find_nocase(service, SPAN("/tutti ")) >= 0)
			return name;
	}
	return NULL;
}

/* Where one address of the list leads: a service, NULL if to a command of an alias, "" if nowhere. */
static const char *route(const char *address)
{
	const char *at = strrchr(address, '@');
	struct span moved = look_up(VIRTUAL_ALIASES, address);
	if (moved.len) {
		address = moved.at;
		at = strrchr(address, '@');
	}
	struct span transport = look_up(TRANSPORTS, address);
	if (transport.len)
		return service_of(transport);
	struct span local = memory_keep((struct span){ address, at ? (size_t)(at - address) : strlen(address) });
	struct span alias = look_up(ALIASES, local.at);
	if (alias.len && memchr(alias.at, '|', alias.len))
		return NULL;
	const char *service = default_service();
	return service ? service : "";
}

static void inspect_postfix(struct inspection *i)
{
	static const char *const extensions[] = { "", "-request", "-owner", "-return-1-a=example.org" };
	const char *seen = "";
	bool lost = false;	/* if the list's own address is, so are the others: one line is enough */
	for (size_t k = 0; k < sizeof extensions / sizeof *extensions && !(lost && k == 1); k++) {
		struct text address = { 0 };
		text_addf(&address, "%.*s%s@%.*s", PRINTF(i->list.local), extensions[k], PRINTF(i->list.domain));
		const char *service = route(text_string(&address));
		lost = service && !*service;
		if (lost)
			inspect_found(i, "Postfix: mail for %s does not come to the list; new-list prints the lines for it",
				text_string(&address));
		else if (service && strcmp(service, seen) != 0)
			inspect_service(i, seen = service);
		text_free(&address);
	}
}

/* qmail and Courier have no program to ask; the file that leads to the list must be in one of two homes. */
static void inspect_dot_file(struct inspection *i, const char *mta, const char *dot)
{
	const struct passwd *u = getpwuid(i->owner);
	struct text name = { 0 };
	if (!u)
		return;
	text_addf(&name, "%s/", u->pw_dir);
	setup_add_dot_name(&name, dot, i->list.local);
	if (access(text_string(&name), F_OK) < 0)
		inspect_found(i, "%s: mail does not come to the list, for there is no %s; new-list prints what belongs in",
			mta, text_string(&name));
	text_free(&name);
}

void inspect_mta(struct inspection *i)
{
	for (size_t k = 0; k < i->post.count; k++)
		if (step_is(&i->post.step[k], "inject"))
			inspect_way_out(i, &i->post.step[k]);
	if (!i->list.domain.len || i->only_reports)	/* those may come to any address */
		return;
	if (access("/var/qmail/control", F_OK) == 0)
		inspect_dot_file(i, "qmail", ".qmail");
	else if (access("/etc/courier/courierd", F_OK) == 0)
		inspect_dot_file(i, "Courier", ".courier");
	else if (read_parameters())
		inspect_postfix(i);
}
