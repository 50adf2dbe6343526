/* The examples of FIPS 180-4's companion and lengths around the padding's edge. */
#include "sha256.h"
#include "tap.h"

static struct span hash(struct span s, size_t step)
{
	struct sha256 h;
	char hex[65];
	sha256_init(&h);
	for (; s.len > step; s.at += step, s.len -= step)
		sha256_add(&h, (struct span){ s.at, step });
	sha256_add(&h, s);
	sha256_end(&h, hex);
	return memory_keep((struct span){ hex, 64 });
}

int main(void)
{
	is(hash(SPAN(""), 1), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "nothing");
	is(hash(SPAN("abc"), 1), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", "abc");
	is(hash(SPAN("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"), 7),
		"248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1", "56 octets");
	struct text t = { 0 };
	for (int i = 0; i < 1000000; i++)
		text_addc(&t, 'a');
	is(hash(text_span(&t), 1000000), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
		"a million a");
	is(hash(text_span(&t), 61), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
		"a million a in pieces");
	char hex[65];
	sha256_hex(SPAN("abc"), hex);
	is(span(hex), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", "all at once");
	return tap_end();
}
