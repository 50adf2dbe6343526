/* Which signatures of a message are looked at (RFC 6376 section 6.1 leaves it to us). What they come to is in
 * verify-auth.t. */
#include "tap.h"
#include "verify.h"

enum { FEW = 3, MANY = 40 };

static struct message m;

/* A header of n strangers' signatures, d0.example.com and on, with these at some places. */
static void header_make(size_t n, size_t at, const char *domain, const char *broken)
{
	static struct text t;
	t.len = 0;
	for (size_t i = 0; i < n; i++)
		if (i == at && broken)
			text_addf(&t, "DKIM-Signature: %s\n", broken);
		else if (i == at && domain)
			text_addf(&t, "dkim-signature : v=1; a=rsa-sha256; d=%s; s=s; h=from; bh=AAAA; b=BBBB\n", domain);
		else
			text_addf(&t, "DKIM-Signature: v=1; a=rsa-sha256; d=d%zu.example.com; s=s; h=from; bh=AAAA; b=BBBB\n", i);
	text_adds(&t, "From: anne@example.org\n");
	m = (struct message){ 0 };
	message_parse(&m, text_span(&t));
}

/* The first labels of the domains, in their order. */
static void read_is(const char *author, const char *want, const char *what)
{
	struct signature s[VERIFY_MAX];
	struct text t = { 0 };
	size_t n = verify_read(&m, span(author), s);
	for (size_t i = 0; i < n; i++) {
		struct span d = s[i].domain, first = span_take(&d, '.');
		text_addf(&t, "%s%.*s", i ? " " : "", PRINTF(first));
	}
	is(text_span(&t), want, what);
	text_free(&t);
}

int main(void)
{
	header_make(0, 0, NULL, NULL);
	read_is("example.org", "", "none");
	header_make(FEW, FEW, NULL, NULL);
	read_is("example.org", "d0 d1 d2", "all, from the top");
	header_make(MANY, MANY, NULL, NULL);
	read_is("example.org", "d0 d1 d2 d3 d4 d5 d6 d7 d8 d9", "the topmost ten");
	read_is("", "d0 d1 d2 d3 d4 d5 d6 d7 d8 d9", "also without an author");
	read_is("d30.example.com", "d0 d1 d2 d3 d4 d5 d6 d7 d8 d30", "the author's, instead of the last");
	header_make(MANY, MANY - 1, "Example.ORG", NULL);
	read_is("example.org", "d0 d1 d2 d3 d4 d5 d6 d7 d8 Example", "in any case");
	read_is("news.example.org", "d0 d1 d2 d3 d4 d5 d6 d7 d8 Example", "of the domain above");
	read_is("www.other.org", "d0 d1 d2 d3 d4 d5 d6 d7 d8 Example", "of one that could belong to it");
	read_is("xexample.net", "d0 d1 d2 d3 d4 d5 d6 d7 d8 d9", "but not of any other");
	header_make(MANY, 4, NULL, "v=1; a=rsa-sha256; d=example.org; s=s; h=to; bh=AAAA; b=BBBB");
	read_is("example.org", "d0 d1 d2 d3 example d5 d6 d7 d8 d9", "what can't pass has its place");
	read_is("d20.example.com", "d0 d1 d2 d3 d5 d6 d7 d8 d9 d20", "and is the first to go");
	return tap_end();
}
