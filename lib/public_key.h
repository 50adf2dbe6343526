/* public_key: the key that a signature is verified with, out of the DNS (RFC 6376 sections 3.6.1 and 6.1.2, RFC 8301,
 * RFC 8463). */
#ifndef PUBLIC_KEY_H
#define PUBLIC_KEY_H
#include "signature.h"
#include <openssl/evp.h>

/* The key for s, which has been read and is UNKNOWN: to be freed with EVP_PKEY_free. NULL if there is none that may
 * be used: then s has a result. Sets *policy to NULL, or to the reason why a signature by it doesn't count though it
 * may be right ("the key is for tests": so for DKIM only, since in a chain others don't ask, and who alone calls it
 * broken breaks it). Dies with TEMP for lack of memory. */
EVP_PKEY *public_key_find(struct signature *s, const char **policy);

/* The same from a record's text. */
EVP_PKEY *public_key_read(struct span record, struct signature *s, const char **policy);
#endif
