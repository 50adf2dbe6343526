/* inspect_score: the list's scores, and whether the steps of `post` are in an order that works. */
#include "die.h"
#include "dispatch.h"
#include "domain.h"
#include "file.h"
#include "inspect.h"
#include "run.h"
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* `#!/usr/local/tutti/bin/tutti`: without it, or without that program, the MTA can't start the score. The same
 * program is missed once, not for each score. */
static void inspect_first_line(struct inspection *i, const char *name, struct span text)
{
	static struct text missed;
	struct text program = { 0 };
	struct span line = span_take(&text, '\n');
	if (line.len < 3 || line.at[0] != '#' || line.at[1] != '!')
		inspect_found(i, "%s: its first line does not start tutti; begin with #!" PREFIX "/bin/tutti", name);
	else {
		text_add(&program, span_trim((struct span){ line.at + 2, line.len - 2 }));
		if (!run_is_program(text_string(&program)) && !span_is(text_span(&program), text_span(&missed))) {
			inspect_found(i, "%s: its first line names %s, which is no program; make install, or correct it",
				name, text_string(&program));
			text_free(&missed);
			text_add(&missed, text_span(&program));
		}
		if (line.at[line.len - 1] == '\r')	/* the system looks for a program whose name ends in it */
			inspect_found(i, "%s: its lines end as on Windows, and so it can't be started; sed -i 's/\\r$//' %s", name, name);
	}
	text_free(&program);
}

/* False if there is no such score. */
static bool inspect_score(struct inspection *i, struct score *s)
{
	struct text text = { 0 };
	struct stat st;
	const char *path = s->name;
	environment_set(&s->env, SPAN("PATH"), span(i->path));
	if (stat(path, &st) < 0) {
		inspect_found(i, "%s: is missing, and mail for it waits or comes back; copy it from a list made "
			"by new-list", path);
		return false;
	}
	if ((st.st_mode & 0111) != 0111)
		inspect_found(i, "%s: can't be run; chmod 755 %s", path, path);
	if (!file_read(path, &text, SCORE_MAX))
		die(TEMP, "4.3.0", "cannot read %s", path);
	struct span kept = text_keep(&text);
	inspect_first_line(i, path, kept);
	const char *wrong = score_parse(s, kept);
	if (wrong)
		inspect_found(i, "%s; correct it, see score(5)", wrong);
	else if (s->count == 0)
		inspect_found(i, "%s: has no step; see score(5)", path);
	for (size_t k = 0; k < s->count; k++)
		if (!run_find(s->step[k].argv[0], environment_get(&s->env, SPAN("PATH"))))
			inspect_found(i, "%s: there is no program %s; install it, or correct the name",
				score_place(s, &s->step[k]), s->step[k].argv[0]);
	return true;
}

static void inspect_address(struct inspection *i, struct score *other)
{
	const char *post = environment_get(&i->post.env, SPAN("LIST"));
	const char *own = environment_get(&other->env, SPAN("LIST"));
	if (post && (!own || strcmp(own, post) != 0))
		inspect_found(i, "%s: is for LIST=%s, and the score post for LIST=%s; write the same", other->name,
			own ? own : "", post);
}

/* `cp -a orch orch.bak`: then `tutti -l` can't tell which folder is meant, and what cron runs for each runs twice. */
static void inspect_twin(struct inspection *i)
{
	char folder[4096];
	const char *own = getcwd(folder, sizeof folder) ? strrchr(folder, '/') : NULL;
	const char *twin = own ? dispatch_twin("..", own + 1, i->address) : NULL;
	if (twin)
		inspect_found(i, "../%s: is for LIST=%s as this folder is, and tutti -l lets mail for both wait; move one of the two "
			"to another place, or give it another LIST", twin, i->address.at);
}

/* Steps that hand on what they got, byte for byte, or take it away; and the signers, who put a field on top. */
static bool changes_message(const struct step *s)
{
	static const char *const quiet[] = { "inject", "store-mail", "archive", "moderate", "dkim-sign", "arc-seal" };
	if (strncmp(step_name(s), "check-", 6) == 0)
		return false;
	for (size_t i = 0; i < sizeof quiet / sizeof *quiet; i++)
		if (step_is(s, quiet[i]))
			return false;
	return true;
}

static const struct step *find(const struct score *s, const char *name)
{
	for (size_t k = 0; k < s->count; k++)
		if (step_is(&s->step[k], name))
			return &s->step[k];
	return NULL;
}

/* Who looks at a field of verify-auth needs one under that name; and what verify-auth looks at must be what came. */
static void inspect_auth(struct inspection *i)
{
	static const struct { const char *step; char option; } readers[] = {
		{ "check-subscriber", 'a' }, { "munge-from", 'i' }, { "arc-seal", 'i' },
	};
	const struct step *verify = NULL, *changed = NULL;
	for (const struct step *s = i->post.step; s < i->post.step + i->post.count; s++) {
		for (size_t k = 0; k < sizeof readers / sizeof *readers; k++) {
			const char *id = step_is(s, readers[k].step) ? step_option(s, readers[k].option, 0) : NULL;
			const char *own = verify ? step_option(verify, 'i', 0) : NULL;
			if (id && (!own || !span_is_nocase(span(id), span(own))))
				inspect_found(i, "%s: no verify-auth -i %s before it says who has written a post; put it after "
					"check-loop", score_place(&i->post, s), id);
		}
		if (step_is(s, "verify-auth") && changed)
			inspect_found(i, "%s: %s may have broken the author's signature by then; put verify-auth before it",
				score_place(&i->post, s), changed->argv[0]);
		if (step_is(s, "verify-auth"))
			verify = s;
		else if (changes_message(s) && !changed)
			changed = s;
	}
}

