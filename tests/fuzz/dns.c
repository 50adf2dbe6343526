/* Any answer of a name server: as it comes, and behind a header and a question that are right. It is read without a byte
 * beyond it, and what is found has the form of its type. */
#include "dns.h"
#include "fuzz.h"
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct span name = { "_dmarc.a.example", 16 };

static void check_record(struct span r, enum dns_type type)
{
	bool zero = false;
	for (size_t i = 0; i < r.len; i++)	/* each octet can be read */
		zero = zero || r.at[i] == '\0';
	check(type != DNS_A || r.len == 4);
	check(type != DNS_AAAA || r.len == 16);
	check((type != DNS_MX && type != DNS_PTR) || (!zero && r.len < 1025));
}

static void check_answer(struct span packet, enum dns_type type)
{
	struct dns_answer a, again;
	/* In memory of its own size, so that one octet too far is seen. */
	struct text exact = { .at = malloc(packet.len ? packet.len : 1), .len = packet.len };
	check(exact.at != NULL);
	for (size_t i = 0; i < packet.len; i++)
		exact.at[i] = packet.at[i];
	enum dns_result r = dns_parse(text_span(&exact), name, type, &a);
	check(r != DNS_TIMEOUT && (r == DNS_OK) == (a.count > 0));
	check(r != DNS_FAILED || !a.authentic);
	for (size_t i = 0; i < a.count; i++)
		check_record(a.at[i], type);
	check(dns_parse(text_span(&exact), name, type, &again) == r && again.count == a.count);
	for (size_t i = 0; i < a.count; i++)
		check(span_is(a.at[i], again.at[i]));
	free(exact.at);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const enum dns_type types[] = { DNS_A, DNS_PTR, DNS_MX, DNS_TXT, DNS_AAAA };
	struct text t = { 0 };
	if (size < 1)
		return 0;
	struct span rest = { (const char *)data + 1, size - 1 };
	enum dns_type type = types[data[0] % 5];
	check_answer(rest, type);

	/* An answer, its rcode and the number of its records by the first octet; then the question. */
	text_add(&t, (struct span){ "\0\1\201\200\0\1\0\3\0\0\0\0\6_dmarc\1a\7example\0\0\0\0\1", 34 });
	t.at[3] |= (char)(data[0] / 5 % 2 ? 3 : 0);
	t.at[7] = (char)(data[0] / 10 % 4);
	t.at[31] = (char)type;
	text_add(&t, rest);
	check_answer(text_span(&t), type);
	text_free(&t);
	memory_reset();
	return 0;
}
