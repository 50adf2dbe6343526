/* dkim-sign: puts the list's DKIM-Signature on top of a message. The last step that may change a post, since
 * whatever is changed after it breaks the signature. A post never leaves it unsigned.
 *
 * The work is in lib/sign; here are the settings, and the one mistake in them that makes a signature useless:
 * a From in the list's domain and a -d that DMARC does not connect with it. */
#include "address.h"
#include "die.h"
#include "domain.h"
#include "list.h"
#include "message.h"
#include "sign.h"
#include <stdlib.h>
#include <unistd.h>

static const char usage[] = "dkim-sign -d DOMAIN -s SELECTOR -k KEYFILE [-s SELECTOR -k KEYFILE ...]";
static const char help[] =
	"usage: dkim-sign -d DOMAIN -s SELECTOR -k KEYFILE [-s SELECTOR -k KEYFILE ...]\n"
	"Adds a DKIM signature. The last step before inject.\n"
	"  -d DOMAIN     who signs, e.g. ml.example.jp\n"
	"  -s SELECTOR   the public key is in the DNS at SELECTOR._domainkey.DOMAIN\n"
	"  -k KEYFILE    the private key: PEM, RSA or Ed25519, mode 600\n"
	"More pairs of -s and -k make more signatures, the first on top.\n";

enum { KEYS_MAX = 8 };

/* It is put into a tag list. */
static const char *check_name(const char *s)
{
	if (!domain_is(span(s)))
		die_usage(usage);
	return s;
}

static void check_alignment(const struct message *m, struct span domain)
{
	struct mailbox author;
	const char *wrong = address_author(m, &author);
	if (wrong)
		die(PERM, "5.6.0", "no signature for this From: %s", wrong);
	if (!getenv("LIST"))
		return;
	struct list l;
	list_read(&l);
	if (span_is_nocase(author.domain, l.domain) && !domain_related(domain, author.domain))
		die(TEMP, "4.3.5", "a signature of %.*s does not cover From: %.*s, so DMARC would fail; "
			"use -d %.*s", PRINTF(domain), PRINTF(l.address), PRINTF(l.domain));
}

int main(int argc, char **argv)
{
	struct sign_key key[KEYS_MAX] = { 0 };
	size_t selectors = 0, keys = 0;
	const char *domain = NULL;
	struct message m;
	int c;

	die_name(argv[0]);
	die_help(argc, argv, help);
	opterr = 0;
	while ((c = getopt(argc, argv, "d:s:k:")) != -1) {
		if (c == 'd')
			domain = check_name(optarg);
		else if (c == 's' && selectors < KEYS_MAX)
			key[selectors++].selector = check_name(optarg);
		else if (c == 'k' && keys < KEYS_MAX)
			key[keys++].path = optarg;
		else
			die_usage(usage);
	}
	if (!domain || !keys || keys != selectors || optind != argc)
		die_usage(usage);
	for (size_t k = 0; k < keys; k++) {
		key[k].domain = domain;
		sign_key_read(&key[k]);
	}

	message_read(&m, 0);
	check_alignment(&m, span(domain));
	sign_remove(&m, span(domain));
	sign_settle_header(&m);
	sign_message(&m, key, keys);
	message_write(&m, 1);
	return 0;
}
