/* key: see key.h */
#include "key.h"
#include "base64.h"
#include "die.h"
#include "file.h"
#include <openssl/pem.h>
#include <openssl/rsa.h>

enum { KEY_FILE_MAX = 65536 };

void key_make(const char *path)
{
	char *pem;
	EVP_PKEY *key = EVP_RSA_gen(2048);
	BIO *memory = BIO_new(BIO_s_mem());
	if (!key || !memory || !PEM_write_bio_PrivateKey(memory, key, NULL, NULL, 0, NULL, NULL))
		die(TEMP, "4.3.0", "cannot make a key");
	long len = BIO_get_mem_data(memory, &pem);
	file_replace(path, (struct span){ pem, (size_t)len }, 0600);
	BIO_free(memory);
	EVP_PKEY_free(key);
}

/* OpenSSL would ask the terminal for a pass phrase; nobody sits there. */
static int no_pass_phrase(char *at, int size, int writing, void *with)
{
	(void)at, (void)size, (void)writing, (void)with;
	return -1;
}

EVP_PKEY *key_from_pem(struct span pem)
{
	BIO *memory = BIO_new_mem_buf(pem.at, (int)pem.len);
	EVP_PKEY *key = memory ? PEM_read_bio_PrivateKey(memory, NULL, no_pass_phrase, NULL) : NULL;
	BIO_free(memory);
	return key;
}

const char *key_record(const char *path, struct text *out)
{
	struct text pem = { 0 };
	if (!file_read(path, &pem, KEY_FILE_MAX))
		return "there is no such file";
	EVP_PKEY *key = key_from_pem(text_span(&pem));
	text_free(&pem);
	if (!key)
		return "it is no private key in PEM";

	/* An RSA key is published as it stands in a certificate, an ed25519 key as its 32 octets alone. */
	unsigned char raw[32], *der = NULL;
	size_t len = sizeof raw;
	if (EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA) {
		int n = i2d_PUBKEY(key, &der);
		text_adds(out, "v=DKIM1; k=rsa; p=");
		if (n > 0)
			base64_add(out, (struct span){ (char *)der, (size_t)n });
		OPENSSL_free(der);
	} else if (EVP_PKEY_get_base_id(key) == EVP_PKEY_ED25519 && EVP_PKEY_get_raw_public_key(key, raw, &len)) {
		text_adds(out, "v=DKIM1; k=ed25519; p=");
		base64_add(out, (struct span){ (char *)raw, len });
	} else {
		EVP_PKEY_free(key);
		return "it is neither an RSA nor an ed25519 key";
	}
	EVP_PKEY_free(key);
	return NULL;
}
