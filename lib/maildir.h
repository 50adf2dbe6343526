/* maildir: a folder of messages, a file each (https://cr.yp.to/proto/maildir.html): written in tmp/, synced,
 * renamed into new/, so that a reader sees a whole message or none. */
#ifndef MAILDIR_H
#define MAILDIR_H
#include "message.h"

/* Stores m as new/NAME in the Maildir folder, which is made where missing (mode 0700). A message of that name
 * that is there already is replaced, so that a retry makes no second copy. Dies with TEMP. */
void maildir_store(const char *folder, const char *name, struct message *m);
#endif
