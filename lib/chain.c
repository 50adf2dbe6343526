/* chain: see chain.h */
#include "chain.h"
#include "die.h"
#include "file.h"
#include "run.h"
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SAID = 4096 };		/* octets of what a step says: one block of a disk */

const char **chain_find(const struct score *s)
{
	const char **path = memory_get((s->count + 1) * sizeof *path);
	for (size_t i = 0; i < s->count; i++) {
		const char *name = s->step[i].argv[0];
		path[i] = run_find(name, environment_get(&s->env, SPAN("PATH")));
		if (!path[i])
			die(TEMP, "4.3.5", "%s: there is no program %.200s", score_place(s, &s->step[i]), name);
	}
	return path;
}

/* Empties what the steps say into. Its first block is never given back, so that on a full disk a step can still
 * say what it is about to fail of. */
static void clear_said(int fd)
{
	static const char nothing[SAID];
	ssize_t n = pwrite(fd, nothing, sizeof nothing, 0);
	if (n >= 0 && n < (ssize_t)sizeof nothing)
		errno = ENOSPC;
	if (n < (ssize_t)sizeof nothing || ftruncate(fd, sizeof nothing) < 0 || lseek(fd, 0, SEEK_SET) < 0)
		die_sys("cannot prepare a step's file");
}

/* What the step has said; the first lines are enough. */
static struct span said(int fd)
{
	char buffer[SAID];
	ssize_t n = pread(fd, buffer, sizeof buffer, 0);
	if (n < 0)
		die_sys("cannot read what a step said");
	const char *end = memchr(buffer, '\0', (size_t)n);
	return memory_keep((struct span){ buffer, end ? (size_t)(end - buffer) : (size_t)n });
}

/* A step that has done its work in spite of our signal has done it: what the last one has handed over can't be
 * taken back. */
static struct verdict judge(const struct chain *c, const struct step *step, const struct run_end *end)
{
	const char *name = step_name(step), *place = score_place(c->score, step);
	bool last = step == &c->score->step[c->score->count - 1];
	if (end->error)
		return verdict_make(TEMP, "4.3.0", "cannot start %.100s (%s): %s", name, place,
			strerror(end->error));
	if (end->stopped && !(last && end->code == 0))
		return verdict_make(TEMP, "4.3.2", "stopped by signal %d while %.100s (%s) ran", end->stopped, name,
			place);
	if (end->late && end->code != 0)
		return verdict_make(TEMP, "4.3.0", "%.100s (%s) was stopped: the %lld seconds for the score are over",
			name, place, c->seconds);
	if (end->signal)
		return verdict_make(TEMP, "4.3.0", "%.100s (%s) was killed by signal %d (%s)", name, place,
			end->signal, strsignal(end->signal));
	return verdict_of_step(end->code, said(c->error), name, place);
}

/* A step's output must be a message. The one that it got had a blank line after the header; if that is gone, so
 * is what came after it. */
static struct verdict check_output(struct chain *c, const struct step *step, int out)
{
	struct header *next = c->header == &c->header_of[0].m ? &c->header_of[1] : &c->header_of[0];
	const char *wrong = header_read(next, out);
	if (!wrong && c->header->blank && !next->m.blank)
		wrong = "its header does not come to its end";
	if (wrong)
		return verdict_make(TEMP, "4.3.0", "%.100s (%s) ended well, but what it wrote is no message: %s",
			step_name(step), score_place(c->score, step), wrong);
	c->header = &next->m;
	return (struct verdict){ 0, "" };
}

static void tell(const struct chain *c, const struct step *step, const struct run_end *end,
	const struct message *before)
{
	struct text t = { 0 };
	text_addf(&t, "%-20.100s ", step_name(step));
	text_addf(&t, end->signal ? "signal %d" : "%d", end->signal ? end->signal : end->code);
	text_addf(&t, " %6lld ms ", end->ms);
	if (before != c->header)
		header_changes(&t, before, c->header);
	text_addc(&t, '\n');
	write_all(2, text_span(&t), "standard error");
	text_free(&t);
}

static bool is_named(const struct step *step, const char *name)
{
	return strcmp(step_name(step), name) == 0;
}

/* The first step of that name in [from, to), or to. */
static size_t find_step(const struct score *s, size_t from, size_t to, const char *name)
{
	while (from < to && !is_named(&s->step[from], name))
		from++;
	return from;
}

/* munge-from has judged the author's signature on the message as it was then; only the signers, who put a field on
 * top, leave it as it is. And what a step before verify-auth has changed can't be verified. */
static void warn_of_change(const struct chain *c, size_t i, int before, int after)
{
	const struct score *s = c->score;
	bool signer = is_named(&s->step[i], "dkim-sign") || is_named(&s->step[i], "arc-seal");
	bool munged = find_step(s, 0, i, "munge-from") < i && !signer;
	bool unverified = find_step(s, i + 1, s->count, "verify-auth") < s->count;
	if ((!munged && !unverified) || file_same(before, after))
		return;
	struct text t = { 0 };
	text_addf(&t, "                     warning: %.100s (%s) has changed the post %s\n", step_name(&s->step[i]),
		score_place(s, &s->step[i]), unverified ?
		"before verify-auth, which can't verify what came; put it after" :
		"after munge-from, which may have kept a From whose signature no longer passes; put it before");
	write_all(2, text_span(&t), "standard error");
	text_free(&t);
}

static void rewind_file(int fd)
{
	if (lseek(fd, 0, SEEK_SET) < 0)
		die_sys("cannot rewind a step's file");
}

/* Runs one step and looks at what it leaves. */
static struct verdict run_one(struct chain *c, size_t i, int first)
{
	const struct step *step = &c->score->step[i];
	const struct message *before = c->header;
	bool last = i + 1 == c->score->count;
	int out = file_scratch();

	rewind_file(c->message);
	clear_said(c->error);
	struct run_end end = run_step(&(struct run){ .path = c->program[i], .argv = step->argv,
		.env = c->score->env.at, .in = c->message, .out = out, .err = c->error,
		.lock = last ? c->lock : -1, .until = c->until });
	struct verdict v = judge(c, step, &end);
	bool held = v.code == HOLD && c->released;
	rewind_file(out);
	if (held)
		v = (struct verdict){ 0, "" };
	else if (v.code == 0 && !last)
		v = check_output(c, step, out);
	if (c->verbose)
		tell(c, step, &end, before);
	if (c->verbose && v.code == 0 && !held && !last)
		warn_of_change(c, i, c->message, out);
	if (v.code || held) {
		close(out);
	} else if (last) {
		c->output = out;
	} else {
		if (c->message != first)	/* that one is kept for a moderator */
			close(c->message);
		c->message = out;
	}
	return v;
}

struct verdict chain_run(struct chain *c)
{
	int first = c->message;
	size_t count = c->score->count - c->dry;
	struct verdict v = { 0, "" };
	c->error = file_scratch();
	c->output = -1;
	for (size_t i = 0; i < count && v.code == 0; i++)
		v = run_one(c, i, first);
	return v;
}
