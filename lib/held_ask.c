/* held_ask: see held.h. Tells the moderators, by the score `held` of the list's folder. */
#include "held.h"
#include "die.h"
#include "list.h"
#include "perform.h"
#include <unistd.h>

int held_ask(const char *post_id, int fd, struct span *said)
{
	struct text to = { 0 };
	struct list l;
	*said = SPAN("");
	if (access(HELD_SCORE, F_OK) < 0)
		return 0;
	list_read(&l);
	list_address(&to, &l, memory_format(HELD_EXTENSION "%s", post_id).at);
	if (lseek(fd, 0, SEEK_SET) < 0)
		die_sys("cannot rewind the message");
	int code = perform(&(struct performance){ .score = HELD_SCORE, .sender = "", .recipient = text_string(&to),
		.mail = fd }, said);
	text_free(&to);
	return code;
}
