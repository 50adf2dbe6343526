/* spf: what the mail server at the border has found out about the envelope's sender (RFC 7208). It alone has seen the
 * address that the mail came from, so nobody behind it can ask again. */
#ifndef SPF_H
#define SPF_H
#include "message.h"
#include "text.h"

struct spf {
	const char *result;		/* "pass" and so on, as authres_known (authres.h) gives it; NULL: nothing is known */
	struct span mailfrom, helo;	/* whom it is about: an address or a domain; at is NULL where it does not say */
	struct span source;		/* who says so, for a reader: "mx.example.jp", "Received-SPF" */
};

/* Looks for a result in two places, and takes the first that names MAIL FROM, else the first that names HELO:
 *
 * the Authentication-Results of `trusted`, the border's authserv-id (empty: none is believed). They are those from
 * the topmost of that id down to the next Received. The border must take away what comes from outside under its
 * id, as RFC 8601 section 5 wants it;
 *
 * Received-SPF (RFC 7208 section 9.1), which anyone can write, so it counts only above the Received that the border has
 * put on top of what it got. Under qmail that is the second one. */
void spf_read(const struct message *m, struct span trusted, struct spf *out);

/* Is it about that sender, as in SENDER? The fields are written by programs that quote nothing, and an address in
 * quotes can hold what ends a value (`"anne@example.org y=z"@evil.example`); but whose domain the border has asked
 * about, the envelope says by itself. Not so for a null or unknown sender: then never. */
bool spf_is_about(const struct spf *s, const char *sender);

/* The domain that a pass vouches for in DMARC: that of MAIL FROM. Empty if it did not pass. */
struct span spf_domain(const struct spf *s);
#endif