static void inspect_order(struct inspection *i)
{
	const struct score *s = &i->post;
	const struct step *loop = find(s, "check-loop"), *number = find(s, "number-post");
	const struct step *tag = find(s, "tag-subject"), *munge = find(s, "munge-from"), *seal = find(s, "arc-seal");
	const struct step *sign = find(s, "dkim-sign"), *inject = find(s, "inject"), *last = &s->step[s->count - 1];

	if (!loop || (inject && loop > inject))
		inspect_found(i, "post: nothing stops a mail loop; make check-loop the first step");
	if (!inject)
		inspect_found(i, "post: no step sends the post to the members; end with inject members.cdb");
	else if (inject != last && !step_is(last, "inject"))
		inspect_found(i, "%s: nothing comes out of inject for the steps after it; make inject the last one",
			score_place(s, inject));
	if (tag && tag->argc > 1 && strchr(tag->argv[tag->argc - 1], '%') && (!number || number > tag))
		inspect_found(i, "%s: the number in the subject comes from number-post; put that before it",
			score_place(s, tag));
	if (tag && !munge)
		inspect_found(i, "post: the tag breaks the author's signature, and the From stays his, so that mail "
			"from domains with a DMARC policy is lost; add munge-from");
	if (sign && seal && seal < sign)
		inspect_found(i, "%s: dkim-sign changes the post after it is sealed; put arc-seal after it",
			score_place(s, sign));
	if (!sign)
		inspect_found(i, "post: nothing signs the post; put dkim-sign before inject");
	for (const struct step *after = munge; after && after < (sign ? sign : last); after++)
		if (after != munge && changes_message(after))
			inspect_found(i, "%s: %s may break the author's signature after munge-from has looked at it; put "
				"munge-from after it", score_place(s, after), after->argv[0]);
	for (const struct step *after = sign; after && after <= last; after++)
		if (changes_message(after))
			inspect_found(i, "%s: %s may change the post after it is signed; put dkim-sign after it",
				score_place(s, after), after->argv[0]);
}

/* What dkim-sign would find out with the first post: its keys and its domain. */
static void inspect_key(struct inspection *i, const struct step *sign)
{
	const char *domain = step_option(sign, 'd', 0), *key;
	struct stat st;
	if (domain && i->list.domain.len && !domain_related(span(domain), i->list.domain))
		inspect_found(i, "%s: signs for %s, which DMARC does not connect with %s; use -d %.*s",
			score_place(&i->post, sign), domain, i->address.at, PRINTF(i->list.domain));
	for (size_t n = 0; (key = step_option(sign, 'k', n)); n++) {
		if (stat(key, &st) < 0)
			inspect_found(i, "%s: the key is missing, and no post can go out; put it back, or make a new one",
				key);
		else if (st.st_mode & 077)
			inspect_found(i, "%s: others can read the key, and dkim-sign refuses it; chmod 600 %s", key, key);
	}
}

/* The score `dmarc` is enough for an address to which DMARC reports come. With another of a list's scores beside it, it
 * is a list whose post was lost. */
static bool has_only_reports(void)
{
	static const char *const list[] = { "post", "request", "owner", "return" };
	for (size_t k = 0; k < sizeof list / sizeof *list; k++)
		if (access(list[k], F_OK) == 0)
			return false;
	return access("dmarc", F_OK) == 0;
}

void inspect_scores(struct inspection *i)
{
	static const char *const others[] = { "request", "owner", "return", "dmarc" };
	i->only_reports = has_only_reports();
	i->post.name = i->only_reports ? "dmarc" : "post";
	inspect_score(i, &i->post);
	const char *list = environment_get(&i->post.env, SPAN("LIST"));
	if (!list)
		inspect_found(i, "%s: does not say whose it is; add a line LIST=name@domain", i->post.name);
	else if (address_one(span(list), &i->list))
		inspect_found(i, "%s: LIST=%s is no address; write LIST=name@domain", i->post.name, list);
	else
		i->address = span(list);
	if (i->only_reports)
		return;
	if (i->address.len)
		inspect_twin(i);
	for (size_t k = 0; k < sizeof others / sizeof *others; k++) {
		struct score s = { .name = others[k] };
		if (strcmp(others[k], "dmarc") == 0 && access(others[k], F_OK) < 0)
			continue;	/* another list of the domain gets the reports, or none does */
		if (inspect_score(i, &s))
			inspect_address(i, &s);
	}
	if (i->post.count) {
		inspect_order(i);
		inspect_auth(i);
	}
	for (size_t k = 0; k < i->post.count; k++)
		if (step_is(&i->post.step[k], "dkim-sign"))
			inspect_key(i, &i->post.step[k]);
}
