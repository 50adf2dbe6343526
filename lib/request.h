/* request: what becomes of the commands in a mail to a list's command address, and what is written to whom about it.
 *
 * Nobody is added or removed without a token that was sent to his address. What a stranger could have sent in
 * somebody else's name never makes more than a few mails a day to him, and none of them shows a word of what the
 * stranger wrote but the commands themselves. All of it may be done twice: a mail server's second try finds what the
 * first has left. */
#ifndef REQUEST_H
#define REQUEST_H
#include "commands.h"
#include "list.h"
#include "sent.h"
#include "subscribers.h"
#include "texts.h"
#include "token.h"

struct request_limits {
	size_t confirmations;	/* an hour, for the whole list */
	size_t answers;		/* a day, to one address */
	size_t all_answers;	/* an hour, for the whole list */
	long long days;		/* that a token is good for */
	bool shows_members;	/* to members */
	const char *archive;	/* a folder of old posts, inside the list's */
};

enum { LETTERS_MAX = 3 * COMMANDS_MAX + 1 };

struct letter {
	const char *kind;	/* "report", "welcome": the same kind goes to one address once */
	const char *from;	/* extension of the list's address */
	struct span to, subject, text;
	int body;		/* see answer.h */
};

struct request {
	const struct list *list;
	const char *members, *cdb;	/* the files */
	const char *post_id;
	struct request_limits limits;
	struct texts texts;
	struct span author, author_key;	/* who has sent the commands, as far as one can see */
	struct span message_id;
	bool proven;			/* that the author wrote the mail: his own changes need no token */
	/* the rest belongs to the modules of this header */
	struct text report;		/* what came of the commands */
	bool asked, may_answer;		/* whether a report may go to the author, once that was asked */
	bool help;			/* add the help */
	size_t others;			/* whom it has had us ask beside the author */
	struct text changes;		/* of an owner, that want a token */
	unsigned long long posts, octets;	/* how many of the archive it has had us fetch, and what they take */
	struct letter letter[LETTERS_MAX];
	size_t letters;
};

/* For the members file members: what is common to all that is done for a mail. */
void request_set(struct request *r, const char *members, const char *post_id, struct span author,
	struct span message_id);

/* Does what the commands ask for, and makes the letters. Dies with TEMP. */
void request_run(struct request *r, const struct commands *c);

/* Hands the letters over, each noted in sent/ once the mail server has it, so that a second try leaves it out. alone:
 * no runner has taken the lock on that. Dies with TEMP. */
void request_send(struct request *r, bool alone);

/* For a dry run: what the letters say, to standard output. Dies with TEMP. */
void request_print(const struct request *r);

/* For the modules below. */
bool request_may_answer(struct request *r);
bool request_is_member(const struct request *r, struct span key, struct subscriber *out);
bool request_is_author(const struct request *r, struct span address);
struct span request_key(struct span address);		/* of one that address_one takes */
void request_say(struct request *r, const struct command *c, const char *phrase);	/* in the report */
struct letter *request_letter(struct request *r, const char *kind, const char *from, struct span to);	/* an empty one */
/* A mail from a text, to an address of ours "confirm-…" or "request"; subject NULL: the text's own. */
void request_write(struct request *r, const char *text, const char *from, const char *subject, struct span to);

/* membership.c: off, on, digest and the like, which set how the author gets posts, and status, which says it. */
void membership(struct request *r, const struct command *c);

/* owner.c: commands of an owner. A mail of them has one token, once all of it is read. */
void owner_command(struct request *r, const struct command *c);
void owner_ask(struct request *r);
void owner_confirmed(struct request *r, const struct token *t);

/* fetch.c: old posts, for members. */
void fetch_summary(struct request *r, const struct command *c);
void fetch_posts(struct request *r, const struct command *c);

/* confirm.c: the commands that need a token. */
void confirm_subscribe(struct request *r, const struct command *c);
void confirm_unsubscribe(struct request *r, const struct command *c);
void confirm_chaddr(struct request *r, const struct command *c);
void confirm_token(struct request *r, const struct command *c);
void confirm_ask(struct request *r, const struct token *t);	/* writes the question for a new token */
#endif
