/* key: the list's DKIM key (RFC 6376 section 3.6.1, RFC 8463 for ed25519). */
#ifndef KEY_H
#define KEY_H
#include "text.h"
#include <openssl/evp.h>

/* Makes an RSA key of 2048 bits and writes it to path as PEM, mode 0600. Longer ones do not fit into one UDP
 * answer of the DNS, shorter ones are not believed (RFC 8301 section 3.2). Dies with TEMP. */
void key_make(const char *path);

/* The private key in a PEM text, or NULL. Free it with EVP_PKEY_free. A pass phrase is never asked for. */
EVP_PKEY *key_from_pem(struct span pem);

/* Appends what belongs into the DNS for the private key at path, "v=DKIM1; k=rsa; p=…". Returns NULL, or why it
 * can't ("it is no private key in PEM"). */
const char *key_record(const char *path, struct text *out);
#endif
