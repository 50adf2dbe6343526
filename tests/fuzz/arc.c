/* Any header: the same chain from the top and from the bottom; what is complete is so in every part; and what we seal
 * is a chain with one set more, or an ended one. */
#include "arc.h"
#include "fuzz.h"
#include <fcntl.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* An Ed25519 key, since it is quick. The body is empty. */
static struct sign_key key = { .domain = "a.example", .selector = "s", .ed25519 = true };
static int empty = -1;

static void begin(void)
{
	static const unsigned char secret[32] = { 1 };
	if (key.key)
		return;
	key.key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, secret, sizeof secret);
	empty = open("/dev/null", O_RDONLY);
	check(key.key && empty >= 0);
}

/* What sign_message would die of: that is what it is for. */
static bool can_be_signed(const struct message *m)
{
	for (size_t i = 0; i < m->count; i++) {
		struct span rest = m->field[i].raw;
		while (rest.len)
			if (span_take(&rest, '\n').len > 998)
				return false;
	}
	return m->count < 50;
}

static void check_complete(const struct arc *a)
{
	check(a->highest >= 1 && a->highest <= ARC_MAX && !a->ended && a->ams.result == SIGNATURE_UNKNOWN);
	struct text t = { 0 };
	for (unsigned i = 1; i <= a->highest; i++) {
		for (enum arc_part p = 0; p < ARC_PARTS; p++)
			check(a->set[i].part[p] && field_is(a->set[i].part[p], arc_name[p]));
		check(a->set[i].seal.result == SIGNATURE_UNKNOWN && a->set[i].seal.instance == i);
		size_t from = t.len, seal = arc_add_set(a, i, &t);
		check(seal > from && t.len > seal && t.at[t.len - 1] == '\n');
	}
	check(a->ams.instance == a->highest && !memchr(t.at, '\0', t.len));
	text_free(&t);
}

static void check_sealed(struct message *m, const struct arc *a, enum arc_result status)
{
	static struct arc again;
	unsigned before = a->highest;
	size_t fields = m->count;
	arc_seal(m, a, status, SPAN("a.example; none"), &key);
	check(m->count == fields + ARC_PARTS);
	arc_read(m, &again);
	check(again.highest == before + 1);
	if (status == ARC_FAIL)
		check(again.ended && again.result == ARC_FAIL);
	else
		check(again.result == ARC_UNKNOWN && (check_complete(&again), true));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct arc a, b;
	struct message m = { .body = 0 }, turned = { .body = 0 };

	begin();
	m.fd = empty;
	if (!message_parse(&m, (struct span){ (const char *)data, size })) {
		for (size_t i = m.count; i-- > 0; )
			message_append(&turned, "X", SPAN("y"));
		for (size_t i = 0; i < m.count; i++)
			turned.field[i] = m.field[m.count - 1 - i];
		arc_read(&m, &a);
		arc_read(&turned, &b);
		check(a.result == b.result && a.highest == b.highest);
		check(a.result == ARC_UNKNOWN || a.ams.result != SIGNATURE_UNKNOWN);
		check((a.result == ARC_NONE || a.result == ARC_UNKNOWN) == !a.reason);
		if (a.result == ARC_UNKNOWN)
			check_complete(&a);
		if (!a.ended && a.highest < ARC_MAX && can_be_signed(&m))
			check_sealed(&m, &a, a.result == ARC_UNKNOWN ? ARC_PASS : a.result);
	}
	memory_reset();
	return 0;
}
