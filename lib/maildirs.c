/* maildirs: a Maildir per member below a folder: no MTA needed, for tests and for members with an account
 * here.
 *
 * The name of the file comes from POST_ID and the list, so that a retry overwrites it; that is why nothing is
 * noted before. */
#include "delivery.h"
#include "die.h"
#include "maildir.h"
#include "sha256.h"
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

enum { NAME = 200 };	/* octets; a file's name may have 255, and file_new adds some */

/* Any address as a file's name: `/`, `%`, `:`, a leading dot and control characters as %2F; what is too long
 * ends in a hash. */
static void add_name(struct text *t, struct span address)
{
	struct text name = { 0 };
	for (size_t i = 0; i < address.len; i++) {
		unsigned char c = (unsigned char)address.at[i];
		if (c <= ' ' || c == 127 || c == '/' || c == '%' || c == ':' || (c == '.' && i == 0))
			text_addf(&name, "%%%02X", c);
		else
			text_addc(&name, (char)c);
	}
	if (name.len > NAME) {
		char hex[65];
		sha256_hex(address, hex);
		name.len = NAME - 17;
		text_addf(&name, "%%%.16s", hex);
	}
	text_add(t, text_span(&name));
	text_free(&name);
}

void maildirs_deliver(struct delivery *d, struct group *g, const char *where)
{
	struct text name = { 0 };
	text_addf(&name, "%s.", d->post_id);
	add_name(&name, d->list->address);
	if (mkdir(where, 0700) < 0 && errno != EEXIST)
		die_sys("cannot make the folder %s", where);
	for (size_t i = 0; i < g->count && !delivery_late(d); i++) {
		struct text folder = { 0 };
		char key[RECIPIENT_MAX];
		text_addf(&folder, "%s/", where);
		add_name(&folder, recipient_key(&g->at[i], key));
		message_settle_body(d->m);
		maildir_store(text_string(&folder), text_string(&name), d->m);
		delivery_accept(d, &g->at[i]);
		delivery_flush(d);
		text_free(&folder);
	}
	text_free(&name);
}
