/* verify: see verify.h */
#include "verify.h"
#include "canon.h"
#include "die.h"
#include "domain.h"
#include "file.h"
#include "public_key.h"
#include <openssl/err.h>
#include <stdlib.h>
#include <string.h>

enum { HASH = 32, BLOCK = 65536 };	/* octets of a SHA-256; octets of the body read at a time */

/* OpenSSL says no to these only when it has no memory, or its files are not there. */
static void check(bool done)
{
	if (!done)
		die(TEMP, "4.3.0", "cannot verify: OpenSSL has no memory, or lacks SHA-256");
}

/* Takes out of a full list the lowest of those that rank least. False if none ranks less than wanted. */
static bool make_room(struct signature s[VERIFY_MAX], size_t rank[VERIFY_MAX], size_t wanted)
{
	size_t least = VERIFY_MAX - 1;
	for (size_t i = least; i-- > 0; )
		if (rank[i] < rank[least])
			least = i;
	if (rank[least] >= wanted)
		return false;
	for (size_t i = least + 1; i < VERIFY_MAX; i++) {
		s[i - 1] = s[i];
		rank[i - 1] = rank[i];
	}
	return true;
}

size_t verify_read(const struct message *m, struct span author, struct signature out[VERIFY_MAX])
{
	size_t n = 0, rank[VERIFY_MAX];
	struct signature s;
	for (ptrdiff_t i = -1; (i = message_find(m, "DKIM-Signature", (size_t)(i + 1))) >= 0; ) {
		signature_read(&m->field[i], SIGNATURE_DKIM, &s);
		size_t wanted = s.result == SIGNATURE_UNKNOWN ? domain_shared(s.domain, author) : 0;
		bool full = n == VERIFY_MAX;
		if (full && !make_room(out, rank, wanted))
			continue;
		n -= full;
		rank[n] = wanted;
		out[n++] = s;
	}
	return n;
}

/* ---- the header: the fields that h= names, each name standing for the last one not named yet (section 5.4.2) ---- */

/* The fields sorted by name, those of one name from the bottom up: a header may have 100,000 fields, and each
 * signature names up to 1,000. */
struct index {
	const struct message *m;
	size_t *at;		/* indices into m->field, sorted */
	bool *used;
};

static int name_compare(struct span a, struct span b)
{
	for (size_t i = 0; i < a.len && i < b.len; i++)
		if (ascii_lower(a.at[i]) != ascii_lower(b.at[i]))
			return ascii_lower(a.at[i]) - ascii_lower(b.at[i]);
	return (a.len > b.len) - (a.len < b.len);
}

static const struct message *sorting;	/* qsort gives its compare no word of our own */

static int field_compare(const void *a, const void *b)
{
	size_t i = *(const size_t *)a, j = *(const size_t *)b;
	int by_name = name_compare(field_name(&sorting->field[i]), field_name(&sorting->field[j]));
	return by_name ? by_name : (i < j) - (i > j);
}

static void index_make(const struct message *m, struct index *x)
{
	*x = (struct index){ .m = m, .at = memory_get((m->count + 1) * sizeof *x->at),
		.used = memory_get(m->count + 1) };
	for (size_t i = 0; i < m->count; i++)
		x->at[i] = i;
	sorting = m;
	qsort(x->at, m->count, sizeof *x->at, field_compare);
}

