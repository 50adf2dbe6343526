/* held_ask: see held.h. Tells the moderators, by the score `held` of the list's folder. */
#include "held.h"
#include "die.h"
#include "list.h"
#include "mailer.h"
#include "run.h"
#include <stdint.h>
#include <unistd.h>

int held_ask(const char *post_id, int fd, const char *program, struct span *said)
{
	struct text tutti = { 0 }, to = { 0 }, extension = { 0 };
	struct list l;
	*said = SPAN("");
	if (access(HELD_SCORE, F_OK) < 0)
		return 0;
	list_read(&l);
	text_addf(&extension, HELD_EXTENSION "%s", post_id);
	list_address(&to, &l, text_string(&extension));
	text_addf(&tutti, "%s/tutti", run_own_folder(program));
	if (lseek(fd, 0, SEEK_SET) < 0)
		die_sys("cannot rewind the message");
	const char *argv[] = { "tutti", "-f", "", "-r", text_string(&to), HELD_SCORE, NULL };
	int code = mailer_run(text_string(&tutti), (char *const *)(uintptr_t)argv, fd, -1, said);
	text_free(&tutti);
	text_free(&to);
	text_free(&extension);
	return code;
}
