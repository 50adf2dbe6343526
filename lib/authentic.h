/* authentic: whether those who are named in a mail have shown that it is theirs, by what our own verify-auth wrote.
 *
 * It has removed every Authentication-Results of our id that came from outside and put its own on top. A field
 * that it has not written stands below a Received, since each mail server puts one on top. So a score
 * without verify-auth is noticed, and never takes a stranger's word for ours. */
#ifndef AUTHENTIC_H
#define AUTHENTIC_H
#include "authres.h"

/* Reads the topmost Authentication-Results that claims id. Dies with TEMP 4.3.5, naming the missing step, if there is
 * none above the first Received, or if it does not parse: that is no field of ours. */
void authentic_read(const struct message *m, struct span id, struct authres *own);

enum authentic {
	AUTHENTIC_NO,
	AUTHENTIC_YES,		/* dmarc=pass for this domain, or dkim=pass of the very same */
	AUTHENTIC_UNKNOWN,	/* neither, and its domain publishes no policy that could be asked for: dmarc=none */
	AUTHENTIC_LATER		/* neither, and DNS gave no answer about the policy or about the key of such a signature */
};

/* Has the author, whose domain this is, written it? dmarc=fail is a no, whatever else there is: the domain says
 * itself (adkim=s) how near a signature must be. strict: nobody is believed for want of a policy, so the answer is
 * never UNKNOWN. */
enum authentic authentic_author(const struct authres *own, struct span domain, bool strict);

/* Both: has m's author shown that he wrote it? A pass, and not only nothing that speaks against him. */
bool authentic_is_author(const struct message *m, struct span id);

/* May a mail be given back? It goes to the envelope's sender, so that one must have shown who he is: spf=pass for his
 * domain, or he is in the domain of an author who is authentic. sender NULL (not known, as in a
 * shell): the author will do. domain may be empty: no author either. */
bool authentic_sender(const struct authres *own, const char *sender, struct span domain);
#endif
