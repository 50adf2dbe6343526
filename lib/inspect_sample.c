/* inspect_sample: runs the score over a post that never leaves the house. */
#include "date.h"
#include "inspect.h"
#include "subscribers.h"
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static void take_first(const struct subscriber *x, void *with)
{
	struct span *first = with;
	if (!first->len)
		*first = memory_keep(x->address);
}

/* Someone who may post: the first in the first list that check-subscriber asks. False if that list is empty
 * or bad, which inspect_members tells. */
static bool find_author(const struct inspection *i, struct span *author)
{
	*author = SPAN("someone@example.org");
	for (size_t k = 0; k < i->post.count; k++) {
		const struct step *s = &i->post.step[k];
		for (size_t a = 1; step_is(s, "check-subscriber") && a < s->argc; a++) {
			size_t n = strlen(s->argv[a]);
			if (n < 5 || strcmp(s->argv[a] + n - 4, ".cdb") != 0)
				continue;
			struct subscribers list;
			author->len = 0;
			if (subscribers_wrong(s->argv[a]))
				return false;
			subscribers_open(&list, s->argv[a]);
			subscribers_each(&list, take_first, author);
			subscribers_close(&list);
			return author->len > 0;
		}
	}
	return true;
}

static void write_sample(struct text *t, const struct inspection *i, struct span author)
{
	time_t now = time(NULL);
	text_adds(t, "From: ");
	struct mailbox b;
	if (!address_one(author, &b))
		address_add(t, &b);
	text_addf(t, "\nTo: %.*s\nSubject: =?UTF-8?B?44OG44K544OI?= check-list\nDate: ", PRINTF(i->address));
	date_add(t, now);
	text_addf(t, "\nMessage-ID: <check-list.%lld.%ld@%.*s>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n"
		"Content-Transfer-Encoding: 8bit\n\nテスト\n", (long long)now, (long)getpid(), PRINTF(i->list.domain));
}

static struct span first_line(const struct text *err)
{
	struct span rest = text_span(err), line = span_take(&rest, '\n');
	return (struct span){ line.at, line.len < 900 ? line.len : 900 };
}

static void tell(struct inspection *i, const char *what, int code, const struct text *err)
{
	inspect_found(i, "%s ends with %d: %.*s; do what that says, then see the score", what, code, PRINTF(first_line(err)));
}

/* tutti -n: all steps but the last. */
static int run_score(struct inspection *i, const struct text *sample, struct text *out, struct text *err)
{
	char *tutti[] = { (char[]){ "tutti" }, (char[]){ "-n" }, (char[]){ "./post" }, NULL };
	out->len = err->len = 0;
	return command_run(tutti, NULL, i->path, text_span(sample), out, err);
}

/* Held or dropped by check-subscriber -a or verify-auth -e: nobody can sign in an author's name. */
static bool lacks_proof(int code, const struct text *out, const struct text *err)
{
	return code == 0 && !out->len && span_find_nocase(text_span(err), SPAN("nothing shows that ")) >= 0;
}

/* The last step is asked too: it knows whether it could hand over a post. */
static void run_inject(struct inspection *i, const struct step *last, struct span author, const struct text *post)
{
	struct text nothing = { 0 }, err = { 0 };
	environment_set(&i->post.env, SPAN("DRY_RUN"), SPAN("1"));
	environment_set(&i->post.env, SPAN("SENDER"), author);
	int code = command_run(last->argv, i->post.env.at, i->path, text_span(post), &nothing, &err);
	if (code != 0)
		tell(i, "post: a dry run of inject", code, &err);
	text_free(&nothing);
	text_free(&err);
}

void inspect_sample(struct inspection *i)
{
	struct span author;
	struct text sample = { 0 }, out = { 0 }, err = { 0 };
	if (i->only_reports || !i->post.count || !i->address.len || !find_author(i, &author))
		return;
	write_sample(&sample, i, author);
	setenv("SENDER", memory_keep(author).at, 1);
	setenv("RECIPIENT", i->address.at, 1);
	int code = run_score(i, &sample, &out, &err);
	if (lacks_proof(code, &out, &err)) {
		setenv("RELEASED", "1", 1);	/* as if a moderator had seen it; what would be dropped ends there */
		code = run_score(i, &sample, &out, &err);
		unsetenv("RELEASED");
	}
	const struct step *last = &i->post.step[i->post.count - 1];
	if (code != 0)
		tell(i, "post: a dry run", code, &err);
	else if (out.len && step_is(last, "inject"))
		run_inject(i, last, author, &out);
	else if (!out.len && !lacks_proof(code, &out, &err))
		inspect_found(i, "post: a member's post goes no further: %.*s; do what that says, or change the score",
			PRINTF(first_line(&err)));
	text_free(&sample);
	text_free(&out);
	text_free(&err);
}
