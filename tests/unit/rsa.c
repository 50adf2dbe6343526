/* An RSA key in DER is read as X.690 and RFC 3279 have it; what is no key is refused. */
#include "rsa.h"
#include "tap.h"
#include <string.h>

#define BARE "\x30\x07\x02\x02\x00\xc1\x02\x01\x03"	/* 193, a number of 8 bits, and 3 */
#define OBJECT "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01"
#define WRAPPED "\x30\x1b\x30\x0d" OBJECT "\x05\x00\x03\x0a\x00" BARE

static void reads(struct span der, int bits, const char *what)
{
	/* Of its own size, so that a sanitizer sees a step over the end. */
	char *copy = memory_get(der.len ? der.len : 1);
	memcpy(copy, der.at, der.len);
	EVP_PKEY *k = rsa_public_key((struct span){ copy, der.len });
	ok((k ? EVP_PKEY_get_bits(k) : 0) == bits, "%s", what);
	EVP_PKEY_free(k);
}

int main(void)
{
	struct span bare = SPAN(BARE), wrapped = SPAN(WRAPPED);
	reads(bare, 8, "bare");
	reads(wrapped, 8, "as in a certificate");
	reads(SPAN("\x30\x81\x07\x02\x02\x00\xc1\x02\x01\x03"), 8, "a length in one more octet");
	reads(SPAN("\x30\x82\x00\x07\x02\x02\x00\xc1\x02\x01\x03"), 8, "a length in two more");
	reads(SPAN("\x30\x83\x00\x00\x07\x02\x02\x00\xc1\x02\x01\x03"), 0, "a length in three more");
	reads(SPAN("\x30\x80\x02\x02\x00\xc1\x02\x01\x03\x00\x00"), 0, "no length");
	reads(SPAN("\x30\x06\x02\x01\xc1\x02\x01\x03"), 8, "the first bit is no sign");
	reads(SPAN(BARE "more"), 8, "something behind it");
	reads(SPAN("\x30\x07\x02\x02\x00\x00\x02\x01\x03"), 0, "a modulus of 0");
	reads(SPAN("\x30\x07\x02\x02\x00\xc1\x02\x01\x00"), 0, "an exponent of 0");
	reads(SPAN("\x30\x04\x02\x02\x00\xc1"), 0, "no exponent");
	reads(SPAN("\x30\x07\x02\x02\x00\xc1\x04\x01\x03"), 0, "an exponent that is no number");
	reads(SPAN("\x30\x1b\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a\x05\x00\x03\x0a\x00" BARE), 0, "RSASSA-PSS");
	reads(SPAN("\x30\x1b\x30\x0d" OBJECT "\x05\x00\x03\x0a\x01" BARE), 0, "bits that are not octets");
	reads(SPAN("\x30\x12\x30\x0d" OBJECT "\x05\x00\x03\x01\x00"), 0, "no bits");
	for (size_t n = 0; n < bare.len; n++)
		reads((struct span){ bare.at, n }, 0, "bare, cut");
	for (size_t n = 0; n < wrapped.len; n++)
		reads((struct span){ wrapped.at, n }, 0, "as in a certificate, cut");
	return tap_end();
}
