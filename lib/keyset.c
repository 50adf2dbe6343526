/* keyset: see keyset.h */
#include "keyset.h"
#include "die.h"
#include <stdlib.h>
#include <string.h>

enum { KEY_MAX = 65535 };

/* FNV-1a, 32 bits. A member can't choose keys that collide without choosing thousands of addresses, and then
 * only his list gets slower. */
static uint32_t hash(struct span key)
{
	uint32_t h = 2166136261u;
	for (size_t i = 0; i < key.len; i++)
		h = (h ^ (unsigned char)key.at[i]) * 16777619u;
	return h;
}

static struct span key_at(const struct keyset *s, uint32_t offset)
{
	const unsigned char *p = (const unsigned char *)s->keys.at + offset;
	return (struct span){ (const char *)p + 2, (size_t)p[0] << 8 | p[1] };
}

/* The place of key in the table: where it is, or where it would be. */
static size_t place(const struct keyset *s, struct span key)
{
	size_t i = hash(key) & (s->size - 1);
	while (s->table[i] && !span_is(key_at(s, s->table[i] - 1), key))
		i = (i + 1) & (s->size - 1);
	return i;
}

static void grow(struct keyset *s)
{
	uint32_t *old = s->table;
	size_t old_size = s->size;
	s->size = old_size ? old_size * 2 : 64;
	s->table = calloc(s->size, sizeof *s->table);
	if (!s->table)
		die(TEMP, "4.3.0", "out of memory");
	for (size_t i = 0; i < old_size; i++)
		if (old[i])
			s->table[place(s, key_at(s, old[i] - 1))] = old[i];
	free(old);
}

bool keyset_add(struct keyset *s, struct span key)
{
	if (key.len > KEY_MAX || s->keys.len > UINT32_MAX - KEY_MAX - 3)
		die(TEMP, "4.3.0", "too many members");
	if (s->count * 2 >= s->size)
		grow(s);
	size_t i = place(s, key);
	if (s->table[i])
		return false;
	s->table[i] = (uint32_t)s->keys.len + 1;
	s->count++;
	text_addc(&s->keys, (char)(key.len >> 8));
	text_addc(&s->keys, (char)(key.len & 255));
	text_add(&s->keys, key);
	return true;
}

bool keyset_has(const struct keyset *s, struct span key)
{
	return s->count && s->table[place(s, key)];
}

void keyset_free(struct keyset *s)
{
	text_free(&s->keys);
	free(s->table);
	*s = (struct keyset){ 0 };
}
