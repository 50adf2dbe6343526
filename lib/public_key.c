/* public_key: see public_key.h */
#include "public_key.h"
#include "base64.h"
#include "die.h"
#include "dns.h"
#include "rsa.h"
#include "tags.h"

enum {
	RSA_LEAST = 1024,	/* bits: RFC 8301 section 3.2 */
	RSA_MOST = 8192,	/* bits: verifiers must know up to 4096; more is a way to keep us busy */
	ED25519_OCTETS = 32
};

static EVP_PKEY *none(struct signature *s, enum signature_result result, const char *reason)
{
	s->result = result;
	s->reason = reason;
	return NULL;
}

/* True if one of the words in a list with colons is word; without a list, true as well. */
static bool list_has(struct span list, struct span word, struct span otherwise)
{
	if (!list.at)
		return true;
	for (struct span one; signature_next_name(&list, &one); )
		if (span_is(one, word) || (otherwise.len && span_is(one, otherwise)))
			return true;
	return false;
}

/* i= is of d= itself, not of a domain below it. It is one of the two. */
static bool identity_is_near(const struct signature *s)
{
	return !s->identity.len || s->identity.at[s->identity.len - s->domain.len - 1] == '@';
}

static EVP_PKEY *key_decode(struct span p, bool ed25519)
{
	struct text octets = { 0 };
	EVP_PKEY *key = NULL;
	base64_read(p, &octets);
	if (!ed25519) {
		key = rsa_public_key(text_span(&octets));
	} else if (octets.len == ED25519_OCTETS) {
		key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, (unsigned char *)octets.at, octets.len);
		if (!key)
			die(TEMP, "4.3.0", "cannot verify: OpenSSL has no memory, or no Ed25519");
	}
	text_free(&octets);
	return key;
}

EVP_PKEY *public_key_read(struct span record, struct signature *s, const char **policy)
{
	struct tags t;
	bool ed25519 = s->algorithm.at[0] == 'e';
	*policy = NULL;
	if (tags_read(record, &t) != NULL || !tags_get(&t, "p").at)
		return none(s, SIGNATURE_PERMERROR, "the key record can't be read");
	struct span v = tags_get(&t, "v"), k = tags_get(&t, "k"), flags = tags_get(&t, "t");
	if (v.at && (!span_is(v, SPAN("DKIM1")) || v.at != t.at[0].value.at))
		return none(s, SIGNATURE_PERMERROR, "the key record is not of DKIM1");
	if (!span_is(k.at ? k : SPAN("rsa"), ed25519 ? SPAN("ed25519") : SPAN("rsa")))
		return none(s, SIGNATURE_PERMERROR, "the key is for another algorithm");
	if (!list_has(tags_get(&t, "h"), SPAN("sha256"), SPAN("")))
		return none(s, SIGNATURE_PERMERROR, "the key is for another hash");
	if (!list_has(tags_get(&t, "s"), SPAN("email"), SPAN("*")))
		return none(s, SIGNATURE_PERMERROR, "the key is not for mail");
	if (flags.at && list_has(flags, SPAN("s"), SPAN("")) && !identity_is_near(s))
		return none(s, SIGNATURE_PERMERROR, "the key is not for domains below its own");
	struct span p = tag_compact(tags_get(&t, "p"));
	if (p.len == 0)
		return none(s, SIGNATURE_PERMERROR, "the key has been revoked");

	EVP_PKEY *key = base64_is(p) ? key_decode(p, ed25519) : NULL;
	if (!key)
		return none(s, SIGNATURE_PERMERROR, "the key can't be read");
	int bits = EVP_PKEY_get_bits(key);
	if (!ed25519 && bits > RSA_MOST) {
		EVP_PKEY_free(key);
		return none(s, SIGNATURE_POLICY, "the key is too long");
	}
	if (!ed25519 && bits < RSA_LEAST)
		*policy = "the key is too short to count";
	else if (s->kind == SIGNATURE_DKIM && flags.at && list_has(flags, SPAN("y"), SPAN("")))
		*policy = "the key is for tests";
	return key;
}

/* The first record that is a key; others, which should not be there, are passed over (RFC 6376 section 3.6.2.2 leaves
 * it open). */
EVP_PKEY *public_key_find(struct signature *s, const char **policy)
{
	struct text name = { 0 };
	struct dns_answer a;
	text_add(&name, s->selector);
	text_adds(&name, "._domainkey.");
	text_add(&name, s->domain);
	enum dns_result r = dns_lookup(text_span(&name), DNS_TXT, &a);
	text_free(&name);
	if (r == DNS_FAILED || r == DNS_TIMEOUT)
		return none(s, SIGNATURE_TEMPERROR, "the DNS gives no answer about the key");
	if (r != DNS_OK)
		return none(s, SIGNATURE_PERMERROR, "there is no key in the DNS");
	struct tags t;
	size_t i = 0;
	while (i + 1 < a.count && (tags_read(a.at[i], &t) != NULL || !tags_get(&t, "p").at))
		i++;
	return public_key_read(a.at[i], s, policy);
}
