/* arc: the chain of those who have handled a message and say how they found it, the Authenticated Received Chain
 * (RFC 8617). Each of them has added a set of three fields with the same instance, i=1, 2, ...
 *
 *	struct arc a;
 *	arc_read(&m, &a);
 *	verify_signatures(&m, &a.ams, 1);	… or together with others, so that the body is read once
 *	arc_judge(&a);
 *	… arc_word(a.result), a.reason … */
#ifndef ARC_H
#define ARC_H
#include "message.h"
#include "sign.h"
#include "signature.h"
#include "text.h"

enum { ARC_MAX = 50 };		/* sets of a chain (RFC 8617 section 4.2.1) */

enum arc_part { ARC_RESULTS, ARC_MESSAGE, ARC_SEAL, ARC_PARTS };	/* in the order they are signed in */

/* The names of the fields: "ARC-Authentication-Results", "ARC-Message-Signature", "ARC-Seal". */
extern const char *const arc_name[ARC_PARTS];

/* The Chain Validation Status of section 4.4, and one more: section 5.2.1 takes an answer that the DNS doesn't give
 * now for a failure forever. Who would write that into a seal breaks a chain that is whole; who writes nothing leaves
 * it to the next one, who may get the answer. */
enum arc_result {
	ARC_UNKNOWN,		/* the sets are complete, the signatures not looked at yet */
	ARC_NONE,		/* there is no chain */
	ARC_PASS,
	ARC_FAIL,
	ARC_TEMPERROR
};

struct arc {
	enum arc_result result;
	const char *reason;	/* a few words for FAIL and TEMPERROR, "i=2: the signature does not match" */
	unsigned highest;	/* the highest instance there is, ARC_MAX + 1 for any above; 0 without a chain */
	bool ended;		/* the seal of that set says cv=fail itself: nobody may add to such a chain */
	struct arc_set {
		const struct field *part[ARC_PARTS];
		struct signature seal;
	} set[ARC_MAX + 1];	/* by their instance; the first is not used */
	struct signature ams;	/* of the newest set; UNKNOWN if it is worth verifying */
};

/* Collects the sets of m, whose fields must not change or move as long as a is used, and looks whether they are
 * complete. Where they stand in the header does not count. The result is UNKNOWN, NONE or FAIL. Linear. Dies with
 * TEMP for lack of memory. */
void arc_read(const struct message *m, struct arc *a);

/* The verdict, once a->ams has one: verifies the seals, newest first, up to one that is wrong. Each may cost a question
 * to the DNS, so let what matters more be asked before. Dies as verify_signatures does. */
void arc_judge(struct arc *a);

/* Appends the set of instance i as it is signed in every later seal, and its own (section 5.1.1). Returns the length of
 * out where its own seal begins: what stands before is what that one signs beside itself. */
size_t arc_add_set(const struct arc *a, unsigned i, struct text *out);

/* Puts the next set on top of m: our own results (the value of our Authentication-Results), a message signature over m
 * as it stands, and a seal that says how the chain was found: status is NONE, PASS or FAIL, a->highest under ARC_MAX.
 * Of a chain that failed the seal covers nothing but its own set (section 5.1.2); else a's sets are complete. No other
 * field changes, but a is not to be used any more. Dies as sign_message does. */
void arc_seal(struct message *m, const struct arc *a, enum arc_result status, struct span results,
	const struct sign_key *k);

/* "pass", as in Authentication-Results and in cv=; "none" for UNKNOWN. */
const char *arc_word(enum arc_result r);
#endif
