/* rsa: a public key out of what stands in the DNS, read here and not by OpenSSL, which can't tell a key that is none
 * from memory that it did not get: the first is the signer's mistake, the second is ours and over in a minute. */
#ifndef RSA_H
#define RSA_H
#include "text.h"
#include <openssl/evp.h>

/* The key in der: SubjectPublicKeyInfo as in a certificate (RFC 3279 section 2.3.1), which is what all publish, or
 * bare as RFC 6376 section 3.6.1 has it (RSAPublicKey, RFC 8017 appendix A.1.1). NULL if it is none; to be freed with
 * EVP_PKEY_free. Dies with TEMP if OpenSSL can't take it in. */
EVP_PKEY *rsa_public_key(struct span der);
#endif
