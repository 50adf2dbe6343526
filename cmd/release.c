/* release: lets posts that were held for a moderator go through their score, from the top, with RELEASED=1, which turns
 * each "hold it" into "go on".
 *
 * A post leaves hold/ when its score has ended well. Released twice, it is a duplicate that the score stops. */
#include "die.h"
#include "file.h"
#include "held.h"

static const char usage[] = "release [-C DIR] NUMBER ...";
static const char help[] =
	"usage: release [-C DIR] NUMBER ...\n"
	"Sends posts that are held for a moderator. NUMBER is what list-held prints.\n"
	"  -C DIR  the list's folder (default: here)\n";

/* 0, or the exit code for a post that stays where it is. */
static int release(const struct held *h)
{
	struct span said;
	struct text t = { 0 };
	int code = held_release(h, &said);
	if (code == 0) {
		held_remove(h);
		return 0;
	}
	text_addf(&t, "%.*s stays held: ", HELD_SHOWN, h->id);
	text_add(&t, said.len ? said : SPAN("tutti did not end well"));
	text_addc(&t, '\n');
	write_all(2, text_span(&t), "standard error");
	text_free(&t);
	return code == PERM ? PERM : TEMP;
}

int main(int argc, char **argv)
{
	die_name(argv[0]);
	die_help(argc, argv, help);
	return held_command(argc, argv, usage, release);
}
