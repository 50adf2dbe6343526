/* runner: see runner.h */
#include "runner.h"
#include "chain.h"
#include "clock.h"
#include "closed.h"
#include "die.h"
#include "file.h"
#include "held.h"
#include "intake.h"
#include "list.h"
#include "number.h"
#include "record.h"
#include "run.h"
#include "sent.h"
#include "sha256.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { SECONDS = 240 };		/* for a chain; OpenSMTPD, the most impatient MTA, gives 300 */

struct runner {
	const struct job *job;
	struct envelope envelope;
	struct score score;
	struct intake in;
	struct sent sent;
	struct record record;
	bool keeps;		/* there is a list, whose state is read and written */
	long long began, seconds;
};

/* A verdict is first written down and then told, so that what is told is what counts: a log that can't be
 * written makes it 75. */
static _Noreturn void finish(struct runner *r, struct verdict v, const char *result)
{
	bool bad = v.code == TEMP || v.code == PERM;
	r->record.result = result;
	r->record.reason = v.line;
	if (r->keeps)
		record_log(&r->record);
	if (*v.line && (bad || r->job->dry || r->job->verbose)) {
		struct text t = { 0 };
		text_addf(&t, "%s\n", v.line);
		write_all(2, text_span(&t), "standard error");
	}
	_exit(bad ? v.code : 0);
}

static _Noreturn void fail(struct runner *r, struct verdict v)
{
	finish(r, v, v.code == PERM ? "refused" : "deferred");
}

/* A number that the score sets, as "10000000" or "10M". */
static long long number(const struct score *s, const char *name, long long otherwise)
{
	const char *value = environment_get(&s->env, span(name));
	unsigned long long n = (unsigned long long)otherwise;
	if (value && *value && !number_read_size(span(value), 0, 1ULL << 50, &n))	/* seconds become milliseconds */
		die(TEMP, "4.3.5", "%s=%.100s is not a number", name, value);
	return (long long)n;
}

static void set_path(struct environment *env, const char *own, const char *others)
{
	environment_set(env, SPAN("PATH"), memory_format("%s:%s", own,
		others && *others ? others : "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"));
}

/* Reads the score, with all in the environment that is known by now. It is read before the message, for its
 * limits and its mistakes, and again when envelope and POST_ID are there for $NAME. */
static void load(struct runner *r)
{
	static const char *const passed[] = { "DEADLINE", "DRY_RUN", "RELEASED" };
	const struct job *job = r->job;
	struct environment *env = &r->score.env;
	const char *own = run_own_folder(), *wrong = NULL;

	r->score = (struct score){ 0 };
	environment_inherit(env);
	set_path(env, own, getenv("PATH"));
	for (size_t i = 0; i < sizeof passed / sizeof *passed; i++)
		if (getenv(passed[i]))
			environment_set(env, span(passed[i]), span(getenv(passed[i])));
	if (r->in.post_id[0]) {
		envelope_set(&r->envelope, env);
		environment_set(env, SPAN("POST_ID"), span(r->in.post_id));
	}
	if (job->score)
		score_load(&r->score, job->score);
	else
		wrong = score_parse_words(&r->score, job->words, job->word_count);
	if (wrong)
		die(TEMP, "4.3.5", "%s", wrong);
	const char *path = environment_get(env, SPAN("PATH"));
	struct span folders = span(path);
	if (!span_is(span_take(&folders, ':'), span(own)))
		set_path(env, own, path);
}

static struct span setting(const struct runner *r, const char *name)
{
	return span(environment_get(&r->score.env, span(name)));
}

/* tutti itself looks at some of what it gives to the steps: file_lock at DEADLINE, sent_open at DRY_RUN. */
static void set_own(const char *name, const char *value)
{
	if (setenv(name, value, 1) < 0)
		die_sys("cannot set %s", name);
}

/* The steps are told to come to an end a little before they are made to. */
static void set_deadline(struct runner *r)
{
	long long spare = r->seconds / 8 < 30 ? r->seconds / 8 : 30;
	set_own("DEADLINE", memory_format("%lld", (long long)time(NULL) + r->seconds - spare).at);
}

/* A mistake with the log must show before anything is sent. */
static void check_log(void)
{
	struct stat st;
	if (stat("log", &st) == 0 && !S_ISREG(st.st_mode))
		die(TEMP, "4.3.5", "log is not a regular file");
	if (access("log", W_OK) < 0 && errno != ENOENT)
		die_sys("cannot write log");
}

static void prepare(struct runner *r)
{
	load(r);
	if (!r->score.count)
		die(TEMP, "4.3.5", "%s has no step", r->score.name ? r->score.name : "tutti -c");
	if (r->score.name && !setting(r, "LIST").len)
		die(TEMP, "4.3.5", "%s does not say whose it is: LIST=name@domain", r->score.name);
	chain_find(&r->score);
	r->seconds = r->job->seconds > 0 ? r->job->seconds : number(&r->score, "TIME_LIMIT", SECONDS);
	set_deadline(r);
	r->keeps = setting(r, "LIST").len && !r->job->dry;
	if (r->keeps)
		check_log();
}

/* One mail may come to several addresses of a list, such as orch and orch-owner, and each has to do its part. The
 * hash of the message alone is POST_ID in the score `post`; in the others name and EXTENSION are in it too. */
static void tell_apart(struct runner *r)
{
	struct sha256 s;
	if (!r->job->score || strcmp(r->job->score, "post") == 0)
		return;
	sha256_init(&s);
	sha256_add(&s, (struct span){ r->job->score, strlen(r->job->score) + 1 });
	sha256_add(&s, (struct span){ r->envelope.extension, strlen(r->envelope.extension) + 1 });
	sha256_add(&s, span(r->in.post_id));
	sha256_end(&s, r->in.post_id);
}

