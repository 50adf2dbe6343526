/* commands: what a mail to a list's command address asks for.
 *
 * A line a command, in the subject or the text, in either case, with or without fml's `#` before it, in full-width
 * letters too (`＃　ＨＥＬＰ`). A mail to LIST-subscribe and the like is that one command, whatever it says. */
#ifndef COMMANDS_H
#define COMMANDS_H
#include "message.h"
#include "text.h"

enum command_kind {
	COMMAND_HELP, COMMAND_GUIDE, COMMAND_SUBSCRIBE, COMMAND_UNSUBSCRIBE, COMMAND_CONFIRM, COMMAND_CHADDR,
	COMMAND_OFF, COMMAND_ON, COMMAND_SKIP, COMMAND_NOSKIP, COMMAND_DIGEST, COMMAND_UNDIGEST, COMMAND_STATUS,
	COMMAND_MEMBERS, COMMAND_SUMMARY, COMMAND_GET, COMMAND_ADMIN,
	COMMAND_END		/* nothing behind it is read: `end`, a signature */
};

struct command {
	enum command_kind kind;
	const char *word;	/* its name, to show */
	bool misused;		/* with words that it can't take, as `chaddr NEW`: it is to be told how it is written */
	struct span arg[2];	/* addresses, a token, numbers and a mode; checked, and safe to show */
	struct span text;	/* clean UTF-8: of subscribe the name, which no stranger should be shown; of admin all of
				 * what follows (lib/admin) */
};

enum { COMMANDS_MAX = 20, COMMAND_LINE_MAX = 600 };	/* more of either is no command mail */

struct commands {
	struct command at[COMMANDS_MAX];
	size_t count;
	size_t unknown;		/* lines that are none, up to the end or a signature */
	bool wrong;		/* one of them began with #, so it was meant as one */
};

/* Reads one line of UTF-8. False if it is no command, or a sentence that happens to begin like one. */
bool command_read(struct command *c, struct span line);

/* Reads the mail, whose body must be settled; extension is what stands behind the list's name in its address. The
 * same command twice is one. list is the list's local part, whose tag may stand in the subject. Never fails. */
void commands_read(struct commands *c, struct message *m, struct span extension, struct span list);
#endif