/* The first place in the index whose name is not before this one. */
static size_t index_find(const struct index *x, struct span name)
{
	size_t low = 0, high = x->m->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (name_compare(field_name(&x->m->field[x->at[middle]]), name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The next field of that name, or NULL: what is named and not there is hashed as nothing. The signature itself is
 * never among them. */
static const struct field *index_take(struct index *x, struct span name, const struct field *itself)
{
	for (size_t i = index_find(x, name); i < x->m->count; i++) {
		const struct field *f = &x->m->field[x->at[i]];
		if (!span_is_nocase(field_name(f), name))
			return NULL;
		if (!x->used[x->at[i]] && f != itself) {
			x->used[x->at[i]] = true;
			return f;
		}
	}
	return NULL;
}

/* False if there is a From more than h= names: whoever has put it there may be shown as the author. */
static bool header_add(struct index *x, const struct signature *s, struct text *out)
{
	struct span names = s->names;
	memset(x->used, 0, x->m->count);
	for (struct span name; signature_next_name(&names, &name); ) {
		const struct field *f = index_take(x, name, s->field);
		if (f)
			canon_field(s->header, f->raw, out);
	}
	return !index_take(x, SPAN("From"), s->field);
}

/* It is right, and says nothing about what was added (RFC 6376 section 8.15). ARC's need not cover any From. */
static void judge_addition(struct signature *s)
{
	if ((s->result != SIGNATURE_PASS && s->result != SIGNATURE_POLICY) || s->kind != SIGNATURE_DKIM)
		return;
	s->result = SIGNATURE_POLICY;
	s->reason = "a From that is not signed";
}

/* ---- the signature ---- */

/* True if the octets are signed by key. An Ed25519 key signs the SHA-256 of them (RFC 8463 section 3). */
static bool octets_match(const struct signature *s, EVP_PKEY *key, struct span input)
{
	bool ed25519 = s->algorithm.at[0] == 'e';
	unsigned char hash[HASH];
	if (ed25519) {
		check(EVP_Digest(input.at, input.len, hash, NULL, EVP_sha256(), NULL));
		input = (struct span){ (char *)hash, sizeof hash };
	}
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	check(ctx && EVP_DigestVerifyInit(ctx, NULL, ed25519 ? NULL : EVP_sha256(), NULL, key) == 1);
	ERR_clear_error();
	int match = EVP_DigestVerify(ctx, (const unsigned char *)s->octets.at, s->octets.len,
		(const unsigned char *)input.at, input.len);
	/* For lack of memory it says no as well, with that error, one of EVP's own, or none. A wrong RSA signature has an
	 * error, a wrong Ed25519 signature none. */
	bool told = match == 1 || ed25519;
	for (unsigned long e; match != 1 && (e = ERR_get_error()) != 0; told = true)
		check(ERR_GET_REASON(e) != ERR_R_MALLOC_FAILURE && ERR_GET_LIB(e) != ERR_LIB_EVP);
	check(told);
	EVP_MD_CTX_free(ctx);
	return match == 1;
}

void verify_octets(struct signature *s, struct span signed_before)
{
	const char *policy;
	/* OpenSSL 3.0 goes on, to a null pointer, when it finds no memory to begin with; asked for this it says so. */
	check(OSSL_LIB_CTX_get0_global_default() != NULL);
	EVP_PKEY *key = public_key_find(s, &policy);
	if (!key)
		return;
	struct text input = { 0 };
	text_add(&input, signed_before);
	signature_add(s, &input);
	bool match = octets_match(s, key, text_span(&input));
	s->result = !match ? SIGNATURE_FAIL : policy ? SIGNATURE_POLICY : SIGNATURE_PASS;
	s->reason = match ? policy : "the signature does not match";
	text_free(&input);
	EVP_PKEY_free(key);
}

/* ---- the body: each way of looking at it is hashed once, all of them in one pass ---- */

struct body {
	enum canon how;
	bool limited;
	unsigned long long length, seen;	/* canonical octets: to be hashed if limited, and there */
	EVP_MD_CTX *digest;
	unsigned char hash[HASH];
	struct canon_body canon;
};

static void body_put(void *to, struct span s)
{
	struct body *b = to;
	unsigned long long left = b->limited ? b->length - (b->seen < b->length ? b->seen : b->length) : s.len;
	check(EVP_DigestUpdate(b->digest, s.at, left < s.len ? (size_t)left : s.len));
	b->seen += s.len;
}

static struct body *body_find(struct body **all, size_t *count, const struct signature *s)
{
	for (size_t i = 0; i < *count; i++)
		if (all[i]->how == s->body && all[i]->limited == s->limited && all[i]->length == s->length)
			return all[i];
	struct body *b = memory_get(sizeof *b);
	*b = (struct body){ .how = s->body, .limited = s->limited, .length = s->length, .digest = EVP_MD_CTX_new() };
	check(b->digest && EVP_DigestInit_ex(b->digest, EVP_sha256(), NULL));
	b->canon = (struct canon_body){ .how = s->body, .put = body_put, .to = b };
	all[(*count)++] = b;
	return b;
}

static void bodies_hash(struct message *m, struct body **all, size_t count)
{
	static char block[BLOCK];
	message_settle_body(m);
	for (size_t n; (n = read_some(m->fd, block, sizeof block, "the message")) > 0; )
		for (size_t i = 0; i < count; i++)
			canon_body_add(&all[i]->canon, (struct span){ block, n });
	for (size_t i = 0; i < count; i++) {
		canon_body_end(&all[i]->canon);
		check(EVP_DigestFinal_ex(all[i]->digest, all[i]->hash, NULL));
		EVP_MD_CTX_free(all[i]->digest);
	}
	message_settle_body(m);		/* back to its start, for the next reader */
}

/* A signature over part of the body says nothing about what somebody has put behind it (RFC 6376 section 8.2). */
static void body_judge(struct signature *s, const struct body *b)
{
	struct span hash = { (const char *)b->hash, HASH };
	if (!span_is(s->body_hash, hash) || (s->limited && b->seen < s->length)) {
		s->result = SIGNATURE_FAIL;
		s->reason = "the body has been changed";
	} else if (s->limited && b->seen > s->length && s->result == SIGNATURE_PASS) {
		s->result = SIGNATURE_POLICY;
		s->reason = "only a part of the body is signed";
	}
}

void verify_signatures(struct message *m, struct signature *s, size_t n)
{
	struct body *all[VERIFY_MAX + 1], *of[VERIFY_MAX + 1] = { NULL };
	size_t bodies = 0;
	struct index x = { 0 };

	for (size_t i = 0; i < n; i++) {
		if (s[i].result != SIGNATURE_UNKNOWN)
			continue;
		struct text input = { 0 };
		if (!x.m)
			index_make(m, &x);
		bool whole = header_add(&x, &s[i], &input);
		verify_octets(&s[i], text_span(&input));
		if (!whole)
			judge_addition(&s[i]);
		text_free(&input);
		if (s[i].result == SIGNATURE_PASS || s[i].result == SIGNATURE_POLICY)
			of[i] = body_find(all, &bodies, &s[i]);
	}
	if (bodies)
		bodies_hash(m, all, bodies);
	for (size_t i = 0; i < n; i++)
		if (of[i])
			body_judge(&s[i], of[i]);
}
