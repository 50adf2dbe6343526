/* Any mail and any extension: what is read of them as commands can be shown and used as it is.
 *
 * The input is the extension, a newline, fields of a header, a blank line and the body. */
#include "address.h"
#include "commands.h"
#include "fuzz.h"
#include "token.h"
#include "utf8.h"
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_shown(struct span s)
{
	check(utf8_ok(s) && s.len <= COMMAND_LINE_MAX);
	for (size_t i = 0; i < s.len; i++)
		check((unsigned char)s.at[i] >= ' ' && s.at[i] != 127);
}

static void check_command(const struct command *c)
{
	struct mailbox b;
	check_shown(c->arg[0]);
	check_shown(c->arg[1]);
	check_shown(c->text);
	if (c->misused) {
		check(!c->arg[0].len && !c->arg[1].len && !c->text.len);
		return;
	}
	if (c->kind == COMMAND_CHADDR || (c->kind == COMMAND_UNSUBSCRIBE && c->arg[0].len))
		check(!address_one(c->arg[0], &b));
	if (c->kind == COMMAND_CHADDR)
		check(!address_one(c->arg[1], &b));
	if (c->kind == COMMAND_CONFIRM && c->arg[0].len)
		check(token_in(c->arg[0], "").at);
	check(c->kind != COMMAND_END);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span rest = { (const char *)data, size }, extension = span_take(&rest, '\n');
	struct text header = { 0 };
	struct message m = { .blank = true };
	struct commands c;
	text_adds(&header, "From: a@b.c\n");
	while (rest.len) {
		struct span line = span_take(&rest, '\n');
		if (!line.len)
			break;
		text_add(&header, line);
		text_addc(&header, '\n');
	}
	struct span kept = memory_keep(text_span(&header));
	text_free(&header);
	if (!message_parse(&m, kept)) {
		m.fd = file_scratch();
		write_all(m.fd, rest, "a scratch file");
		check(lseek(m.fd, 0, SEEK_SET) == 0);
		m.body = 0;
		commands_read(&c, &m, extension, SPAN("orch"));
		check(c.count <= COMMANDS_MAX);
		for (size_t i = 0; i < c.count; i++)
			check_command(&c.at[i]);
		close(m.fd);
	}
	memory_reset();
	return 0;
}
