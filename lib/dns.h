/* dns: one question to the DNS, and an answer that says how sure it is.
 *
 * The servers are those of resolv.conf, or DNS=IP:PORT of the environment (for tests, and for a resolver of
 * one's own). A question is asked again after 2 seconds, and an answer too long for UDP is fetched over TCP.
 * All questions of a process together may take DNS_PATIENCE seconds; after that they end as DNS_TIMEOUT, so
 * that a slow server can't keep a post beyond the mail server's limit. What has been asked once is not asked again
 * by this process, whatever came of it. */
#ifndef DNS_H
#define DNS_H
#include "text.h"

enum { DNS_PATIENCE = 20 };	/* seconds */

enum dns_type { DNS_A = 1, DNS_PTR = 12, DNS_MX = 15, DNS_TXT = 16, DNS_AAAA = 28 };	/* numbers of the protocol */

enum dns_result {
	DNS_OK,		/* there are records of this type */
	DNS_NO_DATA,	/* the name exists, without records of this type; or as an alias that leads nowhere */
	DNS_NO_NAME,	/* the name does not exist (NXDOMAIN) */
	DNS_FAILED,	/* the server can't tell: SERVFAIL, REFUSED, an answer that makes no sense */
	DNS_TIMEOUT	/* no answer */
};

/* A record's data: for TXT its strings joined (RFC 7208 section 3.3), for A and AAAA the address in its 4 or 16
 * octets, for MX and PTR the host's name. Any octet may come. There are records only with DNS_OK. */
struct dns_answer {
	struct span *at;
	size_t count;
	bool authentic;		/* checked with DNSSEC, says a server that is believed (AD): that of DNS=, or those of
				 * resolv.conf with `options trust-ad` */
};

/* Looks up name, which may end in a dot. An alias (CNAME) within the answer is followed, at most 8 times. What
 * can't be a name does not exist, and costs no question. Dies with TEMP for no memory or a DNS= that is no
 * address; whatever the network does is a result. The records lie in memory_get memory. */
enum dns_result dns_lookup(struct span name, enum dns_type type, struct dns_answer *out);

/* What dns_lookup makes of a packet that answers its question: the same results, but for DNS_TIMEOUT. The name is one
 * of domain_is (domain.h). */
enum dns_result dns_parse(struct span packet, struct span name, enum dns_type type, struct dns_answer *out);

/* "the name does not exist", for a sentence. */
const char *dns_says(enum dns_result r);
#endif
