/* rsa: see rsa.h */
#include "rsa.h"
#include "die.h"
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/param_build.h>

enum { INTEGER = 0x02, BIT_STRING = 0x03, OBJECT = 0x06, SEQUENCE = 0x30 };	/* X.690 section 8 */

/* Takes the next element off der, and returns its contents; at is NULL if it is not of that type or not whole. A record
 * that needs a length of more than two octets does not fit into an answer of the DNS. */
static struct span take(struct span *der, unsigned char type)
{
	const unsigned char *at = (const unsigned char *)der->at;
	size_t head = 2, len;
	if (der->len < head || at[0] != type)
		return (struct span){ NULL, 0 };
	len = at[1];
	if (len > 0x80) {	/* so many octets of length follow */
		head += len - 0x80;
		if (head > 4 || der->len < head)
			return (struct span){ NULL, 0 };
		len = head == 3 ? at[2] : (size_t)at[2] << 8 | at[3];
	}
	if (at[1] == 0x80 || len > der->len - head)
		return (struct span){ NULL, 0 };
	struct span contents = { der->at + head, len };
	der->at += head + len;
	der->len -= head + len;
	return contents;
}

/* RSAPublicKey within SubjectPublicKeyInfo; at is NULL if it is another algorithm's. */
static struct span unwrap(struct span algorithm, struct span rest)
{
	struct span object = take(&algorithm, OBJECT), bits = take(&rest, BIT_STRING);
	if (!span_is(object, SPAN("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01")) || bits.len == 0 || *bits.at != 0)
		return (struct span){ NULL, 0 };
	bits.at++;	/* the number of unused bits */
	bits.len--;
	return take(&bits, SEQUENCE);
}

/* Without the zeros before it. */
static struct span take_number(struct span *der)
{
	struct span n = take(der, INTEGER);
	while (n.len && *n.at == 0) {
		n.at++;
		n.len--;
	}
	return n;
}

static EVP_PKEY *make(struct span n, struct span e)
{
	EVP_PKEY *key = NULL;
	BIGNUM *modulus = BN_bin2bn((const unsigned char *)n.at, (int)n.len, NULL);
	BIGNUM *exponent = BN_bin2bn((const unsigned char *)e.at, (int)e.len, NULL);
	OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
	OSSL_PARAM *params = NULL;
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
	bool good = modulus && exponent && build && ctx &&
		OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, modulus) &&
		OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_E, exponent) &&
		(params = OSSL_PARAM_BLD_to_param(build)) != NULL && EVP_PKEY_fromdata_init(ctx) == 1 &&
		EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_PUBLIC_KEY, params) == 1 &&
		EVP_PKEY_get_bits(key) == BN_num_bits(modulus);	/* 0 where it could not ask for that */
	if (!good)
		die(TEMP, "4.3.0", "OpenSSL can't take a key in; it has no memory, or no RSA");
	EVP_PKEY_CTX_free(ctx);
	OSSL_PARAM_free(params);
	OSSL_PARAM_BLD_free(build);
	BN_free(exponent);
	BN_free(modulus);
	return key;
}

EVP_PKEY *rsa_public_key(struct span der)
{
	struct span key = take(&der, SEQUENCE), wrapped = key, algorithm = take(&wrapped, SEQUENCE);
	if (algorithm.at)
		key = unwrap(algorithm, wrapped);
	struct span n = take_number(&key), e = take_number(&key);
	return n.len && e.len ? make(n, e) : NULL;
}
