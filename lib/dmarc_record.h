/* dmarc_record: what a DMARC Policy Record says (RFC 9989 sections 4.7 and 4.8). */
#ifndef DMARC_RECORD_H
#define DMARC_RECORD_H
#include "text.h"

enum dmarc_request { DMARC_NONE, DMARC_QUARANTINE, DMARC_REJECT };	/* what to do with mail that fails */
enum dmarc_psd { DMARC_PSD_U, DMARC_PSD_N, DMARC_PSD_Y };

struct dmarc_record {
	enum dmarc_request p, sp, np;	/* without sp= it is p, without np= it is sp */
	bool strict_dkim, strict_spf;	/* adkim=s, aspf=s */
	bool testing;			/* t=y */
	enum dmarc_psd psd;
	bool bad;			/* DMARC does not apply (section 4.10.1): p= missing, or p=, sp= or np= no
					 * request, and no reporting URI in rua=; with one all three are none */
};

/* Takes apart a TXT record, its strings joined. False if it is none of DMARC: the first tag must be v=DMARC1.
 * Names of tags and words are read without regard to case, as the ABNF has them (RFC 5234 section 2.3), but for
 * DMARC1. Unknown tags are passed over, and so is a tag that came before; any value but p=, sp= and np= that is
 * not as it must be gives the default. */
bool dmarc_record_read(struct span txt, struct dmarc_record *out);

const char *dmarc_request_word(enum dmarc_request r);	/* "none", "quarantine", "reject" */
#endif