static void take_in(struct runner *r)
{
	struct intake_limits limits = { .claimed = r->job->claimed, .until = r->began + r->seconds * 1000 };
	struct span delimiter = setting(r, "DELIMITER");
	limits.octets = r->job->limit >= 0 ? r->job->limit : number(&r->score, "SIZE_LIMIT", 0);
	struct verdict v = intake_read(&r->in, 0, &limits);
	r->record = (struct record){ .post_id = r->in.post_id, .header = &r->in.header, .came = &r->in.header };
	if (v.code)
		fail(r, v);
	const char *wrong = envelope_complete(&r->envelope, r->in.return_path, setting(r, "LIST"),
		delimiter.len ? delimiter : SPAN("-"));
	if (wrong)
		fail(r, verdict_make(PERM, "5.1.0", "%s", wrong));
	tell_apart(r);
	load(r);
}

/* From here to the end nobody else works on this post. */
static void take_lock(struct runner *r)
{
	r->sent.fd = -1;
	if (!r->keeps)
		return;
	if (!sent_open(&r->sent, r->in.post_id, SENT_LOCK))
		fail(r, verdict_make(TEMP, "4.3.0", "another process is at work on this post"));
	r->record.accepted = r->sent.accepted;
	r->record.refused = r->sent.refused;
	if (r->sent.done)
		finish(r, verdict_make(DROP, "2.0.0", "duplicate: this post has been sent before"), "stopped");
}

/* What the last step has noted in the meantime. */
static void recount(struct runner *r)
{
	sent_recount(&r->sent, r->in.post_id);
	r->record.accepted = r->sent.accepted;
	r->record.deferred = r->sent.deferred;
	r->record.refused = r->sent.refused;
}

/* The post waits already; if nobody can be told now, the mail server brings it once more, and then somebody is. */
static void tell_moderators(struct runner *r)
{
	struct span said, delimiter = setting(r, "DELIMITER");
	if (strcmp(r->job->score, HELD_SCORE) == 0)
		return;		/* a question that is held itself: one more would be held as well, and so on for ever */
	set_own("LIST", memory_keep(setting(r, "LIST")).at);
	set_own("DELIMITER", delimiter.len ? memory_keep(delimiter).at : "-");
	if (held_ask(r->in.post_id, r->in.fd, &said) != 0)
		fail(r, verdict_make(TEMP, "4.3.0", "it is held, but the moderators can't be told: %.*s", PRINTF(said)));
}

static _Noreturn void hold(struct runner *r, struct verdict v)
{
	if (r->job->dry)
		finish(r, v, "held");
	if (!r->job->score || !r->keeps)
		fail(r, verdict_make(TEMP, "4.3.5", "a moderator is to see this, but only a list's score can keep it:"
			" %s", v.line));
	record_hold(r->in.post_id, r->in.fd, &r->score.env, r->job->score, v.line, r->record.header);
	tell_moderators(r);
	finish(r, v, "held");
}

static void print(int fd)
{
	/* A step that was passed over (RELEASED) may have read what it was given. */
	if (lseek(fd, 0, SEEK_SET) < 0)
		die_sys("cannot rewind the message");
	copy_rest(fd, 1, "standard output");
	if (close(1) < 0)
		die_sys("cannot close standard output");
}

/* All steps went well. What the last one writes is for whoever called `tutti -c`; in a score it means that nobody
 * has taken the message. */
static _Noreturn void succeed(struct runner *r, struct chain *c)
{
	struct stat st = { 0 };
	struct verdict good = { 0, "" };
	bool possible_duplicate = r->sent.possible_duplicate;
	if (c->dry)
		print(c->message);
	if (c->output >= 0 && fstat(c->output, &st) < 0)
		die_sys("cannot look at a step's output");
	if (st.st_size && r->job->score)
		fail(r, verdict_make(TEMP, "4.3.5", "%s gives the message back, so nobody has sent or stored it; "
			"the score wants one more step, such as inject",
			score_place(&r->score, &r->score.step[r->score.count - 1])));
	if (st.st_size) {
		print(c->output);
		r->keeps = false;
	}
	if (r->keeps) {
		recount(r);
		sent_note_done(&r->sent);
		/* By an earlier run that was killed, or by this one, that has lost a connection. */
		if (possible_duplicate || r->sent.possible_duplicate)
			good.line = "possible duplicate: a hand-over was cut off before its answer, and done once more";
	}
	finish(r, good, "sent");
}

void runner_run(const struct job *job)
{
	struct runner r = { .job = job, .envelope = job->envelope, .began = clock_ms() };
	umask(077);
	if (job->dry)
		set_own("DRY_RUN", "1");
	prepare(&r);
	struct verdict v = closed_look(job->score);
	if (v.code)
		fail(&r, v);
	take_in(&r);
	take_lock(&r);

	struct chain c = { .score = &r.score, .program = chain_find(&r.score), .message = r.in.fd,
		/* If we are killed and the last step lives on, it must keep the next run away from this post. */
		.lock = r.sent.fd, .until = r.began + r.seconds * 1000, .seconds = r.seconds, .dry = job->dry,
		.released = post_is_released(), .verbose = job->verbose,
		.header = &r.in.header };
	v = chain_run(&c);
	r.record.header = c.header;
	if (v.code == 0)
		succeed(&r, &c);
	if (r.keeps)
		recount(&r);
	if (v.code == HOLD)
		hold(&r, v);
	if (v.code == DROP)
		finish(&r, v, "stopped");
	fail(&r, v);
}
