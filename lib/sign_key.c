/* sign_key: a private key that signs, or the reason why it can't. See sign.h. */
#include "sign.h"
#include "die.h"
#include "file.h"
#include "key.h"
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { KEY_MAX = 65536 };

void sign_key_read(struct sign_key *k)
{
	int fd = open(k->path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	struct stat st;
	if (fd < 0 || fstat(fd, &st) < 0)
		die_sys("cannot read the key %s", k->path);
	if (!S_ISREG(st.st_mode))
		die(TEMP, "4.3.5", "the key %s is no file", k->path);
	if (st.st_mode & 077)
		die(TEMP, "4.3.5", "the key %s is open to others than its owner (mode %03o): chmod 600 %s",
			k->path, (unsigned)st.st_mode & 0777, k->path);
	if (st.st_size > KEY_MAX)
		die(TEMP, "4.3.5", "%s is too large to be a key", k->path);
	char block[4096];
	struct text pem = { 0 };
	for (size_t n; (n = read_some(fd, block, sizeof block, k->path)) > 0 && pem.len <= KEY_MAX; )
		text_add(&pem, (struct span){ block, n });
	close(fd);

	EVP_PKEY *key = key_from_pem(text_span(&pem));
	text_free(&pem);
	int type = key ? EVP_PKEY_get_base_id(key) : EVP_PKEY_NONE;
	if (type != EVP_PKEY_RSA && type != EVP_PKEY_ED25519)
		die(TEMP, "4.3.5", "%s holds no RSA or Ed25519 private key in PEM", k->path);
	if (type == EVP_PKEY_RSA && EVP_PKEY_get_bits(key) < 1024)
		die(TEMP, "4.3.5", "the key %s has only %d bits; receivers want 1024, better 2048",
			k->path, EVP_PKEY_get_bits(key));
	k->ed25519 = type == EVP_PKEY_ED25519;
	k->key = key;
}
