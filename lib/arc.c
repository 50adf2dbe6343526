/* arc: see arc.h. The sets of a chain. */
#include "arc.h"
#include "canon.h"
#include "spec.h"
#include "tags.h"

const char *const arc_name[ARC_PARTS] = { "ARC-Authentication-Results", "ARC-Message-Signature", "ARC-Seal" };

const char *arc_word(enum arc_result r)
{
	static const char *const word[] = { "none", "none", "pass", "fail", "temperror" };
	return word[r];
}

/* The first failure is the one that is told. */
static void fail(struct arc *a, const char *reason)
{
	if (a->result == ARC_FAIL)
		return;
	a->result = ARC_FAIL;
	a->reason = reason;
}

static void fail_at(struct arc *a, unsigned i, const char *why)
{
	fail(a, memory_format("i=%u: %s", i, why).at);
}

/* s without its comments; nothing if one of them does not end. */
static struct span uncommented(struct span s)
{
	struct text t = { 0 };
	struct span comment;
	while (s.len)
		if (s.at[0] != '(') {
			text_addc(&t, s.at[0]);
			s.at++, s.len--;
		} else if (spec_read_quoted(&s, '(', ')', &comment)) {
			t.len = s.len = 0;
		}
	return text_keep(&t);
}

/* i= of a field: 1 to 50, ARC_MAX + 1 for any number above, 0 for what is none. In a list of results it is what stands
 * first, possibly with comments (sections 4.1.1 and 4.2.1); a signature has it among its tags. */
static unsigned instance_read(const struct field *f, enum arc_part part)
{
	struct span value = field_value(f), name, i = { NULL, 0 };
	unsigned long long n;
	if (part == ARC_RESULTS)
		value = uncommented(span_take(&value, ';'));
	while (tag_take(&value, &name, &i) && !span_is(name, SPAN("i")))
		;
	if (!span_is(name, SPAN("i")) || !span_number(i, &n) || i.at[0] == '0')
		return 0;
	return n > ARC_MAX ? ARC_MAX + 1 : (unsigned)n;
}

static bool part_of(const struct field *f, enum arc_part *part)
{
	for (*part = 0; *part < ARC_PARTS; (*part)++)
		if (field_is(f, arc_name[*part]))
			return true;
	return false;
}

static void field_take(struct arc *a, const struct field *f, enum arc_part part)
{
	unsigned i = instance_read(f, part);
	if (i > a->highest)
		a->highest = i;
	if (i == 0)
		fail(a, "a field whose i= is no number from 1 to 50");
	else if (i > ARC_MAX)
		fail(a, "more than 50 sets");
	else if (a->set[i].part[part])
		fail_at(a, i, "a field twice");
	else
		a->set[i].part[part] = f;
}

/* Section 5.2 step 3: each set complete, none left out, cv= as it must be. */
static void set_check(struct arc *a, unsigned i)
{
	struct arc_set *s = &a->set[i];
	for (enum arc_part p = 0; p < ARC_PARTS; p++)
		if (!s->part[p]) {
			fail_at(a, i, "a field is missing");
			return;
		}
	signature_read(s->part[ARC_SEAL], SIGNATURE_SEAL, &s->seal);
	if (s->seal.result != SIGNATURE_UNKNOWN)
		fail_at(a, i, s->seal.reason);
	else if (!span_is(s->seal.chain, i == 1 ? SPAN("none") : SPAN("pass")))
		fail_at(a, i, "cv= of the seal is not what it must be");
}

/* Step 2: the newest says itself that the chain was broken when it came, so it does not count any more how. */
static void end_check(struct arc *a)
{
	struct arc_set *s = &a->set[a->highest];
	if (a->highest == 0 || a->highest > ARC_MAX || !s->part[ARC_SEAL])
		return;
	signature_read(s->part[ARC_SEAL], SIGNATURE_SEAL, &s->seal);
	if (!span_is(s->seal.chain, SPAN("fail")))
		return;
	a->ended = true;
	a->result = ARC_FAIL;
	a->reason = "it had failed before";
}

void arc_read(const struct message *m, struct arc *a)
{
	enum arc_part part;
	bool any = false;

	*a = (struct arc){ .result = ARC_UNKNOWN };
	for (size_t i = 0; i < m->count; i++)
		if (part_of(&m->field[i], &part)) {
			any = true;
			field_take(a, &m->field[i], part);
		}
	if (!any)
		a->result = ARC_NONE;
	end_check(a);
	for (unsigned i = 1; i <= a->highest && a->result == ARC_UNKNOWN; i++)
		set_check(a, i);
	a->ams.result = SIGNATURE_PERMERROR;
	if (a->result != ARC_UNKNOWN)
		return;
	signature_read(a->set[a->highest].part[ARC_MESSAGE], SIGNATURE_AMS, &a->ams);
	if (a->ams.result != SIGNATURE_UNKNOWN)
		fail_at(a, a->highest, a->ams.reason);
}

size_t arc_add_set(const struct arc *a, unsigned i, struct text *out)
{
	canon_field(CANON_RELAXED, a->set[i].part[ARC_RESULTS]->raw, out);
	canon_field(CANON_RELAXED, a->set[i].part[ARC_MESSAGE]->raw, out);
	size_t seal = out->len;
	canon_field(CANON_RELAXED, a->set[i].part[ARC_SEAL]->raw, out);
	return seal;
}
