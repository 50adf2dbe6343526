/* arc-seal: says on top of a message how verify-auth found it when it came, and signs that (ARC, RFC 8617), for
 * receivers who want to know what the list's changes have hidden. The last step before inject: what it signs includes
 * the list's DKIM-Signature, which covers no field of ARC and so stays right.
 *
 * The work is in lib/arc; here is when a chain may grow. How it was found is taken from our own Authentication-Results,
 * since the list's changes have broken what there was to verify. */
#include "arc.h"
#include "authentic.h"
#include "die.h"
#include "domain.h"
#include "message.h"
#include "sign.h"
#include <unistd.h>

static const char usage[] = "arc-seal -d DOMAIN -s SELECTOR -k KEYFILE -i AUTHSERV-ID <message >message";
static const char help[] =
	"usage: arc-seal -d DOMAIN -s SELECTOR -k KEYFILE -i AUTHSERV-ID <message >message\n"
	"Adds an ARC set: what verify-auth found, and two signatures. After dkim-sign.\n"
	"  -d DOMAIN       who signs, e.g. ml.example.jp\n"
	"  -s SELECTOR     the public key is in the DNS at SELECTOR._domainkey.DOMAIN\n"
	"  -k KEYFILE      the private key: PEM, RSA, mode 600\n"
	"  -i AUTHSERV-ID  what verify-auth -i was given\n"
	"Nothing is added to a chain of 50 sets, to one that has failed before, or while\n"
	"the DNS can't tell whether it is right.\n";

/* How the chain was when the message came. */
static enum arc_result status_read(const struct authres *own)
{
	ptrdiff_t i = authres_find(own, "arc", NULL, 0);
	if (i >= 0 && authres_find(own, "arc", NULL, (size_t)i + 1) < 0)
		for (enum arc_result r = ARC_NONE; r <= ARC_TEMPERROR; r++)
			if (span_is_nocase(own->item[i].value, span(arc_word(r))))
				return r;
	die(TEMP, "4.3.5", "the Authentication-Results of %.*s do not say how the ARC chain was found;"
		" this step wants verify-auth before it in the score", PRINTF(own->id));
}

/* A seal must not tell of one chain and stand on another. */
static void check_same(const struct arc *a, enum arc_result status)
{
	if ((status == ARC_NONE) != (a->result == ARC_NONE) || (status == ARC_PASS && a->result == ARC_FAIL))
		die(TEMP, "4.3.5", "verify-auth found arc=%s, and since then a step has added, changed or removed"
			" fields of ARC; let arc-seal be the only one, once, after verify-auth", arc_word(status));
}

int main(int argc, char **argv)
{
	struct sign_key key = { 0 };
	const char *id = NULL;
	struct message m;
	struct authres own;
	static struct arc a;

	die_name(argv[0]);
	die_help(argc, argv, help);
	opterr = 0;
	for (int o; (o = getopt(argc, argv, "d:s:k:i:")) != -1; )
		if (o == 'd' && domain_is(span(optarg)))
			key.domain = optarg;
		else if (o == 's' && domain_is(span(optarg)))
			key.selector = optarg;
		else if (o == 'k')
			key.path = optarg;
		else if (o == 'i' && authres_is_id(span(optarg)))
			id = optarg;
		else
			die_usage(usage);
	if (!key.domain || !key.selector || !key.path || !id || optind != argc)
		die_usage(usage);
	sign_key_read(&key);
	if (key.ed25519)
		die(TEMP, "4.3.5", "the key %s is Ed25519, which few can verify in ARC; use an RSA key", key.path);

	message_read(&m, 0);
	authentic_read(&m, span(id), &own);
	arc_read(&m, &a);
	enum arc_result status = status_read(&own);
	check_same(&a, status);
	if (status != ARC_TEMPERROR && !a.ended && a.highest < ARC_MAX)
		arc_seal(&m, &a, status, own.value, &key);
	message_write(&m, 1);
	return 0;
}
