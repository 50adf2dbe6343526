/* pass: see pass.h */
#include "pass.h"
#include "die.h"
#include "file.h"
#include <unistd.h>

size_t pass_read(struct pass *p, char *block, off_t end)
{
	size_t n = read_some(p->in, block, end - p->at < PASS_BLOCK ? (size_t)(end - p->at) : PASS_BLOCK, "the message");
	if (n == 0)
		die(TEMP, "4.3.0", "the message has become shorter");
	p->at += (off_t)n;
	return n;
}

void pass_copy(struct pass *p, off_t end)
{
	char block[PASS_BLOCK];
	while (p->at < end) {
		size_t n = pass_read(p, block, end);
		pass_add(p, (struct span){ block, n });
	}
}

void pass_skip(struct pass *p, off_t end)
{
	if (end <= p->at)
		return;
	if (lseek(p->in, end - p->at, SEEK_CUR) < 0)
		die_sys("cannot read the message");
	p->at = end;
}

void pass_add(struct pass *p, struct span s) { write_all(p->out, s, "the message"); }

void pass_forget(struct message *m)
{
	message_remove(m, "Content-Length");
	message_remove(m, "Lines");
	message_remove(m, "Content-MD5");
}
