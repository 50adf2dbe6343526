/* network: networks of addresses, and the names of addresses. */
#ifndef NETWORK_H
#define NETWORK_H
#include "text.h"

struct network { unsigned char at[16]; unsigned bits; bool six; };

/* Reads "192.0.2.0/24", "2001:db8::/32" or an address alone. False if it is none, or has bits beyond its length. */
bool network_read(struct span s, struct network *n);
bool network_has(const struct network *n, const struct network *address);

/* Whose network an address, as text, is in, by the DNS: the name that belongs to it (PTR), without the host's part:
 * "google.com" of mail-ej1-f41.google.com. Anyone can let his address have any name, so it counts only if that name
 * has the address (A, AAAA). Empty if there is none, or the DNS does not say. In memory_get memory. */
struct span network_name(struct span address);
struct span network_organization(struct span host);	/* that part of it */
#endif
